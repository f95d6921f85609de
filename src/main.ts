/** Chooses the command; `serve` without one, which loads nothing of the others. */

import { workerWord } from "./command/serve/worker-words.ts";
import { compileLate } from "./process/compiler.ts";

export async function main(words: readonly string[]): Promise<void> {
  if (words.length === 0 || (words.length === 1 && words[0] === "serve")) {
    compileLate();
    const { runServe } = await import("./command/serve/run-serve.ts");
    return runServe(process.env);
  }
  if (words[0] === workerWord) {
    compileLate();
    const { runWorker } = await import("./command/serve/run-worker.ts");
    return runWorker(words.slice(1));
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
