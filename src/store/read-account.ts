import type { RawRow } from "./raw-row.ts";
import { failed, success, type Result } from "../base/result.ts";
import { isEmptySecret } from "./cipher.ts";
import { readGrant } from "./read-grant.ts";
import {
  readDialects,
  orElse,
  readBudget,
  readCertificates,
  readInstant,
  readNames,
  readRateLimit,
  readText,
  readWebAddress,
  readWholeNumber,
} from "./read-values.ts";
import type { Account, AuthType } from "./snapshot.ts";
import { parseTimestamp } from "./timestamp.ts";

/** Providers with an address of their own; every other name needs a base_url. */
export const knownProviders: ReadonlySet<string> = new Set([
  "anthropic",
  "openai",
  "openai_sub",
  "openrouter",
  "glm",
  "cerebras",
  "deepseek",
  "gemini",
  "minimax",
  "groq",
  "xai",
  "mistral",
  "together",
  "fireworks",
  "moonshot",
  "qwen",
  "ollama",
  "lmstudio",
  "vllm",
  "llamacpp",
]);

/** Servers of one's own, which usually ask for no key. */
export const localProviders: ReadonlySet<string> = new Set([
  "custom",
  "ollama",
  "lmstudio",
  "vllm",
  "llamacpp",
]);

export type Decrypt = (stored: string) => string | null;

/** The rows of our own tables about an account; empty where there are none. */
export interface AccountExtras {
  readonly options: RawRow;
  readonly grant: RawRow;
}

/**
 * One account, whatever its row holds: a value without an obvious meaning makes this account
 * unusable and no other. Null for a row without a readable id, which nothing can refer to.
 */
export function readAccount(
  row: RawRow,
  { options, grant }: AccountExtras,
  decrypt: Decrypt,
): Account | null {
  const id = row["id"];
  if (typeof id !== "string" || id === "") return null;
  const reasons: string[] = [];
  const take: Take = (column, reading, fallback) => {
    if (reading.ok) return reading.value;
    reasons.push(`The column ${column} has no readable value; ${reading.failure}.`);
    return fallback;
  };

  const name = take("accounts.name", readText(row["name"]), null) ?? id;
  const provider = take("accounts.provider", readProvider(row["provider"]), "");
  const authType = take("accounts.auth_type", readAuthType(row["authType"]), "api_key");
  const baseUrl = take("accounts.base_url", readWebAddress(row["baseUrl"]), null);
  const tokenExpiresAt = take(
    "accounts.token_expires_at",
    readInstant(row["tokenExpiresAt"]),
    null,
  );
  const priority = take("accounts.priority", readWholeNumber(row["priority"]), 0) ?? 0;
  const rateLimit = take("accounts.rate_limit", readRateLimit(row["rateLimit"]), 0);
  const monthlyBudget = take("accounts.monthly_budget", readBudget(row["monthlyBudget"]), null);
  const externalAccountId = take(
    "accounts.external_account_id",
    readText(row["externalAccountId"]),
    null,
  );
  const ownOptions = readOptions(options, take);
  if (reasons.length === 0 && baseUrl === null && !knownProviders.has(provider)) {
    reasons.push(explainMissingAddress(provider, name));
  }
  const credential = readCredential(row["apiKeyEnc"], decrypt);
  const isKeyless =
    credential.ok && localProviders.has(provider) && (provider !== "custom" || baseUrl !== null);
  if (!credential.ok) reasons.push(credential.failure);
  else if (credential.value === null && !isKeyless) {
    reasons.push("The account has no key; store one in its settings.");
  }

  return {
    id,
    name,
    provider,
    authType,
    credential: credential.ok ? credential.value : null,
    tokenExpiresAt,
    grant: authType === "oauth" ? readGrant(row, grant) : null,
    baseUrl,
    priority,
    rateLimit,
    monthlyBudget,
    externalAccountId,
    ...ownOptions,
    enabled: row["enabled"] === 1,
    lastSuccessAt: parseTimestamp(orElse(readText(row["lastUsedAt"]), null)),
    unusableReason: reasons[0] ?? null,
  };
}

/** The value, or the stand-in and a reason why the account cannot be used. */
type Take = <Value, Fallback>(
  column: string,
  reading: Result<Value, string>,
  fallback: Fallback,
) => Value | Fallback;

type AccountOptions = Pick<
  Account,
  "proxyUrl" | "caCertificates" | "dialects" | "allowedTenants" | "allowedClients"
>;

/** A list of the allowed that cannot be read allows nobody. */
function readOptions(row: RawRow, take: Take): AccountOptions {
  const table = "codegate_account_options";
  return {
    proxyUrl: take(`${table}.proxy_url`, readWebAddress(row["proxyUrl"]), null),
    caCertificates: take(`${table}.ca_certificates`, readCertificates(row["caCertificates"]), null),
    dialects: take(`${table}.dialects`, readDialects(row["dialects"]), null),
    allowedTenants: take(`${table}.allowed_tenants`, readNames(row["allowedTenants"]), []),
    allowedClients: take(`${table}.allowed_clients`, readNames(row["allowedClients"]), []),
  };
}

function readProvider(value: unknown): Result<string, string> {
  const text = readText(value);
  if (text.ok && text.value !== null) return success(text.value.toLowerCase());
  return failed("write the name of a provider there, for example anthropic, openai or custom");
}

/** Anything but "oauth" was always treated as a key. */
function readAuthType(value: unknown): Result<AuthType, string> {
  const text = readText(value);
  if (!text.ok) return failed("write api_key or oauth there");
  return success(text.value?.toLowerCase() === "oauth" ? "oauth" : "api_key");
}

function explainMissingAddress(provider: string, name: string): string {
  const set = `codegate accounts set ${JSON.stringify(name)} --base-url URL`;
  return provider === "custom"
    ? `A custom account needs the address of its server: ${set}`
    : `The provider ${orElse(readText(provider.slice(0, 40)), "")} is not known and has no address. Give it one: ${set}`;
}

/** Why an account is not usable whose key was stored with another account key. */
export const lockedKey =
  "Its key cannot be decrypted with any known account key; restore the key file or enter the key again.";

/** Null when there is no key at all. */
function readCredential(value: unknown, decrypt: Decrypt): Result<string | null, string> {
  const stored = readText(value);
  if (!stored.ok)
    return failed(`The column accounts.api_key_enc is not text; enter the key again.`);
  if (stored.value === null || isEmptySecret(stored.value)) return success(null);
  // A pasted key often ends in a line break.
  const credential = decrypt(stored.value)?.trim() ?? null;
  if (credential !== null && hasControlCharacter(credential)) {
    return failed("Its key has a line break or another control character in it; enter it again.");
  }
  if (credential !== null && credential !== "") return success(credential);
  return failed(lockedKey);
}

/** An HTTP header cannot carry these. */
function hasControlCharacter(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return /[\u0000-\u001f\u007f]/.test(text);
}
