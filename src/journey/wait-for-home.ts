/** Whether a request should wait for its conversation's own account instead of going elsewhere. */
import { cachedTokens, isCacheWarm } from "../affinity/binding.ts";
import { switchCost, worthWaitingMs, type Patience } from "../affinity/price-switch.ts";
import { canRead } from "../affinity/signer.ts";
import { carriesThinking } from "../affinity/thinking.ts";
import { limits } from "../base/limits.ts";
import { findAccountPrice } from "../prices/price-account.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Plan } from "../route/route.ts";
import type { Exchange } from "./exchange.ts";
import { readsAll } from "./prefer-readers.ts";
import { readerOf } from "./reader-of.ts";
import type { Rooms } from "./rooms.ts";

export interface HomeWait {
  readonly waitMs: number;
  /** The plan for after the wait: home first. */
  readonly plan: Plan;
}

type WaitRooms = Pick<Rooms, "now" | "organizations">;

/** Null when home is awake, unknown, or not worth the wait by the user's patience. */
export function homeWait(exchange: Exchange, rooms: WaitRooms): HomeWait | null {
  const { home, plan } = exchange;
  const binding = home?.binding ?? null;
  if (binding === null || plan.isAtHome) return null;
  const own = plan.candidates.find(({ account }) => account.id === binding.accountId);
  const waitMs = own === undefined ? 0 : (plan.restMs.get(own) ?? 0);
  if (own === undefined || waitMs === 0) return null;
  return waitMs <= worthOf(exchange, own, rooms)
    ? { waitMs, plan: withHomeFirst(plan, own) }
    : null;
}

/**
 * How long a request that its own account could not serve may wait for it before it goes where its
 * signed thinking would be lost, milliseconds; 0 when nothing would be.
 */
export function thinkingWaitMs(exchange: Exchange, candidate: Candidate, rooms: WaitRooms): number {
  const { home, settings } = exchange;
  const isHome = home?.binding?.accountId === candidate.account.id;
  if (!isHome || settings.foreignThinking === "keep") return 0;
  return losesThinking(exchange, candidate, rooms) ? worthOf(exchange, candidate, rooms) : 0;
}

/** The longest wait for its own account that is worth it to the request, milliseconds. */
function worthOf(exchange: Exchange, own: Candidate, rooms: WaitRooms): number {
  const now = rooms.now();
  const { home, request, settings } = exchange;
  const binding = home?.binding ?? null;
  const patience = patienceOf(settings.patience);
  if (binding === null) return 0;
  const hasThinking = losesThinking(exchange, own, rooms);
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

/** True when its own account can read thinking that nobody else who is awake can. */
function losesThinking(exchange: Exchange, own: Candidate, rooms: WaitRooms): boolean {
  const { home, plan, request } = exchange;
  const reader = readerOf(own, rooms.organizations);
  const isReadable = home?.signers.some((signer) => canRead(reader, signer)) === true;
  if (!isReadable || !carriesThinking(request)) return false;
  const others = plan.candidates.filter((each) => each !== own && !plan.restMs.has(each));
  return !others.some((each) => readsAll(exchange, each, rooms));
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
