/** The guard: ratios of this run against those that are committed. */
import { ratioOf, type Figure, type Report } from "./figures.ts";

export interface Baseline {
  readonly plain: Report["plain"];
  /** CodeGate to the plain proxy by the name of the figure. */
  readonly ratios: Readonly<Record<string, number>>;
}

/**
 * How much worse a ratio may be, as a factor. Two runs on two cores with other work on them (load 2
 * to 8) differed by 1.2 in the median and by more than 2 in 3 of 79 ratios.
 */
const tolerance = 2;

export function baselineOf({ plain, figures }: Report): Baseline {
  const ratios = figures.flatMap((figure) => {
    const ratio = isTail(figure) ? null : ratioOf(figure);
    return ratio === null ? [] : [[figure.name, Math.round(ratio * 1_000) / 1_000] as const];
  });
  return { plain, ratios: Object.fromEntries(ratios) };
}

/** A sentence for every figure that is worse than the baseline allows. */
export function findRegressions(report: Report, baseline: Baseline): string[] {
  if (report.plain !== baseline.plain) {
    const what = `compared with ${report.plain}, the baseline with ${baseline.plain}`;
    return [`This run is ${what}: their ratios cannot be held against each other.`];
  }
  return report.figures.flatMap((figure) => {
    const ratio = ratioOf(figure);
    const known = baseline.ratios[figure.name];
    if (isTail(figure) || ratio === null || known === undefined || known <= 0) return [];
    const worse = figure.better === "less" ? ratio / known : known / ratio;
    if (worse <= tolerance) return [];
    const ratios = `${ratio.toFixed(2)} of ${report.plain}, was ${known.toFixed(2)}`;
    return [`${figure.name}: ${ratios}; ${tolerance} times worse is allowed`];
  });
}

/** Between the same two runs the slowest hundredths differed by up to 11: nothing to hold against. */
function isTail({ name }: Figure): boolean {
  return name.endsWith("p99") || name.includes("twice the pace");
}
