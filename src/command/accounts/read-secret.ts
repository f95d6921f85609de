/** A key from where it is not seen: an environment variable, a pipe, or typed without echo. */
import { success, type Result } from "../../base/result.ts";
import type { CommandRooms, Flag, ParsedWords } from "../command.ts";
import { impossible, misused, type Complaint } from "../complaint.ts";

export const secretFlags: readonly Flag[] = [
  { name: "key-env", value: "NAME", help: "Take the key from this environment variable" },
  { name: "key-stdin", help: "Take the key from standard input, also without asking" },
];

const noKeyFlag =
  "A key in the command line would be seen in the list of processes and stay in the shell's " +
  "history: use --key-env NAME, --key-stdin, or type it when asked.";

/** What people try first. */
export const refusedSecretFlags: Readonly<Record<string, string>> = Object.fromEntries(
  ["key", "api-key", "apikey", "token", "access-token", "secret"].map((name) => [name, noKeyFlag]),
);

export interface SecretQuestion {
  /** Such as "API key". */
  readonly title: string;
  /** Nothing may be given. */
  readonly isOptional: boolean;
}

/** The key without white space at its ends; null when an optional one is left out. */
export async function readSecret(
  words: ParsedWords,
  rooms: CommandRooms,
  question: SecretQuestion,
): Promise<Result<string | null, Complaint>> {
  const name = words.value("key-env");
  if (name !== undefined && words.has("key-stdin")) {
    return misused("Either --key-env or --key-stdin, not both.");
  }
  const read = name === undefined ? await typeOrPipe(rooms, question) : fromVariable(name, rooms);
  if (!read.ok) return read;
  const secret = read.value.trim();
  if (secret !== "") return success(secret);
  if (question.isOptional) return success(null);
  // Who was asked knows how.
  return impossible(
    rooms.terminal.isInteractive ? "No key was given." : `No key was given. ${ways}`,
  );
}

const ways =
  "Pipe it in, name an environment variable with --key-env NAME, or run this in a terminal.";

function fromVariable(name: string, { environment }: CommandRooms): Result<string, Complaint> {
  const value = environment[name] ?? "";
  if (value.trim() !== "") return success(value);
  return impossible(`The environment variable ${name} is not set or empty.`);
}

async function typeOrPipe(
  { terminal }: CommandRooms,
  { title, isOptional }: SecretQuestion,
): Promise<Result<string, Complaint>> {
  if (!terminal.hasKeyboard) {
    const piped = await terminal.readPiped();
    return piped.ok ? piped : impossible(piped.failure);
  }
  // Without a visible question nobody would know that a key is wanted.
  if (!terminal.isInteractive) return impossible(`No key was given. ${ways}`);
  const hint = isOptional ? "not shown; Enter for none" : "not shown";
  const typed = await terminal.askHidden(`${title} (${hint}): `);
  return typed === null ? impossible("Nothing was changed.") : success(typed);
}
