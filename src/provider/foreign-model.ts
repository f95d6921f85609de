/**
 * Models that a provider certainly does not have. Asking all the same would end in its 404, and
 * hide why the accounts that do have the model could not serve.
 */
import type { Account } from "../store/snapshot.ts";
import { providerOf, usesOwnAddress } from "./find-offer.ts";

/** Whose models a name belongs to; names of no vendor may be served by anybody. */
const vendors: readonly (readonly [pattern: RegExp, vendor: string])[] = [
  [/^claude-/i, "anthropic"],
  [/^(?:gpt-\d|chatgpt-|o[134](?:-|$)|codex-)/i, "openai"],
  [/^gemini-/i, "google"],
  [/^deepseek-/i, "deepseek"],
  [/^glm-/i, "z.ai"],
];

/**
 * Providers that serve their own models alone. Others are left out on purpose: DeepSeek and Z.ai
 * take Claude's names at their Anthropic doors, OpenRouter has everything.
 */
const vendorOfProvider: Readonly<Record<string, string>> = {
  anthropic: "anthropic",
  openai: "openai",
  openai_sub: "openai",
  gemini: "google",
};

export function isForeignModel(account: Account, model: string): boolean {
  const own = vendorOfProvider[providerOf(account).id];
  // A server of the user's own may have any model under any name.
  if (own === undefined || !usesOwnAddress(account)) return false;
  const vendor = vendors.find(([pattern]) => pattern.test(model))?.[1];
  return vendor !== undefined && vendor !== own;
}
