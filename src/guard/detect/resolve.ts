/** Of all that detectors have found, what is acted on: no overlaps, nothing inside of a token. */
import { max, min } from "../../base/maths.ts";
import { labels, type Action, type DetectorId, type Finding } from "../finding.ts";
import { findToken, type TokenPlace } from "../token/token-shape.ts";
import type { Candidate } from "./candidates.ts";

/** Whose name a place bears that several detectors have found, and who decides what happens. */
const order: readonly DetectorId[] = [
  "private_key",
  "aws_keys",
  "jwt",
  "api_key",
  "credit_card",
  "iban",
  "url_auth",
  "password",
  "email",
  "ssn",
  "passport",
  "phone",
  "ip_address",
  "street_address",
  "name",
];
const rank = new Map(order.map((detector, index) => [detector, index]));
const severity: Record<Action, number> = { report: 0, mask: 1, block: 2 };

export type ActionOf = (detector: DetectorId, value: string) => Action | null;

/** Findings in the order of the text. `actionOf` gives null for what is switched off or allowed. */
export function resolve(text: string, found: readonly Candidate[], actionOf: ActionOf): Finding[] {
  const judged: Finding[] = [];
  const tokens = tokensOf(text);
  for (const candidate of found) {
    const { start, end, detector, reason } = candidate;
    if (tokens.length > 0 && isSpoilt(candidate, tokens)) continue;
    const action = actionOf(detector, text.slice(start, end));
    if (action !== null)
      judged.push({ start, end, detector, reason, action, label: labels[detector] });
  }
  // Most texts that hold anything hold one thing.
  if (judged.length < 2) return judged;
  const reports = judged.filter(({ action }) => action === "report");
  const others = judged.filter(({ action }) => action !== "report");
  return [...unite(others), ...unite(reports)].toSorted((one, two) => one.start - two.start);
}

function tokensOf(text: string): TokenPlace[] {
  const tokens: TokenPlace[] = [];
  for (let token = findToken(text, 0); token !== null; token = findToken(text, token.end)) {
    tokens.push(token);
  }
  return tokens;
}

/**
 * Tokens are never masked again. What was found by its surroundings is dropped when a token is part
 * of it; what is proven by its own form is not, as long as it is more than tokens and cuts none.
 */
function isSpoilt({ start, end, formal }: Candidate, tokens: readonly TokenPlace[]): boolean {
  let index = firstEndingAfter(tokens, start);
  for (
    let token = tokens[index];
    token !== undefined && token.start < end;
    token = tokens[++index]
  ) {
    const isInside = token.start >= start && token.end <= end;
    if (!formal || !isInside || token.end - token.start === end - start) return true;
  }
  return false;
}

/** Index of the first of these ordered places that ends behind `position`. */
export function firstEndingAfter(tokens: readonly TokenPlace[], position: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tokens[middle]?.end ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Places that overlap become one, so that nothing of either is left over. */
export function unite(findings: readonly Finding[]): Finding[] {
  const sorted = findings.toSorted((one, two) => one.start - two.start || two.end - one.end);
  const united: Finding[] = [];
  for (const finding of sorted) {
    const last = united.at(-1);
    if (last === undefined || finding.start >= last.end) united.push(finding);
    else united[united.length - 1] = join(last, finding);
  }
  return united;
}

function join(one: Finding, two: Finding): Finding {
  const better = (rank.get(two.detector) ?? 0) < (rank.get(one.detector) ?? 0) ? two : one;
  const harder = severity[two.action] > severity[one.action] ? two : one;
  return {
    ...better,
    start: min(one.start, two.start),
    end: max(one.end, two.end),
    action: harder.action,
  };
}
