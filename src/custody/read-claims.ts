/** What a provider wrote into a JSON Web Token about itself. Read, never trusted to grant anything. */
import { fieldsOf } from "../base/json-fields.ts";
import { parseFields, textOf } from "./json-text.ts";

export interface Claims {
  /** Milliseconds since the epoch; null = not said. */
  readonly expiresAt: number | null;
  /** ChatGPT's account id. */
  readonly externalAccountId: string | null;
  readonly email: string | null;
  /** Such as "plus" or "pro". */
  readonly plan: string | null;
}

const nothing: Claims = { expiresAt: null, externalAccountId: null, email: null, plan: null };

const openAiClaim = "https://api.openai.com/auth";
const openAiProfile = "https://api.openai.com/profile";

/** Everything is null for a token that is none. */
export function readClaims(token: string | null): Claims {
  const parts = token?.split(".") ?? [];
  const payload = parts.length === 3 ? parts[1] : undefined;
  if (payload === undefined) return nothing;
  const claims = parseFields(Buffer.from(payload, "base64url").toString());
  const { exp } = claims;
  const auth = fieldsOf(claims[openAiClaim]);
  const profile = fieldsOf(claims[openAiProfile]);
  const isTime = typeof exp === "number" && Number.isFinite(exp) && exp > 0;
  return {
    expiresAt: isTime ? exp * 1_000 : null,
    externalAccountId: textOf(auth["chatgpt_account_id"]),
    email: textOf(claims["email"]) ?? textOf(profile["email"]),
    plan: textOf(auth["chatgpt_plan_type"]),
  };
}
