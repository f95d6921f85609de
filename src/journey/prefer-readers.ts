/** Before a conversation's thinking is lost, accounts are asked that can read it. */
import { canRead } from "../affinity/signer.ts";
import { carriesThinking } from "../affinity/thinking.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Exchange } from "./exchange.ts";
import { readerOf } from "./reader-of.ts";
import type { Rooms } from "./rooms.ts";

/** The same plan; behind its first candidate, those that are awake and can read come first. */
export function preferReaders(exchange: Exchange, rooms: Pick<Rooms, "organizations">): Exchange {
  const { plan, home, request } = exchange;
  if ((home?.signers.length ?? 0) === 0 || !carriesThinking(request)) return exchange;
  const first = plan.isAtHome ? plan.preferred : null;
  const rank = (each: Candidate): number => {
    if (each === first) return 0;
    // Those at rest stand in the order in which they wake up.
    if (plan.restMs.has(each)) return 3;
    return readsAll(exchange, each, rooms) ? 1 : 2;
  };
  const candidates = plan.candidates.toSorted((left, right) => rank(left) - rank(right));
  return { ...exchange, plan: { ...plan, candidates } };
}

/** True when nothing of the conversation's thinking would be lost on this candidate. */
export function readsAll(
  { home }: Exchange,
  candidate: Candidate,
  { organizations }: Pick<Rooms, "organizations">,
): boolean {
  const reader = readerOf(candidate, organizations);
  return (home?.signers ?? []).every((signer) => canRead(reader, signer));
}
