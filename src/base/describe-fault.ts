/** An error that nobody expected, for the log. */
import type { LogFields } from "./logger.ts";

/** The engine's own words; messages of other errors may quote a body. */
const wordsOfTheEngine: ReadonlySet<string> = new Set([
  "TypeError",
  "RangeError",
  "ReferenceError",
]);

/** How much of the stack is logged, lines. */
const frames = 8;

export interface Fault extends LogFields {
  /** Name of the error. */
  readonly error: string;
  readonly reason: string | null;
  readonly stack: string | null;
}

export function describeFault(error: unknown): Fault {
  const isError = error instanceof Error;
  const name = isError ? error.name : typeof error;
  return {
    error: name,
    reason: isError && wordsOfTheEngine.has(name) ? error.message : null,
    stack: isError ? placesOf(error) : null,
  };
}

function placesOf({ stack = "" }: Error): string {
  const lines = stack.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line.startsWith("at "))
    .slice(0, frames)
    .join(" < ");
}
