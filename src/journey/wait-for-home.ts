/** Whether a request should wait for its conversation's own account instead of going elsewhere. */
import { cachedTokens, isCacheWarm } from "../affinity/binding.ts";
import { switchCost, worthWaitingMs, type Patience } from "../affinity/price-switch.ts";
import { carriesThinking } from "../affinity/thinking.ts";
import { limits } from "../base/limits.ts";
import { findAccountPrice } from "../prices/price-account.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Plan } from "../route/route.ts";
import type { Exchange } from "./exchange.ts";

export interface HomeWait {
  readonly waitMs: number;
  /** The plan for after the wait: home first. */
  readonly plan: Plan;
}

/** Null when home is awake, unknown, or not worth the wait by the user's patience. */
export function homeWait(exchange: Exchange, now: number): HomeWait | null {
  const { home, plan } = exchange;
  const binding = home?.binding ?? null;
  if (binding === null || plan.isAtHome) return null;
  const own = plan.candidates.find(({ account }) => account.id === binding.accountId);
  const waitMs = own === undefined ? 0 : (plan.restMs.get(own) ?? 0);
  if (own === undefined || waitMs === 0) return null;
  return waitMs <= worthOf(exchange, own, now) ? { waitMs, plan: withHomeFirst(plan, own) } : null;
}

/**
 * How long a request that its own account could not serve may wait for it before it goes where its
 * signed thinking would be lost, milliseconds; 0 when nothing would be.
 */
export function thinkingWaitMs(exchange: Exchange, candidate: Candidate, now: number): number {
  const { home, settings } = exchange;
  const isHome = home?.binding?.accountId === candidate.account.id;
  if (!isHome || settings.foreignThinking === "keep") return 0;
  return losesThinking(exchange, candidate) ? worthOf(exchange, candidate, now) : 0;
}

/** The longest wait for its own account that is worth it to the request, milliseconds. */
function worthOf(exchange: Exchange, own: Candidate, now: number): number {
  const { home, request, settings } = exchange;
  const binding = home?.binding ?? null;
  const patience = patienceOf(settings.patience);
  if (binding === null) return 0;
  const hasThinking = losesThinking(exchange, own);
  // The alternative is an error, which costs a person more than any wait.
  if (hasThinking && settings.foreignThinking === "refuse") {
    return limits.switchWaits[patience].longestMs;
  }
  const cost = switchCost({
    cachedTokens: cachedTokens(binding, request.bytes.length),
    price: findAccountPrice(own.account, own.model, now)?.price ?? null,
    hasThinking,
    cacheIsWarm: isCacheWarm(binding, now),
    cacheMs: binding.cacheMs,
  });
  return worthWaitingMs(cost, patience);
}

function losesThinking({ home, request }: Exchange, { account }: Candidate): boolean {
  return home?.signers.includes(account.id) === true && carriesThinking(request);
}

function withHomeFirst(plan: Plan, own: Candidate): Plan {
  const others = plan.candidates.filter((each) => each !== own);
  return { ...plan, preferred: own, isAtHome: true, candidates: [own, ...others] };
}

const usualPatience: Patience = "cheap";

function patienceOf(setting: string | undefined): Patience {
  return setting !== undefined && Object.hasOwn(limits.switchWaits, setting)
    ? (setting as Patience)
    : usualPatience;
}
