import { expect } from "bun:test";

const shownBytes = 40;

/** Compares bytes; when they differ, says where and how instead of printing a megabyte. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array | string, label = ""): void {
  const wanted = typeof expected === "string" ? Buffer.from(expected) : expected;
  if (Buffer.compare(actual, wanted) === 0) return void expect(actual.length).toBe(wanted.length);
  const at = actual.findIndex((byte, index) => byte !== wanted[index]);
  const from = at === -1 ? Math.min(actual.length, wanted.length) : at;
  const around = (bytes: Uint8Array) =>
    Buffer.from(bytes.subarray(Math.max(0, from - shownBytes), from + shownBytes)).toString();
  expect({ label, at: from, length: actual.length, bytes: around(actual) }).toEqual({
    label,
    at: from,
    length: wanted.length,
    bytes: around(wanted),
  });
  throw new Error(`${label}: bytes differ at ${from}`);
}

export interface Difference {
  /** What stands there in the first text... */
  readonly before: string;
  /** ...and in the second. */
  readonly after: string;
}

/** The one stretch in which two texts differ, after their common start and before their common end. */
export function differenceOf(one: Uint8Array, other: Uint8Array): Difference {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const middle = (bytes: Uint8Array) => Buffer.from(bytes.subarray(start, bytes.length - end));
  return { before: middle(one).toString(), after: middle(other).toString() };
}

/** A chat stream without the event that only tells its usage: the reference for the gateway's own. */
export function withoutUsageEvent(stream: Uint8Array): Buffer {
  const events = Buffer.from(stream)
    .toString("latin1")
    .split(/(?<=\n\r?\n)/);
  return Buffer.from(events.filter((event) => !tellsOnlyUsage(event)).join(""), "latin1");
}

function tellsOnlyUsage(event: string): boolean {
  const data = /^data: ?(\{.*\})\r?$/m.exec(event)?.[1];
  if (data === undefined) return false;
  const chunk = JSON.parse(data) as { choices?: unknown; usage?: unknown };
  const hasUsage = typeof chunk.usage === "object" && chunk.usage !== null;
  return hasUsage && Array.isArray(chunk.choices) && chunk.choices.length === 0;
}
