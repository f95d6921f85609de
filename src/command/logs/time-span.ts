/** Times as people write them: "2h" ago, a day, or an instant. */
import { failed, success, type Result } from "../../base/result.ts";
import type { TimeSpan } from "../../bodies/read-kept.ts";
import type { Flag, ParsedWords } from "../command.ts";

export const timeFlags: readonly Flag[] = [
  {
    name: "since",
    value: "TIME",
    help: "From then on: 30m, 2h, 7d (ago), 2026-11-28, or with T10:00",
  },
  { name: "until", value: "TIME", help: "Up to then" },
];

const units: Readonly<Record<string, number>> = {
  m: 60 * 1_000,
  h: 60 * 60 * 1_000,
  d: 24 * 60 * 60 * 1_000,
};

export function parseSpan(words: ParsedWords, now: number): Result<TimeSpan, string> {
  const from = parseTime("since", words, now);
  if (!from.ok) return from;
  const to = parseTime("until", words, now);
  if (!to.ok) return to;
  return success({ from: from.value ?? 0, to: to.value ?? Number.POSITIVE_INFINITY });
}

/** Null when the flag was not given. Times without a zone are UTC, as those in the database are. */
function parseTime(
  name: "since" | "until",
  words: ParsedWords,
  now: number,
): Result<number | null, string> {
  const text = words.value(name);
  if (text === undefined) return success(null);
  const [, number, unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (number !== undefined) return success(now - Number(number) * (units[unit] ?? 0));
  const isDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?$/.test(text);
  const day = text.length === 10 ? `${text}T00:00` : text.replace(" ", "T");
  const at = isDate ? Date.parse(day.endsWith("Z") ? day : `${day}Z`) : Number.NaN;
  return Number.isNaN(at)
    ? failed(`--${name} is a time such as 2h, 7d, 2026-11-28 or 2026-11-28T10:00.`)
    : success(at);
}
