/** Numbers, times and lists as people say them. */
import { dollars as exactDollars } from "../../base/dollars.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** "3 accounts", "1 account". */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

/** "a, b and c". */
export function list(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** Milliseconds as "40 ms", "1.4 s", "12 s", "5 min", "3 h", "2 days". */
export function duration(milliseconds: number): string {
  if (milliseconds < second) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 10 * second) return `${(milliseconds / second).toFixed(1)} s`;
  if (milliseconds < 2 * minute) return `${Math.round(milliseconds / second)} s`;
  if (milliseconds < 2 * hour) return `${Math.round(milliseconds / minute)} min`;
  if (milliseconds < 2 * day) return `${Math.round(milliseconds / hour)} h`;
  return `${Math.round(milliseconds / day)} days`;
}

/** How long ago; the times are milliseconds since the epoch. */
export function ago(at: number, now: number): string {
  const passed = now - at;
  return passed < minute ? "just now" : `${duration(passed)} ago`;
}

/** "$20", "$3.12", "$0.00052"; cents of thousands say nothing. */
export function dollars(amount: number): string {
  return exactDollars(amount >= 1_000 ? Math.round(amount) : amount);
}

/** A word for the shell: in quotes when it needs them. */
export function shellWord(text: string): string {
  return /^[\w.:/@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
