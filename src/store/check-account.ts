import { dialectNames } from "../base/dialect.ts";
import { failed, success, type Result } from "../base/result.ts";
import { parseName } from "./change-store.ts";
import { knownProviders, localProviders } from "./read-account.ts";
import { readCertificates, readDialects, readWebAddress, type Reading } from "./read-values.ts";
import type { AuthType } from "./snapshot.ts";

/** What a new account is made of. What is left out gets the database's default. */
export interface NewAccount {
  readonly name: string;
  /** "anthropic", "openai", ..., or "custom" for any other server, which then needs a baseUrl. */
  readonly provider: string;
  /** Default "api_key". */
  readonly authType?: AuthType | undefined;
  /** API key or OAuth access token in clear. Only a custom account can do without. */
  readonly credential?: string | null | undefined;
  readonly refreshToken?: string | null | undefined;
  /** Milliseconds since the epoch. */
  readonly tokenExpiresAt?: number | null | undefined;
  readonly baseUrl?: string | null | undefined;
  /** Higher first. Default 0. */
  readonly priority?: number | undefined;
  /** Requests per 60 s; 0 = no limit. Default 60. */
  readonly rateLimit?: number | undefined;
  /** US dollars per calendar month. Default none. */
  readonly monthlyBudget?: number | null | undefined;
  readonly subscriptionType?: string | null | undefined;
  readonly accountEmail?: string | null | undefined;
  readonly externalAccountId?: string | null | undefined;
  /** When a person signed in, milliseconds since the epoch. */
  readonly grantedAt?: number | null | undefined;
  /** Another client's credential file, which is followed and never refreshed. */
  readonly sharedFile?: string | null | undefined;
  /** HTTP proxy for this account's calls. */
  readonly proxyUrl?: string | null | undefined;
  /** Extra certificate authorities, PEM. */
  readonly caCertificates?: string | null | undefined;
  /** Short names of what is spoken at its address, by commas. */
  readonly dialects?: string | null | undefined;
}

export interface CheckedAccount {
  readonly row: {
    readonly name: string;
    readonly provider: string;
    readonly authType: AuthType;
    readonly tokenExpiresAt: number | null;
    readonly baseUrl: string | null;
    readonly priority: number | undefined;
    readonly rateLimit: number | undefined;
    readonly monthlyBudget: number | null;
    readonly subscriptionType: string | null;
    readonly accountEmail: string | null;
    readonly externalAccountId: string | null;
  };
  readonly options: {
    readonly proxyUrl: string | null;
    readonly caCertificates: string | null;
    readonly dialects: string | null;
  };
  readonly grant: { readonly grantedAt: number | null; readonly sharedFile: string | null };
  readonly credential: string | null;
  readonly refreshToken: string | null;
}

/** The account in the shape of its rows, or a sentence about what is wrong with it. */
export function checkNewAccount(account: NewAccount): Result<CheckedAccount, string> {
  const name = readNewName(account.name);
  if (!name.ok) return name;
  const provider = account.provider.trim().toLowerCase();
  if (provider !== "custom" && !knownProviders.has(provider)) {
    const names = [...knownProviders, "custom"].join(", ");
    return failed(`The provider must be one of ${names}.`);
  }
  const trouble = findNumberTrouble(account);
  if (trouble !== null) return failed(trouble);
  const baseUrl = checkNewAddress(provider, account.baseUrl);
  if (!baseUrl.ok) return baseUrl;
  const proxyUrl = checkAddress("proxy", readWebAddress(account.proxyUrl));
  if (!proxyUrl.ok) return proxyUrl;
  const caCertificates = readCertificates(account.caCertificates);
  if (!caCertificates.ok) return failed("The certificates must be PEM text.");
  const dialects = readDialects(account.dialects);
  if (!dialects.ok) {
    return failed(`The dialects must be some of ${dialectNames.join(", ")}, by commas.`);
  }
  const credential = cleanText(account.credential);
  const refreshToken = cleanText(account.refreshToken);
  if (credential === null && !localProviders.has(provider)) {
    return failed("The account needs a key.");
  }
  if (/\s/.test(`${credential}${refreshToken}`)) {
    return failed("The key must not contain spaces or line breaks.");
  }
  return success({
    row: {
      name: name.value,
      provider,
      authType: account.authType ?? "api_key",
      tokenExpiresAt: account.tokenExpiresAt ?? null,
      baseUrl: baseUrl.value,
      priority: account.priority,
      // The dashboard writes 60, which several agents at once exceed; providers have limits of their own.
      rateLimit: account.rateLimit ?? 0,
      monthlyBudget: account.monthlyBudget ?? null,
      subscriptionType: cleanText(account.subscriptionType),
      accountEmail: cleanText(account.accountEmail),
      externalAccountId: cleanText(account.externalAccountId),
    },
    options: {
      proxyUrl: proxyUrl.value,
      caCertificates: caCertificates.value,
      dialects: cleanText(account.dialects),
    },
    grant: { grantedAt: account.grantedAt ?? null, sharedFile: account.sharedFile ?? null },
    credential,
    refreshToken,
  });
}

export function readNewName(name: string): Result<string, string> {
  const read = parseName(name);
  return read === null
    ? failed("The name must be 1 to 200 characters on one line.")
    : success(read);
}

export function explainTaken(name: string): string {
  return `There is an account called ${name} already; choose another name.`;
}

/** Null = the provider's own, which a server that is not known does not have. */
export function checkNewAddress(
  provider: string,
  baseUrl: string | null | undefined,
): Result<string | null, string> {
  const address = checkAddress("address", readWebAddress(baseUrl));
  if (!address.ok || address.value !== null || knownProviders.has(provider.toLowerCase())) {
    return address;
  }
  return failed("A custom account needs the address of its server.");
}

function checkAddress(what: string, reading: Reading<string>): Result<string | null, string> {
  return reading.ok ? reading : failed(`The ${what} must begin with http:// or https://.`);
}

function findNumberTrouble(account: NewAccount): string | null {
  const { priority = 0, rateLimit = 0 } = account;
  const monthlyBudget = account.monthlyBudget ?? 1;
  const tokenExpiresAt = account.tokenExpiresAt ?? 0;
  if (!Number.isSafeInteger(priority)) return "The priority must be a whole number.";
  if (!Number.isSafeInteger(rateLimit) || rateLimit < 0) {
    return "The rate limit must be a whole number of requests per minute, or 0 for none.";
  }
  if (!(Number.isFinite(monthlyBudget) && monthlyBudget > 0)) {
    return "The monthly budget must be an amount above 0, in US dollars.";
  }
  if (!Number.isSafeInteger(tokenExpiresAt)) {
    return "The expiry must be a whole number of milliseconds since 1970.";
  }
  return null;
}

function cleanText(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
}
