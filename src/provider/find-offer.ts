/** Which address of an account speaks a dialect natively. */
import type { Dialect } from "../base/dialect.ts";
import type { Account } from "../store/snapshot.ts";
import { codexProvider, findProvider, type Offer, type Provider } from "./providers.ts";

/**
 * ChatGPT subscriptions imported from a session are stored as provider "openai" with an OAuth
 * token and a ChatGPT account id; without an address of their own they live on Codex's backend.
 */
export function providerOf(account: Account): Provider {
  const isChatGpt =
    account.provider === "openai" &&
    account.authType === "oauth" &&
    account.externalAccountId !== null &&
    account.baseUrl === null;
  return isChatGpt ? codexProvider : findProvider(account.provider);
}

/** The offer for a dialect, or null when this account does not speak it. */
export function findOffer(account: Account, dialect: Dialect): Offer | null {
  const provider = providerOf(account);
  const own = provider.offers[dialect] ?? null;
  if (account.dialects !== null) {
    const base = account.baseUrl ?? own?.base ?? null;
    if (base === null || !account.dialects.includes(dialect)) return null;
    return { base, auth: own?.auth ?? "bearer" };
  }
  if (account.baseUrl === null) return own;
  const isPrimary = dialect === provider.primary || provider.alsoAtBaseUrl.includes(dialect);
  if (isPrimary) {
    return { base: account.baseUrl, auth: own?.auth ?? "bearer" };
  }
  // A base_url that only repeats the provider's own host (the dashboard fills it in) does not
  // hide the other dialects that the provider speaks at addresses of its own.
  return isOwnHost(account.baseUrl, provider) ? own : null;
}

/** A dialect that an account speaks, and where. */
export interface Spoken {
  readonly dialect: Dialect;
  readonly offer: Offer;
}

/**
 * How to talk to an account for a client of this dialect: in the client's own wherever the account
 * speaks it, else in the one its provider knows best, and the exchange is converted. Null = not at
 * all.
 */
export function chooseOffer(account: Account, dialect: Dialect): Spoken | null {
  for (const each of [dialect, ...(account.dialects ?? [providerOf(account).primary])]) {
    const offer = findOffer(account, each);
    if (offer !== null) return { dialect: each, offer };
  }
  return null;
}

/** False when the account's base_url leads to a server of somebody else's. */
export function usesOwnAddress(account: Account): boolean {
  if (account.baseUrl === null) return true;
  const known = usingOwn.get(account);
  if (known !== undefined) return known;
  const isOwn = isOwnHost(account.baseUrl, providerOf(account));
  usingOwn.set(account, isOwn);
  return isOwn;
}

/** An account never changes: a change is another object in another picture. */
const usingOwn = new WeakMap<Account, boolean>();

function isOwnHost(baseUrl: string, provider: Provider): boolean {
  const host = new URL(baseUrl).host;
  return Object.values(provider.offers).some((offer) => new URL(offer.base).host === host);
}
