/** What the guardrails make of a text, for people who want to see it. Nothing is kept. */
import { categories, type DetectorId } from "./finding.ts";
import { maskText } from "./mask.ts";
import type { Rules } from "./rules/rules.ts";
import { restoreText } from "./token/restore.ts";
import { createTokens, type TenantTokens } from "./token/tokens.ts";

/** Where something was found and why; never what. */
export interface TriedFinding {
  readonly detector: string;
  readonly category: string;
  /** "mask", "block" or "report". */
  readonly action: string;
  readonly reason: string;
  /** UTF-16 units from the beginning; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

export interface Tried {
  readonly findings: readonly TriedFinding[];
  readonly masked: string;
  readonly restored: string;
  readonly comes_back: boolean;
}

export function tryText(text: string, rules: Rules, tenantTokens: TenantTokens): Tried {
  const tokens = createTokens(tenantTokens);
  const { text: masked, findings } = maskText(text, rules, tokens);
  const restored = restoreText(masked, tokens.originalOf);
  const lineAt = lineCounter(text);
  return {
    findings: findings.map(({ start, end, detector, action, reason }) => ({
      detector,
      category: categories[detector as DetectorId],
      action,
      reason,
      start,
      end,
      ...lineAt(start),
      length: end - start,
    })),
    masked,
    restored,
    comes_back: restored === text,
  };
}

/** Places are asked for in ascending order, so that the text is read once. */
function lineCounter(text: string): (place: number) => { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  return (place) => {
    for (let end = text.indexOf("\n", lineStart); end !== -1 && end < place;) {
      line++;
      lineStart = end + 1;
      end = text.indexOf("\n", lineStart);
    }
    return { line, column: place - lineStart + 1 };
  };
}
