/** What was measured, and how it is said. */
import { cpus, loadavg } from "node:os";
import type { PlainKind } from "./plain-proxy.ts";
import type { Target } from "./targets.ts";

export type TargetName = Target["name"];
export type Values = Partial<Record<TargetName, number>>;

export interface Figure {
  /** Says all of it: the path, the size, how many at once, and what. */
  readonly name: string;
  readonly unit: string;
  readonly better: "more" | "less";
  readonly values: Values;
}

export interface Report {
  readonly at: string;
  readonly bun: string;
  readonly cores: number;
  readonly processor: string;
  /** Mean number of processes that wanted to run in the last minute, before and after. */
  readonly load: readonly [number, number];
  readonly plain: PlainKind;
  readonly figures: readonly Figure[];
}

/** CodeGate (or the peer) to the plain proxy; null where one of them is missing or nothing. */
export function ratioOf({ values }: Figure, of: TargetName = "codegate"): number | null {
  const value = values[of];
  const { plain } = values;
  if (value === undefined || plain === undefined || !(plain > 0)) return null;
  return value / plain;
}

export function describeMachine(): Pick<Report, "bun" | "cores" | "processor"> {
  const all = cpus();
  return { bun: Bun.version, cores: all.length, processor: all[0]?.model ?? "" };
}

export function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

const columns: readonly TargetName[] = ["direct", "plain", "relay", "codegate", "peer"];

/** A Markdown table. */
export function writeTable({ figures, plain }: Pick<Report, "figures" | "plain">): string {
  const shown = columns.filter((name) => figures.some(({ values }) => name in values));
  const of = shown.includes("peer") && !shown.includes("codegate") ? "peer" : "codegate";
  const names = shown.map((name) => (name === "plain" ? plain : name));
  const rows = figures.map((figure) => {
    const values = shown.map((name) => writeNumber(figure.values[name]));
    const ratio = ratioOf(figure, of);
    return [`${figure.name}, ${figure.unit}`, ...values, ratio === null ? "" : ratio.toFixed(2)];
  });
  const head = ["", ...names, `${of} / ${plain}`];
  return [
    line(head),
    line(head.map((_, at) => (at === 0 ? "---" : "--:"))),
    ...rows.map(line),
  ].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function writeNumber(value: number | undefined): string {
  if (value === undefined) return "";
  if (value >= 1_000) return Math.round(value).toLocaleString("en-GB");
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
