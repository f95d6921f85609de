/** Thinking budgets in tokens and efforts in words, each for the side that knows only the other. */
import type { ThinkingWish } from "./conversation.ts";

/** From least to most. */
const levels: readonly string[] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/** Budgets below these are "low" and "medium", tokens. */
const lowBelow = 4_000;
const mediumBelow = 16_000;

/** What an effort is worth in tokens where only budgets are known. */
const budgets: Readonly<Record<string, number>> = {
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 24_576,
  xhigh: 32_768,
  max: 63_999,
};

export function effortOfBudget(tokens: number): string {
  if (tokens < lowBelow) return "low";
  return tokens < mediumBelow ? "medium" : "high";
}

export function budgetOfEffort(effort: string | null): number {
  return budgets[effort ?? "medium"] ?? budgets["medium"] ?? lowBelow;
}

/** The effort that a wish stands for; null = the provider's default. */
export function effortOf({ mode, effort, budgetTokens }: ThinkingWish): string | null {
  if (mode === "off") return "none";
  if (effort !== null) return effort;
  return budgetTokens === null ? null : effortOfBudget(budgetTokens);
}

/** The offered effort nearest to the wanted one, the lower one first; null when none is offered. */
export function nearestEffort(wanted: string, offered: readonly string[]): string | null {
  const want = levels.indexOf(wanted);
  if (offered.includes(wanted)) return wanted;
  if (want === -1) return null;
  // "none" is a switch, not a low effort: only who asked for none gets it.
  const usable = offered.filter((each) => each !== "none");
  const ordered = usable.toSorted((one, other) => levels.indexOf(one) - levels.indexOf(other));
  return ordered.findLast((each) => levels.indexOf(each) < want) ?? ordered[0] ?? null;
}
