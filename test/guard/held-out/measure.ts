/** How many values of a set are masked, and how many harmless texts are changed. */
import { maskText } from "../../../src/guard/mask.ts";
import { readRules } from "../../../src/guard/rules/rules.ts";
import { restoreText } from "../../../src/guard/token/restore.ts";
import { createTenantTokens, createTokens } from "../../../src/guard/token/tokens.ts";
import type { Case } from "./record.ts";

const rules = readRules(new Map([["privacy_enabled", "true"]]));
const tenant = createTenantTokens(new Uint8Array(32).fill(7), "");

export interface Measured {
  /** Share of cases, by category and tier, in which no planted value is left in the masked text. */
  readonly recall: Readonly<Record<string, number>>;
  readonly missed: readonly string[];
  /** Cases that did not come back as they were. */
  readonly broken: number;
}

export function measureRecall(cases: readonly Case[]): Measured {
  const counts = new Map<string, { all: number; masked: number }>();
  const missed: string[] = [];
  let broken = 0;
  for (const { text, spans, category, tier } of cases) {
    const key = `${category}/${tier}`;
    const count = counts.get(key) ?? { all: 0, masked: 0 };
    counts.set(key, count);
    const { masked, restored } = pass(text);
    count.all++;
    if (restored !== text) broken++;
    if (spans.every(({ value }) => !masked.includes(value))) count.masked++;
    else missed.push(`${key}: ${JSON.stringify(text)}`);
  }
  const shares = [...counts].map(([key, { all, masked }]) => [key, masked / all] as const);
  return { recall: Object.fromEntries(shares), missed, broken };
}

/** The texts that masking changed. */
export function changed(cases: readonly Case[]): string[] {
  return cases.map(({ text }) => text).filter((text) => pass(text).masked !== text);
}

function pass(text: string): { masked: string; restored: string } {
  const tokens = createTokens(tenant);
  const masked = maskText(text, rules, tokens).text;
  return { masked, restored: restoreText(masked, tokens.originalOf) };
}
