/** What of a text is sensitive, and what the rules say about it. */
import type { Finding } from "../finding.ts";
import type { Rules } from "../rules/rules.ts";
import { shapeToken } from "../token/token-shape.ts";
import { firstEndingAfter, resolve, unite } from "./resolve.ts";
import { scan } from "./scan.ts";

const nothing: readonly Finding[] = [];
/** Each round finds only what the rounds before have laid bare; two are nearly always enough. */
const mostRounds = 6;
const anyBody = new Uint8Array(16);

/** Findings in the order of the text, without overlaps among those that are acted on. */
export function detect(text: string, rules: Rules): readonly Finding[] {
  if (!rules.enabled) return nothing;
  const found = detectOnce(text, rules);
  const reports = found.filter(({ action }) => action === "report");
  let acted = found.filter(({ action }) => action !== "report");
  for (let round = 1; round < mostRounds && acted.length > 0; round++) {
    const bared = laidBare(text, acted, rules);
    if (bared.length === 0) break;
    acted = unite([...acted, ...bared]);
  }
  if (reports.length === 0) return acted;
  return [...acted, ...reports].toSorted((one, two) => one.start - two.start);
}

function detectOnce(text: string, rules: Rules): readonly Finding[] {
  const found = scan(text);
  if (found.length === 0) return nothing;
  return resolve(text, found, (detector, value) => {
    const action = rules.actions[detector];
    return action === null || rules.allows(value) ? null : action;
  });
}

/**
 * What is found only when tokens stand for the rest: a number whose neighbours were digits, say.
 * Were it left, masking the masked text again would change it.
 */
function laidBare(text: string, acted: readonly Finding[], rules: Rules): Finding[] {
  let masked = "";
  let done = 0;
  const places: { readonly start: number; readonly end: number; readonly shift: number }[] = [];
  for (const { start, end, label } of acted) {
    masked += text.slice(done, start);
    const from = masked.length;
    masked += shapeToken(label, anyBody);
    places.push({ start: from, end: masked.length, shift: end - masked.length });
    done = end;
  }
  masked += text.slice(done);
  const shiftAt = (position: number) => places[firstEndingAfter(places, position) - 1]?.shift ?? 0;
  return detectOnce(masked, rules)
    .filter(({ action }) => action !== "report")
    .map((finding) => ({
      ...finding,
      start: finding.start + shiftAt(finding.start),
      end: finding.end + shiftAt(finding.end),
    }));
}
