/** Where two chains part, in words. */
import type { Section } from "./section.ts";

/** Null = everything that was there is there, in its place; more may follow. */
export function compareSections(former: Section, current: Section, what: string): string | null {
  const at = firstDifference(former.plain, current.plain);
  if (at === former.plain.length) return null;
  const one = former.plain[at];
  const other = current.plain[at];
  const name = `${what} ${at + 1}`;
  if (other === undefined) return `${name} and what followed it are gone`;
  const removedTo = former.plain.indexOf(other, at);
  if (removedTo > at) return `${range(what, at, removedTo)} ${were(removedTo - at)} removed`;
  const insertedTo = one === undefined ? -1 : current.plain.indexOf(one, at);
  if (insertedTo > at) return `${range(what, at, insertedTo)} ${were(insertedTo - at)} put in`;
  return `${name} of ${current.plain.length} was changed`;
}

/** A list of tools is a whole: one more at its end is a change, too. */
export function compareTools(former: Section, current: Section): string | null {
  const difference = compareSections(former, current, "tool");
  const added = current.plain.length - former.plain.length;
  if (difference !== null || added === 0) return difference;
  return `${range("tool", former.plain.length, current.plain.length)} ${were(added)} put in`;
}

export function isSameSection({ plain: one }: Section, { plain: other }: Section): boolean {
  return one.length === other.length && firstDifference(one, other) === one.length;
}

function firstDifference(one: Float64Array, other: Float64Array): number {
  let index = 0;
  while (index < one.length && one[index] === other[index]) index++;
  return index;
}

function range(what: string, from: number, to: number): string {
  return to - from === 1 ? `${what} ${from + 1}` : `${what}s ${from + 1} to ${to}`;
}

function were(number: number): string {
  return number === 1 ? "was" : "were";
}
