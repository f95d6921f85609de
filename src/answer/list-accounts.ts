/** GET /codegate/accounts: each account with its state, for programs. No keys and no addresses. */
import { accountState, type AccountFacts } from "../route/account-state.ts";
import { expiryOf } from "../custody/token-state.ts";
import type { Account } from "../store/snapshot.ts";
import type { RestView } from "../route/rest.ts";
import type { WindowView } from "../quota/view-quota.ts";

export interface ListedFacts extends AccountFacts {
  readonly reservedUsd: number;
  /** Milliseconds since the epoch; null = never. */
  readonly lastSuccessAt: number | null;
  /** Something was spent that is not known. */
  readonly spentIsLeast: boolean;
}

/** Times are ISO 8601 in UTC; null = not known, or not limited. */
export function accountObject(facts: ListedFacts): unknown {
  const { account, rests, quota, spentUsd, reservedUsd, lastSuccessAt } = facts;
  const { word, why, since, nextTryAt } = accountState(facts);
  return {
    id: account.id,
    name: account.name,
    provider: account.provider,
    enabled: account.enabled,
    state: word,
    why: why === "" ? null : why,
    since: time(since),
    next_try: time(nextTryAt),
    last_success: time(lastSuccessAt),
    rests: rests.map(restObject),
    quota_windows: (quota?.windows ?? []).map(windowObject),
    overage:
      quota?.overage === null || quota?.overage === undefined
        ? null
        : {
            status: quota.overage.status,
            used: quota.overage.used,
            resets: time(quota.overage.resetAt),
            is_in_use: quota.overage.isInUse,
          },
    budget:
      account.monthlyBudget === null
        ? null
        : { usd: account.monthlyBudget, spent_usd: spentUsd, reserved_usd: reservedUsd },
    spent_this_month_usd: spentUsd,
    spent_is_at_least: facts.spentIsLeast,
    requests_a_minute: account.rateLimit === 0 ? null : account.rateLimit,
    token: tokenObject(account),
  };
}

/** Null for accounts with a key, which does not end by itself. */
function tokenObject(account: Account): unknown {
  const { grant } = account;
  if (grant === null) return null;
  return {
    expires: time(expiryOf(account)),
    signed_in: time(grant.grantedAt),
    renewed: time(grant.refreshedAt),
    problem: grant.problem,
  };
}

function restObject(rest: RestView): unknown {
  const { family, since, until, nextTryAt, outcome, failures, isStated } = rest;
  return {
    models: family ?? "all",
    since: time(since),
    until: time(until),
    next_try: time(nextTryAt),
    why: outcome === "" ? null : outcome,
    failures,
    stated_by_provider: isStated,
  };
}

function windowObject(window: WindowView): unknown {
  const { name, scope, model, used, remaining, limit, resetAt, status, ageMs, isUsedUp } = window;
  return {
    name,
    models: scope === "account" ? "all" : model,
    used,
    remaining,
    limit,
    resets: time(resetAt),
    length_seconds: window.lengthMs === null ? null : window.lengthMs / 1_000,
    status,
    age_seconds: Math.round(ageMs / 1_000),
    is_used_up: isUsedUp,
  };
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
