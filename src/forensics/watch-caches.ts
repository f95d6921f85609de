/**
 * Remembers what each conversation has left in its prompt cache, and finds out why it is not there
 * the next time. After the answer, in small steps: no request waits for it.
 */
import { limits } from "../base/limits.ts";
import type { CacheMissRow } from "../store/rows.ts";
import { readChain, readOpening, sizeOf, type Chain } from "./chain.ts";
import { isSameSection } from "./compare-chains.ts";
import { explainMiss } from "./explain-miss.ts";
import { cachedBy, type CacheTurn, type KnownTurn } from "./turn.ts";

export interface CacheWatch {
  /** An answer has come. Only keeps the turn for later, as long as there is room for it. */
  note(turn: CacheTurn): void;
  /** Looks at what waits at once; to be called at a stop. */
  flush(): void;
}

export interface CacheWatchOptions {
  readonly write: (row: CacheMissRow) => void;
  readonly newId: () => string;
}

type Threads = readonly KnownTurn[];

export function createCacheWatch({ write, newId }: CacheWatchOptions): CacheWatch {
  /** The one that was heard of last stands last. */
  const conversations = new Map<string, Threads>();
  let elements = 0;
  let queue: CacheTurn[] = [];
  let queueBytes = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function keep(conversation: string, threads: Threads): void {
    forget(conversation);
    conversations.set(conversation, threads);
    elements += sizeOfThreads(threads);
    for (const oldest of conversations.keys()) {
      const isTooMuch = elements > limits.watchedElements;
      if (!isTooMuch && conversations.size <= limits.watchedConversations) return;
      forget(oldest);
    }
  }

  function forget(conversation: string): void {
    elements -= sizeOfThreads(conversations.get(conversation) ?? []);
    conversations.delete(conversation);
  }

  function compare(turn: CacheTurn): void {
    const threads = conversations.get(turn.conversation) ?? [];
    const opening = readOpening(turn.received ?? turn.sent);
    const alike = threads.filter((thread) => opensAlike(thread.opening, opening));
    const candidate = alike.at(-1) ?? null;
    const chain = readChain(turn.sent, candidate?.chain ?? null);
    const received =
      turn.received === null
        ? null
        : readChain(turn.received, candidate?.received ?? candidate?.chain ?? null);
    const former = alike.findLast((thread) => continues(thread, turn, chain)) ?? null;
    const miss = former === null ? null : explainMiss({ former, turn, chain, received });
    if (miss !== null) write(rowOf(turn, miss, newId()));
    const known = knownOf(turn, former, { chain, received, opening });
    const others = threads.filter((each) => each !== former).slice(1 - limits.watchedThreads);
    keep(turn.conversation, [...others, known]);
  }

  function run(): void {
    timer = null;
    const turn = queue.shift();
    if (turn === undefined) return;
    queueBytes -= bytesOf(turn);
    compare(turn);
    if (queue.length > 0) timer = setTimeout(run, limits.watchPauseMs);
  }

  return {
    note(turn) {
      // Without a cache there is nothing to find out.
      if (turn.usage.cacheRead === null) return;
      if (cachedBy(turn) === 0 && !conversations.has(turn.conversation)) return;
      if (queueBytes + bytesOf(turn) > limits.watchQueueBytes) return forget(turn.conversation);
      queue.push(turn);
      queueBytes += bytesOf(turn);
      timer ??= setTimeout(run, limits.watchDelayMs);
    },
    flush() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      const waiting = queue;
      queue = [];
      queueBytes = 0;
      for (const turn of waiting) compare(turn);
    },
  };
}

function bytesOf({ sent, received }: CacheTurn): number {
  return sent.bytes.length + (received?.bytes.length ?? 0);
}

function sizeOfThreads(threads: Threads): number {
  return threads.reduce((sum, { chain, received }) => {
    return sum + sizeOf(chain) + (received === null ? 0 : sizeOf(received));
  }, 0);
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

function knownOf(
  turn: CacheTurn,
  former: KnownTurn | null,
  read: Pick<KnownTurn, "chain" | "received" | "opening">,
): KnownTurn {
  const { at, account, model, mutations, usage, isMarked } = turn;
  const isLong = (usage.cacheWrite1h ?? 0) > 0;
  const hasWritten = isLong || (usage.cacheWrite5m ?? 0) > 0;
  const writtenMs = isLong ? limits.promptCacheLongMs : limits.promptCacheMs;
  const cacheMs = hasWritten ? writtenMs : (former?.cacheMs ?? limits.promptCacheMs);
  return { at, account, model, mutations, usage, isMarked, cacheMs, ...read };
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
