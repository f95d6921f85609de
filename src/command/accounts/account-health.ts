/** How an account is and why, from everything that the database knows of it. */
import { parseTimestamp } from "../../store/timestamp.ts";
import { oneLine } from "../../process/logger.ts";
import { isOwn, whyExpired } from "../../custody/token-state.ts";
import type { QuotaView, WindowView } from "../../quota/view-quota.ts";
import type { AccountListing } from "../../store/manage-accounts.ts";
import { ago, duration } from "../terminal/phrases.ts";
import { describeState, describeTrouble, type AccountState } from "./describe-account.ts";

export interface HealthFacts {
  readonly account: AccountListing;
  /** End of the longest rest of the account, milliseconds since the epoch; null = it is awake. */
  readonly restsUntil: number | null;
  /** Null = its provider has not said anything lately. */
  readonly quota: QuotaView | null;
}

/** Times are milliseconds since the epoch; null = not known, or nothing to say. */
export interface AccountHealth {
  readonly state: AccountState;
  readonly since: number | null;
  /** A sentence; "" when all is well. */
  readonly why: string;
  /** When it is tried again without anybody's doing. */
  readonly nextTryAt: number | null;
  readonly lastSuccessAt: number | null;
  readonly tokenExpiresAt: number | null;
  readonly windows: readonly WindowView[];
}

type Finding = Pick<AccountHealth, "state" | "since" | "why" | "nextTryAt">;

export function describeHealth(facts: HealthFacts, now: number): AccountHealth {
  const { account, quota } = facts;
  return {
    ...(findToken(account, now) ?? findRest(facts, now) ?? findRow(account, now)),
    lastSuccessAt: parseTimestamp(account.lastUsedAt),
    tokenExpiresAt: account.tokenExpiresAt,
    windows: quota?.windows ?? [],
  };
}

function findToken(account: AccountListing, now: number): Finding | null {
  const { grant, enabled, unusableReason } = account;
  if (grant === null || !enabled || unusableReason !== null) return null;
  const since = grant.problemSince;
  const why = grant.problem ?? "";
  if (grant.isRejected) {
    return { state: { word: "sign in again", style: "red" }, since, why, nextTryAt: null };
  }
  const expired = whyExpired({ ...account, credential: null }, now);
  if (expired !== null) {
    const nextTryAt = expired.waitMs === null ? null : now + expired.waitMs;
    const reason = why === "" ? sentence(expired.reason) : why;
    return { state: { word: "token expired", style: "red" }, since, why: reason, nextTryAt };
  }
  const isOver = account.tokenExpiresAt !== null && account.tokenExpiresAt <= now;
  if (isOver && isOwn(grant)) {
    const renews = "Its token is renewed with the next request.";
    return {
      state: { word: "token expired", style: "yellow" },
      since,
      why: renews,
      nextTryAt: now,
    };
  }
  if (grant.problem === null) return null;
  return { state: { word: "not renewed", style: "yellow" }, since, why, nextTryAt: grant.retryAt };
}

/** "has an expired token. ..." as a sentence of its own. */
function sentence(reason: string): string {
  return `It ${reason}${/[.]$/.test(reason) ? "" : "."}`;
}

function findRest({ account, restsUntil, quota }: HealthFacts, now: number): Finding | null {
  if (!account.enabled || account.unusableReason !== null) return null;
  const since = parseTimestamp(account.lastErrorAt);
  const usedUp = quota?.windows.find(({ isUsedUp, scope }) => isUsedUp && scope === "account");
  if (usedUp !== undefined) {
    const why = `Its quota ${usedUp.name} is used up${untilText(usedUp.resetAt, now)}.`;
    const state = { word: "at its limit", style: "yellow" } as const;
    return { state, since, why, nextTryAt: usedUp.resetAt };
  }
  if (restsUntil === null || restsUntil <= now) return null;
  const last = describeTrouble(account, now);
  const why = `It rests for ${duration(restsUntil - now)}.${last === "" ? "" : ` ${last}`}`;
  return { state: { word: "resting", style: "yellow" }, since, why, nextTryAt: restsUntil };
}

function untilText(resetAt: number | null, now: number): string {
  return resetAt === null || resetAt <= now ? "" : ` for ${duration(resetAt - now)}`;
}

function findRow(account: AccountListing, now: number): Finding {
  const why = describeTrouble(account, now);
  const since = why === "" ? null : parseTimestamp(account.lastErrorAt);
  return { state: describeState(account, now), since, why, nextTryAt: null };
}

/** "Last success 5 min ago; token good for 3 h; quota 5h 40%, 7d 12%; tried again in 2 min". */
export function describeDetails(health: AccountHealth, now: number): string {
  const { lastSuccessAt, tokenExpiresAt, nextTryAt, since, why } = health;
  const parts = [
    ...(why === "" || since === null ? [] : [`so for ${duration(Math.max(0, now - since))}`]),
    ...(nextTryAt === null || nextTryAt <= now
      ? []
      : [`tried again in ${duration(nextTryAt - now)}`]),
    ...(lastSuccessAt === null ? [] : [`last success ${ago(lastSuccessAt, now)}`]),
    ...(tokenExpiresAt === null || tokenExpiresAt <= now
      ? []
      : [`token good for ${duration(tokenExpiresAt - now)}`]),
    ...describeWindows(health.windows),
  ];
  const text = parts.join("; ");
  return text === "" ? "" : `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** What an account has used of its quota windows; one sentence, or none. */
export function describeQuota(windows: readonly WindowView[]): readonly string[] {
  return describeWindows(windows).map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

function describeWindows(windows: readonly WindowView[]): readonly string[] {
  const known = windows.flatMap(({ name, model, used }) =>
    used === null ? [] : [`${oneLine(model === null ? name : `${name} ${model}`)} ${share(used)}`],
  );
  return known.length === 0 ? [] : [`quota ${known.join(", ")}`];
}

function share(used: number): string {
  return `${Math.round(used * 100)}%`;
}
