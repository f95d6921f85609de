/** Whether a request should wait for its conversation's own account instead of going elsewhere. */
import { cachedTokens, isCacheWarm } from "../affinity/binding.ts";
import { decide, switchCost, type Patience } from "../affinity/price-switch.ts";
import { limits } from "../base/limits.ts";
import { findPrice } from "../prices/find-price.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Plan } from "../route/route.ts";
import type { Exchange } from "./exchange.ts";

export interface HomeWait {
  readonly waitMs: number;
  /** The plan for after the wait: home first. */
  readonly plan: Plan;
}

/** Null when home is awake, unknown, or not worth the wait by the user's patience. */
export function homeWait(
  { home, plan, request, settings }: Exchange,
  now: number,
): HomeWait | null {
  const binding = home?.binding ?? null;
  if (binding === null || plan.isAtHome) return null;
  const own = plan.candidates.find(({ account }) => account.id === binding.accountId);
  const waitMs = own === undefined ? 0 : (plan.restMs.get(own) ?? 0);
  if (own === undefined || waitMs === 0) return null;
  const cost = switchCost({
    cachedTokens: cachedTokens(binding, request.bytes.length),
    price: findPrice(own.account.provider, own.model, now),
    hasThinking: binding.thinkingBy.includes(own.account.id),
    cacheIsWarm: isCacheWarm(binding, now),
    cacheMs: binding.cacheMs,
  });
  const patience = patienceOf(settings.patience);
  return decide({ waitMs, cost, patience }) === "wait"
    ? { waitMs, plan: withHomeFirst(plan, own) }
    : null;
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
