/** From a text to what may be sent of it. */
import { detect } from "./detect/detect.ts";
import type { Finding } from "./finding.ts";
import type { MaskCache } from "./mask-cache.ts";
import type { Rules } from "./rules/rules.ts";
import { findToken } from "./token/token-shape.ts";
import type { Tokens } from "./token/tokens.ts";

export interface Masked {
  /** The very same string when nothing was replaced. */
  readonly text: string;
  /** All findings, those that were only reported or that forbid sending included. */
  readonly findings: readonly Finding[];
}

export interface Masker {
  mask(text: string): Masked;
}

interface MaskerParts {
  readonly rules: Rules;
  /** Of this request: it learns what each token stands for. */
  readonly tokens: Tokens;
  /** Of this tenant; results are kept there by text and rules. */
  readonly cache?: MaskCache;
}

/** A place that is replaced and its token. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly token: string;
}

export interface MaskResult {
  readonly findings: readonly Finding[];
  readonly replacements: readonly Replacement[];
}

export function createMasker({ rules, tokens, cache }: MaskerParts): Masker {
  return {
    mask(text) {
      const known = cache?.find(text, rules.version);
      if (known !== undefined) {
        for (const { start, end, token } of known.replacements) {
          tokens.remember(token, text.slice(start, end));
        }
        return { text: replace(text, known.replacements), findings: known.findings };
      }
      const result = findReplacements(text, rules, tokens);
      cache?.keep(text, rules.version, result);
      return { text: replace(text, result.replacements), findings: result.findings };
    },
  };
}

function findReplacements(text: string, rules: Rules, tokens: Tokens): MaskResult {
  const findings = detect(text, rules);
  if (findings.length === 0) return { findings, replacements: [] };
  const replacements: Replacement[] = [];
  for (const { start, end, label, action } of findings) {
    if (action === "report") continue;
    const token = tokens.tokenFor(label, text.slice(start, end));
    replacements.push({ start, end, token });
  }
  return { findings, replacements: withLiterals(text, replacements, tokens) };
}

/**
 * A text may hold the token of a value literally beside the value. Both would come back as the
 * value, so the literal one gets a token of its own.
 */
function withLiterals(
  text: string,
  replacements: readonly Replacement[],
  tokens: Tokens,
): readonly Replacement[] {
  const literals: Replacement[] = [];
  const minted = new Set(replacements.map(({ token }) => token));
  for (let place = findToken(text, 0); place !== null; place = findToken(text, place.end)) {
    const { start, end } = place;
    const literal = text.slice(start, end);
    if (
      !minted.has(literal) ||
      replacements.some((other) => other.start < end && start < other.end)
    )
      continue;
    literals.push({ start, end, token: tokens.tokenFor("TOKEN", literal) });
  }
  if (literals.length === 0) return replacements;
  return [...replacements, ...literals].toSorted((one, two) => one.start - two.start);
}

function replace(text: string, replacements: readonly Replacement[]): string {
  if (replacements.length === 0) return text;
  let masked = "";
  let done = 0;
  for (const { start, end, token } of replacements) {
    masked += text.slice(done, start) + token;
    done = end;
  }
  return masked + text.slice(done);
}
