/** The cost of a month for people. */
import { dollars } from "../../base/dollars.ts";
import { oneLine } from "../../process/logger.ts";
import type { LedgerGroup, LedgerLine } from "../../store/read-ledger.ts";
import { count } from "../terminal/phrases.ts";
import { writeTable, type Column, type Row } from "../terminal/table.ts";
import type { Output } from "../terminal/terminal.ts";

export interface Ledger {
  /** "2026-11". */
  readonly month: string;
  readonly group: LedgerGroup;
  readonly lines: readonly LedgerLine[];
  readonly total: LedgerLine;
  /** What accounts have used of their quotas, by name; empty for other groups and former months. */
  readonly quotas: ReadonlyMap<string, string>;
}

export function sumLines(lines: readonly LedgerLine[]): LedgerLine {
  const sum = (field: Exclude<keyof LedgerLine, "name">): number =>
    lines.reduce((total, line) => total + line[field], 0);
  return {
    name: "total",
    attempts: sum("attempts"),
    failed: sum("failed"),
    input: sum("input"),
    cacheRead: sum("cacheRead"),
    cacheWrite: sum("cacheWrite"),
    output: sum("output"),
    spentUsd: sum("spentUsd"),
    equivalentUsd: sum("equivalentUsd"),
    atLeast: sum("atLeast"),
    unpriced: sum("unpriced"),
  };
}

export function showLedger(ledger: Ledger, out: Output): void {
  const { month, group, lines, total, quotas } = ledger;
  if (lines.length === 0) return out.line(`Nothing was asked of a provider in ${month} (UTC).`);
  const columns: readonly Column[] = [
    { title: group.toUpperCase(), canShrink: true },
    { title: "CALLS", isNumber: true },
    { title: "INPUT", isNumber: true },
    { title: "CACHE HITS", isNumber: true },
    { title: "OUTPUT", isNumber: true },
    { title: "SPENT", isNumber: true },
    { title: "API WORTH", isNumber: true },
  ];
  const all = lines.length === 1 ? lines : [...lines, total];
  writeTable(
    out,
    columns,
    all.map((line) => rowOf(line, quotas)),
  );
  for (const note of notesOf(total)) out.line(note);
}

function rowOf(line: LedgerLine, quotas: ReadonlyMap<string, string>): Row {
  const isLeast = line.atLeast + line.unpriced > 0;
  // Who pays by the month wants to know how much of it is left, not what the API would take.
  const quota = line.equivalentUsd > 0 && line.name !== null ? quotas.get(line.name) : undefined;
  const notes = quota === undefined ? [] : [quota];
  const texts = [
    oneLine(line.name ?? "none"),
    String(line.attempts),
    tokens(line.input + line.cacheRead + line.cacheWrite),
    hitRatio(line),
    tokens(line.output),
    amount(line.spentUsd, isLeast),
    line.equivalentUsd === 0 ? "" : amount(line.equivalentUsd, isLeast),
  ];
  return { cells: texts.map((text) => ({ text })), notes };
}

/** How much of the prompts was read from a cache. */
function hitRatio({ input, cacheRead, cacheWrite }: LedgerLine): string {
  const prompt = input + cacheRead + cacheWrite;
  return prompt === 0 ? "" : `${Math.floor((100 * cacheRead) / prompt)} %`;
}

function amount(usd: number, isLeast: boolean): string {
  // In a column cents stand below cents.
  const text = usd === 0 || usd >= 0.01 ? `$${usd.toFixed(2)}` : dollars(usd);
  return isLeast ? `at least ${text}` : text;
}

const thousand = 1_000;
const million = 1_000_000;

function tokens(number: number): string {
  if (number < 10 * thousand) return String(number);
  if (number < 10 * million) return `${Math.round(number / thousand)}k`;
  return `${(number / million).toFixed(1)}M`;
}

function notesOf({ atLeast, unpriced, failed }: LedgerLine): readonly string[] {
  return [
    ...(failed > 0 ? [`${count(failed, "call")} failed or ${was(failed)} cut short.`] : []),
    ...(atLeast > 0 ? [`${count(atLeast, "call")} cost more than what is known of it.`] : []),
    ...(unpriced > 0
      ? [`${count(unpriced, "call")} of unknown cost ${is(unpriced)} not in the sums.`]
      : []),
  ];
}

const is = (number: number) => (number === 1 ? "is" : "are");
const was = (number: number) => (number === 1 ? "was" : "were");
