import type { Account } from "../store/snapshot.ts";

/** Beginning of Anthropic's OAuth access tokens, which some store as a key. */
const anthropicToken = "sk-ant-oat";

/** True when the account's credential is an OAuth token, of a person's subscription as a rule. */
export function hasToken({
  authType,
  credential,
}: Pick<Account, "authType" | "credential">): boolean {
  return authType === "oauth" || credential?.startsWith(anthropicToken) === true;
}
