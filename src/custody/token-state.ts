/** How an account's token stands, by what the database says of it. */
import { limits } from "../base/limits.ts";
import type { Account, Grant } from "../store/snapshot.ts";
import { readClaims } from "./read-claims.ts";

export type TokenState =
  /** A key, or a token of which nothing is known to be wrong. */
  | "fresh"
  /** Still accepted, and to be renewed soon. */
  | "due"
  /** Over, or over in a moment. */
  | "expired";

/** `jitterMs` makes it due that much earlier, so that accounts are not refreshed all at once. */
export function tokenState(account: Account, now: number, jitterMs = 0): TokenState {
  const { grant } = account;
  const expiresAt = expiryOf(account);
  if (grant === null || expiresAt === null) return "fresh";
  if (expiresAt - limits.tokenLeastMs <= now) return "expired";
  return isDue({ expiresAt, refreshedAt: grant.refreshedAt }, now + jitterMs) ? "due" : "fresh";
}

/** Routing asks for every account with every request: a token is read once for each picture. */
const toldByTokens = new WeakMap<object, number | null>();

/** When the token ends, milliseconds since the epoch; null = not known. Imports store no expiry. */
export function expiryOf(account: Pick<Account, "tokenExpiresAt" | "credential">): number | null {
  if (account.tokenExpiresAt !== null) return account.tokenExpiresAt;
  const remembered = toldByTokens.get(account);
  if (remembered !== undefined) return remembered;
  const { expiresAt } = readClaims(account.credential);
  toldByTokens.set(account, expiresAt);
  return expiresAt;
}

/** A short-lived token is renewed in the last part of its life, else it would always be due. */
export function isDue(
  token: { readonly expiresAt: number; readonly refreshedAt: number | null },
  now: number,
): boolean {
  const { expiresAt, refreshedAt } = token;
  const lifetime = refreshedAt === null ? Infinity : Math.max(0, expiresAt - refreshedAt);
  return expiresAt - Math.min(limits.tokenRefreshMs, lifetime * limits.tokenRefreshShare) <= now;
}

/** True when this process may ask the provider for a new token. */
export function canRefresh(grant: Grant, now: number): boolean {
  return isOwn(grant) && !grant.isRejected && (grant.retryAt ?? 0) <= now;
}

export function isOwn({ hasRefreshToken, sharedFile }: Grant): boolean {
  return hasRefreshToken && sharedFile === null;
}

export interface Expired {
  /** Continues the account's name. */
  readonly reason: string;
  /** Milliseconds until another try can help; null = only a person can. */
  readonly waitMs: number | null;
}

/** Why an account's token cannot serve now although it is enabled; null = it can, as far as is known. */
export function whyExpired(account: Account, now: number): Expired | null {
  const { grant } = account;
  if (grant === null || tokenState(account, now) !== "expired" || canRefresh(grant, now)) {
    return null;
  }
  // What another client writes to its file is seen when the account is asked.
  if (grant.sharedFile !== null && grant.problem === null) return null;
  if (isOwn(grant) && !grant.isRejected) {
    const waitMs = Math.max(0, (grant.retryAt ?? now) - now);
    return { reason: `has an expired token. ${grant.problem ?? ""}`.trimEnd(), waitMs };
  }
  const advice =
    "Nothing can renew it: sign in with codegate login, or store a new token with codegate accounts set-key";
  return { reason: `has an expired token. ${grant.problem ?? advice}`, waitMs: null };
}
