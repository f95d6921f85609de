/** Whether an account can serve now, why not, and since and until when. For people. */
import { whyExpired } from "../custody/token-state.ts";
import type { QuotaView } from "../quota/view-quota.ts";
import type { Account } from "../store/snapshot.ts";
import { checkBudget } from "./check-budget.ts";
import type { RestView } from "./rest.ts";

export interface AccountFacts {
  readonly account: Account;
  readonly rests: readonly RestView[];
  /** Null when no answer has said anything yet. */
  readonly quota: QuotaView | null;
  readonly spentUsd: number;
  /** Milliseconds until its limit of requests a minute has room; 0 = now. */
  readonly placeMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type StateWord =
  "ready" | "off" | "unusable" | "token" | "budget" | "rate-limit" | "resting" | "quota";

export interface AccountState {
  readonly word: StateWord;
  /** A sentence; "" when it is ready. */
  readonly why: string;
  /** Milliseconds since the epoch; null = not known. */
  readonly since: number | null;
  /** When it is asked again; null = only when somebody changes something. */
  readonly nextTryAt: number | null;
}

/** What keeps the whole account; models of it may rest although it is ready. */
export function accountState(facts: AccountFacts): AccountState {
  const { account, rests, quota, spentUsd, placeMs, now } = facts;
  const fixed = { since: null, nextTryAt: null };
  if (!account.enabled) return { ...fixed, word: "off", why: "It is switched off." };
  if (account.unusableReason !== null) {
    return { ...fixed, word: "unusable", why: account.unusableReason };
  }
  const expired = whyExpired(account, now);
  if (expired !== null) {
    const nextTryAt = expired.waitMs === null ? null : now + expired.waitMs;
    const since = account.grant?.problemSince ?? null;
    return { word: "token", why: asSentence(`It ${expired.reason}`), since, nextTryAt };
  }
  const budget = checkBudget({ account, estimateUsd: 0, spentUsd, reservedUsd: 0, now });
  if (budget !== null) {
    const nextTryAt = budget.waitMs === null ? null : now + budget.waitMs;
    return { word: "budget", why: `It ${budget.reason}.`, since: null, nextTryAt };
  }
  const rest = rests.find(({ family }) => family === null);
  if (rest !== undefined) return resting(rest);
  if (placeMs > 0) {
    const why = `It is at its limit of ${account.rateLimit} requests a minute.`;
    return { word: "rate-limit", why, since: null, nextTryAt: now + placeMs };
  }
  return usedUp(quota, now) ?? { ...fixed, word: "ready", why: "", nextTryAt: now };
}

function asSentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

function resting({ since, nextTryAt, outcome, failures, isStated }: RestView): AccountState {
  const count = failures === 1 ? "a failure" : `${failures} failures in a row`;
  const what = outcome === "" ? "" : ` (${outcome})`;
  const how = isStated ? "; its provider has named the end" : "";
  return { word: "resting", why: `It rests after ${count}${what}${how}.`, since, nextTryAt };
}

/** Its own headers say that it would only answer 429. */
function usedUp(quota: QuotaView | null, now: number): AccountState | null {
  const full = (quota?.windows ?? []).filter(
    ({ scope, isUsedUp }) => scope === "account" && isUsedUp,
  );
  if (full.length === 0) return null;
  const names = full.map(({ name }) => name).join(", ");
  const since = now - Math.max(...full.map(({ ageMs }) => ageMs));
  const resets = full.map(({ resetAt }) => resetAt).filter((resetAt) => resetAt !== null);
  const nextTryAt = resets.length === 0 ? null : Math.max(...resets);
  return { word: "quota", why: `Its quota is used up (${names}).`, since, nextTryAt };
}
