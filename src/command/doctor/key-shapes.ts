/** How keys begin, where a provider's all begin alike. The longer beginning counts. */
const beginnings: readonly (readonly [prefix: string, provider: string])[] = [
  ["sk-ant-", "anthropic"],
  ["sk-or-", "openrouter"],
  ["sk-proj-", "openai"],
  ["sk-svcacct-", "openai"],
  ["gsk_", "groq"],
  ["xai-", "xai"],
  ["AIza", "gemini"],
  ["csk-", "cerebras"],
  ["fw_", "fireworks"],
];

/** The provider whose key it must be, when that is another one than the account's; else null. */
export function findForeignKey(provider: string, credential: string | null): string | null {
  const found = beginnings.find(([prefix]) => credential?.startsWith(prefix) === true)?.[1] ?? null;
  return found === provider || (found === "openai" && provider === "openai_sub") ? null : found;
}
