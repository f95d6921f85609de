/** What a command is: words it takes, what its help says, and what it does. */
import type { Environment, Options } from "../process/options.ts";
import type { StorePlace } from "../store/change-store.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Exit codes: done; it did not work; the words make no sense. */
export const exitCodes = { done: 0, failed: 1, misused: 2 } as const;

export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  /** What its value stands for, such as "NAME"; without one the flag is a switch. */
  readonly value?: string;
  readonly isRepeatable?: boolean;
  readonly help: string;
}

export interface Action {
  /** As typed after the command's name; "" for a command that has only one. */
  readonly name: string;
  /** Words after the action: "NAME", or "[NAME]" when it may be left out. */
  readonly operands: readonly string[];
  readonly flags: readonly Flag[];
  /** Flags that people try, and the sentence that says what to do instead. */
  readonly refused?: Readonly<Record<string, string>>;
  /** One line, for lists. */
  readonly summary: string;
  /** Sentences for its own help, in one paragraph. */
  readonly details?: readonly string[];
  /** Words after the program's name; where something is piped in, `codegate` stands for that. */
  readonly examples: readonly string[];
  /** Resolves to the exit code. */
  readonly run: (words: ParsedWords, rooms: CommandRooms) => number | Promise<number>;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The first is what the command does without a further word. */
  readonly actions: readonly [Action, ...Action[]];
}

export interface ParsedWords {
  readonly operands: readonly string[];
  /** The value of a flag; undefined when it was not given. */
  value(name: string): string | undefined;
  /** All values of a repeatable flag, in their order. */
  values(name: string): readonly string[];
  has(name: string): boolean;
}

export interface CommandRooms {
  readonly terminal: Terminal;
  readonly environment: Environment;
  readonly options: Options;
  readonly place: StorePlace;
  readonly fetch: (url: string, init: BunFetchRequestInit) => Promise<Response>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How this program is called, for sentences that name a command. */
  readonly program: string;
}

/** A sentence on stderr, and the exit code for it. */
export function complain(
  { error }: Pick<Terminal, "error">,
  sentence: string,
  code: number = exitCodes.failed,
): number {
  error.line(error.paint("red", sentence));
  return code;
}
