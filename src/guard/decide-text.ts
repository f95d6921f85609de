/** From a text to the places of it that may not be sent, and what stands in for them. */
import { detect } from "./detect/detect.ts";
import type { Rules } from "./rules/rules.ts";
import { findToken, type TokenPlace } from "./token/token-shape.ts";
import type { Tokens } from "./token/tokens.ts";
import type { TextDecision, TextReplacement } from "./walk/text-masker.ts";

/** `tokens` belong to the request, and learn what each of them stands for. */
export function decideText(text: string, rules: Rules, tokens: Tokens): TextDecision {
  const findings = detect(text, rules);
  if (findings.length === 0) return { findings, replacements: [] };
  const replacements: TextReplacement[] = [];
  for (const { start, end, label, action } of findings) {
    if (action === "report") continue;
    replacements.push({ start, end, token: tokens.tokenFor(label, text.slice(start, end)) });
  }
  return { findings, replacements: withLiterals(text, replacements, tokens) };
}

/**
 * A text may hold the token of a value literally beside the value. Both would come back as the
 * value, so the literal one gets a token of its own.
 */
function withLiterals(
  text: string,
  replacements: readonly TextReplacement[],
  tokens: Tokens,
): readonly TextReplacement[] {
  const first = findToken(text, 0);
  if (first === null) return replacements;
  const literals: TextReplacement[] = [];
  const minted = new Set(replacements.map(({ token }) => token));
  for (let place: TokenPlace | null = first; place !== null; place = findToken(text, place.end)) {
    const { start, end } = place;
    const literal = text.slice(start, end);
    const isTaken = replacements.some((other) => other.start < end && start < other.end);
    if (!minted.has(literal) || isTaken) continue;
    literals.push({ start, end, token: tokens.tokenFor("TOKEN", literal) });
  }
  if (literals.length === 0) return replacements;
  return [...replacements, ...literals].toSorted((one, two) => one.start - two.start);
}
