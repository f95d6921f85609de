/** Reads the request of a turn, and compares the turn with the one that it goes on from. */
import { limits } from "../base/limits.ts";
import type { CacheMissRow } from "../store/rows.ts";
import { readChain, readOpening, type Chain } from "./chain.ts";
import { isSameSection } from "./compare-chains.ts";
import { explainMiss } from "./explain-miss.ts";
import { createKnownTurns, type Threads } from "./known-turns.ts";
import {
  cachedBy,
  type AnsweredTurn,
  type CacheQuestion,
  type CacheTurn,
  type KnownTurn,
} from "./turn.ts";

export interface TurnComparer {
  /** What is kept of the words of a request; a digest of each. */
  read(conversation: string, words: Words): Reading;
  /** Writes down what it finds, and remembers the turn for the next one. */
  compare(turn: CacheTurn, reading: Reading): void;
  /** Without a cache there is nothing to find out. */
  isWorthIt(turn: Worth): boolean;
  forget(conversation: string): void;
}

export type Words = Pick<CacheQuestion, "sent" | "received">;
export type Reading = Pick<KnownTurn, "chain" | "received" | "opening">;
type Worth = Pick<AnsweredTurn, "conversation" | "isMarked" | "usage">;

export interface ComparerOptions {
  readonly write: (row: CacheMissRow) => void;
  readonly newId: () => string;
}

export function createTurnComparer({ write, newId }: ComparerOptions): TurnComparer {
  const known = createKnownTurns();

  function alikeOf(conversation: string, opening: readonly number[]): Threads {
    return known.of(conversation).filter((thread) => opensAlike(thread.opening, opening));
  }

  return {
    read(conversation, { sent, received }) {
      const opening = readOpening(received ?? sent);
      // What it may replace only makes it faster.
      const candidate = alikeOf(conversation, opening).at(-1) ?? null;
      return {
        opening,
        chain: readChain(sent, candidate?.chain ?? null),
        received:
          received === null
            ? null
            : readChain(received, candidate?.received ?? candidate?.chain ?? null),
      };
    },
    compare(turn, reading) {
      const { chain, received, opening } = reading;
      const alike = alikeOf(turn.conversation, opening);
      const former = alike.findLast((thread) => continues(thread, turn, chain)) ?? null;
      const miss = former === null ? null : explainMiss({ former, turn, chain, received });
      if (miss !== null) write(rowOf(turn, miss, newId()));
      const others = known
        .of(turn.conversation)
        .filter((each) => each !== former)
        .slice(1 - limits.watchedThreads);
      known.keep(turn.conversation, [...others, knownOf(turn, former, reading)]);
    },
    isWorthIt({ conversation, isMarked, usage }) {
      if (usage.cacheRead === null) return false;
      return cachedBy({ usage, isMarked }) > 0 || known.has(conversation);
    },
    forget: known.forget,
  };
}

/** The first message, or else the second, is as it was: one of them may have been edited. */
function opensAlike(one: readonly number[], other: readonly number[]): boolean {
  return one.some((digest, index) => digest === other[index]);
}

/** A helper may begin with the same words, and has another model, other tools and another task. */
function continues({ model, chain: former }: KnownTurn, turn: CacheTurn, chain: Chain): boolean {
  return (
    model === turn.model ||
    isSameSection(former.tools, chain.tools) ||
    isSameSection(former.system, chain.system)
  );
}

function knownOf(turn: CacheTurn, former: KnownTurn | null, reading: Reading): KnownTurn {
  const { at, account, model, mutations, usage, isMarked } = turn;
  const isLong = (usage.cacheWrite1h ?? 0) > 0;
  const hasWritten = isLong || (usage.cacheWrite5m ?? 0) > 0;
  const writtenMs = isLong ? limits.promptCacheLongMs : limits.promptCacheMs;
  const cacheMs = hasWritten ? writtenMs : (former?.cacheMs ?? limits.promptCacheMs);
  return { at, account, model, mutations, usage, isMarked, cacheMs, ...reading };
}

function rowOf(
  turn: CacheTurn,
  miss: NonNullable<ReturnType<typeof explainMiss>>,
  id: string,
): CacheMissRow {
  const { requestId, at, caller, conversation, account, model, providerReason } = turn;
  return {
    table: "codegate_cache_misses",
    id,
    requestId,
    at,
    caller,
    conversation,
    accountId: account.id,
    model,
    ...miss,
    providerReason,
  };
}
