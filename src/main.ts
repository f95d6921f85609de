/** Chooses the command; `serve` without one, which loads nothing of the others. */

export async function main(words: readonly string[]): Promise<void> {
  if (words.length === 0 || (words.length === 1 && words[0] === "serve")) {
    const { runServe } = await import("./command/serve.ts");
    return runServe();
  }
  const { runCommand } = await import("./command/run-command.ts");
  const { openTerminal } = await import("./command/terminal/terminal.ts");
  const { ownProgramName } = await import("./process/program-name.ts");
  process.exitCode = await runCommand(words, {
    terminal: openTerminal(),
    environment: process.env,
    fetch,
    now: () => Date.now(),
    program: ownProgramName(),
  });
}
