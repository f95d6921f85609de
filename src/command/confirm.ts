import { complain, exitCodes, type ParsedWords } from "./command.ts";
import type { Terminal } from "./terminal/terminal.ts";

/**
 * Asks before something that cannot be undone; `--yes` has answered already. Resolves to
 * `exitCodes.done`, or to the exit code of a command that was not confirmed.
 */
export async function confirm(
  question: string,
  words: ParsedWords,
  terminal: Terminal,
): Promise<number> {
  if (words.has("yes")) return exitCodes.done;
  if (!terminal.isInteractive) {
    return complain(terminal, "Nobody can be asked here; add --yes to go on.", exitCodes.misused);
  }
  const answer = (await terminal.ask(`${question} [y/N] `))?.trim().toLowerCase();
  if (answer === "y" || answer === "yes") return exitCodes.done;
  return complain(terminal, "Nothing was changed.");
}
