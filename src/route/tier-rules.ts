/**
 * Which tier a model name of another vendor counts as. The setting `codegate_tier_rules` is a JSON
 * object from patterns to tiers, first match wins: {"gpt-5*": "opus", "*-mini": "haiku"}. A star
 * stands for any text; names and patterns are compared in lower case.
 */
import { jsonOr } from "../base/json-or.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { Snapshot, Tier } from "../store/snapshot.ts";

/** Key of the settings table that holds the rules. */
export const tierRulesSetting = "codegate_tier_rules";

export interface TierRule {
  /** The pattern's texts between its stars, lower case. */
  readonly parts: readonly string[];
  /** Null = of no tier: every account of the config may serve. */
  readonly tier: Tier | null;
}

const tiers: readonly unknown[] = ["opus", "sonnet", "haiku"];

/** Rules that cannot be read are none at all, and the failure says what to write. */
export function parseTierRules(text: string): Result<readonly TierRule[], string> {
  const wanted = `${tierRulesSetting} must be JSON such as {"gpt-5*": "opus", "*-mini": "haiku"}`;
  const parsed = jsonOr(text, null);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return failed(wanted);
  const entries = Object.entries(parsed);
  const wrong = entries.find(([, tier]) => tier !== null && !tiers.includes(tier));
  if (wrong !== undefined) {
    return failed(`${wanted}; "${wrong[0]}" names no tier (opus, sonnet, haiku, or null)`);
  }
  return success(
    entries.map(([pattern, tier]) => ({ parts: pattern.toLowerCase().split("*"), tier })),
  );
}

/** Reads the setting anew only when it has changed; what is wrong with it is told once. */
export function createTierRules(
  warn: (problem: string) => void,
): (snapshot: Snapshot) => readonly TierRule[] {
  let known: string | undefined;
  let rules: readonly TierRule[] = [];
  return ({ settings }) => {
    const text = settings.get(tierRulesSetting);
    if (text === known) return rules;
    known = text;
    const parsed = text === undefined || text === "" ? success([]) : parseTierRules(text);
    rules = parsed.ok ? parsed.value : [];
    if (!parsed.ok) warn(parsed.failure);
    return rules;
  };
}

/** The tier that the first matching rule names; undefined when no rule matches. */
export function matchTierRule(model: string, rules: readonly TierRule[]): Tier | null | undefined {
  const name = model.toLowerCase();
  return rules.find(({ parts }) => matches(name, parts))?.tier;
}

/** Linear in the name's length: each part is searched for once, from where the last one ended. */
function matches(name: string, parts: readonly string[]): boolean {
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return name === first;
  if (!name.startsWith(first)) return false;
  const last = rest.pop() ?? "";
  let position = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return name.length - last.length >= position && name.endsWith(last);
}
