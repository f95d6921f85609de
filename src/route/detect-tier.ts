import type { Tier } from "../store/snapshot.ts";

const tiers: readonly Tier[] = ["opus", "sonnet", "haiku"];

/** The tier that a model name belongs to; null for names of no tier, such as `gpt-5.1`. */
export function detectTier(model: string): Tier | null {
  const name = model.toLowerCase();
  return tiers.find((tier) => name.includes(tier)) ?? null;
}
