/** What a token endpoint answered, as one of few meanings. */
import { limits } from "../base/limits.ts";
import { fieldsOf } from "../base/json-fields.ts";
import { parseFields, textOf, type JsonFields } from "./json-text.ts";
import { readClaims } from "./read-claims.ts";

export interface Tokens {
  readonly accessToken: string;
  /** Null = the one that was sent stays valid. */
  readonly refreshToken: string | null;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly externalAccountId: string | null;
  readonly email: string | null;
  readonly plan: string | null;
}

export type TokenAnswer =
  | { readonly kind: "tokens"; readonly tokens: Tokens }
  /** This grant is over; only a person can sign in again. */
  | { readonly kind: "rejected"; readonly words: string }
  /** Too many refreshes; says nothing about the grant. `waitMs` is null when not said. */
  | { readonly kind: "limited"; readonly waitMs: number | null }
  /** Something else: a mistake in the request, or the endpoint itself is unwell. */
  | { readonly kind: "failed"; readonly words: string };

export interface AnswerFacts {
  readonly status: number;
  readonly retryAfterMs: number | null;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function readTokenAnswer({ status, retryAfterMs, text, now }: AnswerFacts): TokenAnswer {
  const fields = parseFields(text);
  if (status === 429) return { kind: "limited", waitMs: retryAfterMs };
  if (status >= 200 && status < 300) return readTokens(fields, now);
  const { code, message } = errorOf(fields);
  const words = `HTTP ${status}${wordsOf(code, message)}`;
  return status < 500 && rejections.has(code)
    ? { kind: "rejected", words }
    : { kind: "failed", words };
}

/** RFC 6749's word, and OpenAI's for the same. */
const rejections: ReadonlySet<string> = new Set([
  "invalid_grant",
  "invalid_refresh_token",
  "refresh_token_expired",
  "refresh_token_invalidated",
  "refresh_token_reused",
  "refresh_token_revoked",
]);

function readTokens(fields: JsonFields, now: number): TokenAnswer {
  const accessToken = secretOf(fields["access_token"]);
  if (accessToken === null) {
    return { kind: "failed", words: "the answer holds no access token" };
  }
  const own = readClaims(accessToken);
  const identity = readClaims(textOf(fields["id_token"]));
  const seconds = Number(fields["expires_in"]);
  const isStated = Number.isFinite(seconds) && seconds > 0;
  const account = fieldsOf(fields["account"]);
  return {
    kind: "tokens",
    tokens: {
      accessToken,
      refreshToken: secretOf(fields["refresh_token"]),
      expiresAt: isStated
        ? now + seconds * 1_000
        : (own.expiresAt ?? now + limits.tokenUsualLifetimeMs),
      externalAccountId: identity.externalAccountId ?? own.externalAccountId,
      email: identity.email ?? own.email ?? textOf(account["email_address"]),
      plan: identity.plan ?? own.plan,
    },
  };
}

function errorOf(fields: JsonFields): { readonly code: string; readonly message: string } {
  const { error } = fields;
  if (typeof error === "string") {
    return { code: error, message: textOf(fields["error_description"]) ?? "" };
  }
  const inner = fieldsOf(error);
  const code = textOf(inner["code"]) ?? textOf(fields["code"]) ?? textOf(inner["type"]) ?? "";
  return { code, message: textOf(inner["message"]) ?? "" };
}

/** The provider's own words, on one line. */
function wordsOf(code: string, message: string): string {
  const words = [code, message].filter((each) => each !== "").join(", ");
  const line = words.replace(/\s+/g, " ").slice(0, limits.tokenWordsLength);
  return line === "" ? "" : `: ${line}`;
}

/** A token travels in a header: no spaces and no control characters. */
function secretOf(value: unknown): string | null {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value) ? value : null;
}
