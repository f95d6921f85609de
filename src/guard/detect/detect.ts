/** What of a text is sensitive, and what the rules say about it. */
import { labels, type Finding, type Label } from "../finding.ts";
import type { Rules } from "../rules/rules.ts";
import { shapeToken } from "../token/token-shape.ts";
import { linesAround } from "./areas.ts";
import type { Candidate, Place } from "./candidates.ts";
import { firstEndingAfter, resolve, unite } from "./resolve.ts";
import { scan, scanLines } from "./scan.ts";

const nothing: readonly Finding[] = [];
/** Each round finds only what the rounds before have laid bare; two are nearly always enough. */
const mostRounds = 6;
const anyBody = new Uint8Array(16);
const anyTokens = new Map<Label, string>(
  Object.values(labels).map((label) => [label, shapeToken(label, anyBody)]),
);

/** Findings in the order of the text, without overlaps among those that are acted on. */
export function detect(text: string, rules: Rules): readonly Finding[] {
  if (!rules.enabled) return nothing;
  const seen = scan(text);
  const found = judge(text, seen.found, rules);
  if (found.length === 0) return found;
  const reports = found.filter(({ action }) => action === "report");
  let acted = reports.length === 0 ? found : found.filter(({ action }) => action !== "report");
  for (let round = 1; round < mostRounds && acted.length > 0; round++) {
    const bared = laidBare(text, { acted, readsFar: seen.readsFar }, rules);
    if (bared.length === 0) break;
    acted = unite([...acted, ...bared]);
  }
  if (reports.length === 0) return acted;
  return [...acted, ...reports].toSorted((one, two) => one.start - two.start);
}

function judge(text: string, found: readonly Candidate[], rules: Rules): readonly Finding[] {
  if (found.length === 0) return nothing;
  return resolve(text, found, (detector, value) => {
    const action = rules.actions[detector];
    return action === null || rules.allows(value) ? null : action;
  });
}

interface Seen {
  readonly acted: readonly Finding[];
  readonly readsFar: boolean;
}

/**
 * What is found only when tokens stand for the rest: a number whose neighbours were digits, say.
 * Were it left, masking the masked text again would change it.
 */
function laidBare(text: string, { acted, readsFar }: Seen, rules: Rules): Finding[] {
  let masked = "";
  let done = 0;
  const places: (Place & { readonly shift: number })[] = [];
  for (const { start, end, label } of acted) {
    masked += text.slice(done, start);
    const from = masked.length;
    masked += anyTokens.get(label) ?? shapeToken(label, anyBody);
    places.push({ start: from, end: masked.length, shift: end - masked.length });
    done = end;
  }
  masked += text.slice(done);
  const shiftAt = (position: number) => places[firstEndingAfter(places, position) - 1]?.shift ?? 0;
  const { found } = readsFar ? scan(masked) : scanLines(masked, linesAround(masked, places));
  return judge(masked, found, rules)
    .filter(({ action }) => action !== "report")
    .map((finding) => ({
      ...finding,
      start: finding.start + shiftAt(finding.start),
      end: finding.end + shiftAt(finding.end),
    }));
}
