/** Decisions as a text that a database can keep. It holds hashes, places and tokens, no values. */
import { isCount } from "../../base/json-fields.ts";
import { jsonOr } from "../../base/json-or.ts";
import type { Mark, MarkFinding } from "./mark.ts";
import type { SavedDecision } from "./mask-memory.ts";

export function writeDecisions(decisions: readonly SavedDecision[]): string {
  return JSON.stringify(
    decisions.map(({ key, check, marks }) => [
      key,
      check.toString(36),
      ...marks.map(({ start, end, depth, token, finding }) => [start, end, depth, token, finding]),
    ]),
  );
}

/** What is no decision is left out: its text is then decided anew. */
export function readDecisions(text: string): readonly SavedDecision[] {
  const rows = parseList(text);
  return rows.flatMap((row) => {
    const [key, check, ...marks] = Array.isArray(row) ? (row as readonly unknown[]) : [];
    const known = marks.flatMap(readMark);
    const isWhole = typeof key === "number" && known.length === marks.length;
    if (!isWhole || typeof check !== "string" || !/^[0-9a-z]{1,13}$/.test(check)) return [];
    return [{ key, check: readBase36(check), marks: known }];
  });
}

function parseList(text: string): readonly unknown[] {
  const value = jsonOr(text, null);
  return Array.isArray(value) ? value : [];
}

function readBase36(text: string): bigint {
  return Array.from(text).reduce(
    (value, digit) => value * 36n + BigInt(Number.parseInt(digit, 36)),
    0n,
  );
}

function readMark(value: unknown): readonly Mark[] {
  const [start, end, depth, token, finding] = Array.isArray(value)
    ? (value as readonly unknown[])
    : [];
  const arePlaces = isCount(start) && isCount(end) && isCount(depth) && start <= end;
  const isToken = token === null || typeof token === "string";
  const isFinding = finding === null || isMarkFinding(finding);
  return arePlaces && isToken && isFinding ? [{ start, end, depth, token, finding }] : [];
}

const actions: readonly unknown[] = ["mask", "block", "report"];

function isMarkFinding(value: unknown): value is MarkFinding {
  if (typeof value !== "object" || value === null) return false;
  const { detector, label, action, reason } = value as Readonly<Record<string, unknown>>;
  const areTexts = [detector, label, reason].every((field) => typeof field === "string");
  return areTexts && actions.includes(action);
}
