/**
 * What the workers of one gateway must agree on at every moment: places in windows and turns. It
 * is in their shared memory; what may be late by a moment (rests, quotas, homes of conversations)
 * is told as news instead.
 */
import { createRateWindows, type RateWindows } from "./admit/rate-windows.ts";
import { createSharedWindows, windowTableWords } from "./admit/shared-windows.ts";
import { limits } from "./base/limits.ts";
import type { Clock } from "./base/clock.ts";
import type { Peers } from "./peers/peers.ts";
import { counterTableWords, createSharedCounters } from "./peers/shared-counters.ts";
import {
  firstFreeWord,
  freeLock,
  openSharedMemory,
  sharedBytes,
  type SharedMemory,
} from "./peers/shared-memory.ts";
import { clearSums, createSharedSums, sumTableWords } from "./peers/shared-sums.ts";
import { untilWritten, type PeerSums } from "./peers/until-written.ts";
import { parseBinding } from "./affinity/binding.ts";
import type { Organizations } from "./affinity/organizations.ts";
import type { Bindings } from "./affinity/bindings.ts";
import type { DecisionNews } from "./journey/keep-decisions.ts";
import type { OriginalNews } from "./journey/keep-mappings.ts";
import type { Rooms } from "./journey/rooms.ts";
import {
  bindingHint,
  organizationHint,
  responseHint,
  restHint,
  type HintKeeper,
} from "./keep-hints.ts";
import { quotaHints, type Quotas } from "./quota/keep-quota.ts";
import type { Rests } from "./route/rests.ts";
import type { KeptNews } from "./state/kept-turns.ts";
import type { SharedCommits, Store } from "./store/store.ts";
import { createCounter, createTurns, type Turns } from "./route/turns.ts";

const windowWord = firstFreeWord;
const counterWord = windowWord + windowTableWords;
const sumWord = counterWord + counterTableWords;
const commitWord = sumWord + sumTableWords;
const endWord = commitWord + limits.workers;

/** Bytes of the memory that all workers share. */
export const sharedStateBytes = sharedBytes(endWord - firstFreeWord);

export interface SharedState {
  readonly windows: RateWindows;
  readonly turns: Turns;
  readonly nextTurn: Turns["next"];
}

/** Without peers the same, for this process alone. */
export function shareState(
  peers: Peers | undefined,
  { now }: Clock,
  keeper: HintKeeper,
): SharedState {
  const own = createRateWindows({ now });
  const memory = peers?.memory;
  const windows =
    memory === undefined ? own : createSharedWindows({ memory, firstWord: windowWord, now, own });
  const alone = createCounter();
  const count = memory === undefined ? alone : createSharedCounters(memory, counterWord, alone);
  const turns = createTurns({ now, count, ...keeper });
  return { windows, turns, nextTurn: turns.next };
}

export interface SharedMoney {
  /** Null = there are no other workers. */
  readonly sums: PeerSums | null;
  /** Queues a row of the store. */
  readonly write: Store["write"];
}

/** What the others have spent is in the database once their rows are written: these are counted. */
export function shareMoney(peers: Peers | undefined, store: Store, now: () => number): SharedMoney {
  if (peers === undefined) return { sums: null, write: store.write };
  let queued = 0;
  const rows = () => ({ queued, waiting: store.queue().rows });
  return {
    sums: untilWritten({
      sums: createSharedSums(peers.memory, sumWord),
      rows,
      commits: () => commitsOf(peers.memory, peers.memory.seat),
      now,
    }),
    write(row) {
      queued++;
      store.write(row);
    },
  };
}

/** Whose commits change the database: those of the other workers bring rows and no settings. */
export function shareCommits(peers: Peers | undefined): SharedCommits | undefined {
  if (peers === undefined) return undefined;
  const { memory } = peers;
  const { words, seat } = memory;
  return {
    note: () => void Atomics.add(words, commitWord + seat, 1),
    ofOthers() {
      let commits = 0;
      for (let other = 0; other < limits.workers; other++) {
        if (other !== seat) commits += words[commitWord + other] ?? 0;
      }
      return commits;
    },
    bySeat: () => Array.from({ length: limits.workers }, (_, other) => commitsOf(memory, other)),
  };
}

function commitsOf({ words }: SharedMemory, seat: number): number {
  return Atomics.load(words, commitWord + seat);
}

/**
 * Work that no other worker disturbs. What they have written meanwhile is looked at first: it
 * counts in their sums for a moment longer, so that nothing is missed in between.
 */
export function shareLock(peers: Peers | undefined, look: () => void): Rooms["exclusively"] {
  if (peers === undefined) return (work) => work();
  const { exclusively } = peers.memory;
  return (work) => {
    look();
    return exclusively(work);
  };
}

/** For the parent of the workers: gives back what one that has ended held. */
export function releaseSeats(path: string): (seat: number) => void {
  const free = freeLock(path);
  // No worker has this seat; the parent only clears.
  const memory = openSharedMemory(path, limits.workers);
  return (seat) => {
    free(seat);
    clearSums(memory, sumWord, seat);
  };
}

export interface Hearing {
  readonly rests: Pick<Rests, "adopt">;
  readonly quotas: Pick<Quotas, "adopt">;
  readonly bindings: Pick<Bindings, "adopt">;
  readonly organizations: Pick<Organizations, "adopt">;
  readonly responseOwners: Pick<Bindings, "adopt">;
}

/** Takes in what the other workers have learnt. */
export function hearPeers(peers: Peers | undefined, hearing: Hearing): void {
  const { rests, quotas, bindings, responseOwners, organizations } = hearing;
  peers?.hear(({ kind, key, value }) => {
    if (kind === restHint) rests.adopt(key, value);
    if (kind === organizationHint && value !== null) organizations.adopt(key, value);
    if (kind === quotaHints) quotas.adopt(key, value);
    const home = kind === bindingHint ? bindings : kind === responseHint ? responseOwners : null;
    const binding = home !== null && value !== null ? parseBinding(value) : null;
    if (binding !== null) home?.adopt(binding);
  });
}

const keptNews = "kept turn";

/** What becomes of turns that clients may build on, each worker tells before it is written. */
export function tellOfKept(peers: Peers | undefined, now: () => number): KeptNews | null {
  if (peers === undefined) return null;
  const heard = hearLately(peers, keptNews, now);
  return {
    tell(key, change) {
      peers.tell({ kind: keptNews, key, value: change === "forgotten" ? null : change });
    },
    heard(place) {
      const value = heard(place);
      if (value === undefined) return null;
      return value === null ? "forgotten" : "kept";
    },
  };
}

const originalNews = "original";

/** So it is with originals of tokens: a provider may speak of one to a client of another worker. */
export function tellOfOriginals(peers: Peers | undefined, now: () => number): OriginalNews | null {
  if (peers === undefined) return null;
  const heard = hearLately(peers, originalNews, now);
  return {
    tell: (key, value) => peers.tell({ kind: originalNews, key, value }),
    heard: (token) => heard(token) ?? null,
  };
}

const decisionNews = "masking";

/** What was decided about a conversation's texts, for whoever gets its next turn. */
export function tellOfDecisions(peers: Peers | undefined): DecisionNews | null {
  if (peers === undefined) return null;
  /** By conversation, those first of which nothing was heard for longest. */
  const heard = new Map<string, readonly string[]>();
  let bytes = 0;

  function take(scope: string): readonly string[] {
    const texts = heard.get(scope) ?? [];
    heard.delete(scope);
    bytes -= lengthOf(texts);
    return texts;
  }

  peers.hear(({ kind, key, value }) => {
    if (kind !== decisionNews || value === null) return;
    const texts = [...take(key), value];
    heard.set(key, texts);
    bytes += lengthOf(texts);
    for (const oldest of heard.keys()) {
      if (bytes <= limits.peerDecisionsBytes) break;
      take(oldest);
    }
  });
  return { tell: (key, value) => peers.tell({ kind: decisionNews, key, value }), take };
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/** The last word of the others on a key, while it may not be in the database; undefined = none. */
function hearLately(
  peers: Peers,
  wanted: string,
  now: () => number,
): (key: string) => string | null | undefined {
  /** The oldest first. */
  const words = new Map<string, { readonly value: string | null; readonly at: number }>();
  peers.hear(({ kind, key, value }) => {
    if (kind !== wanted) return;
    for (const [old, { at }] of words) {
      if (words.size < limits.peerWords && now() - at < limits.peerWordMs) break;
      words.delete(old);
    }
    words.delete(key);
    words.set(key, { value, at: now() });
  });
  return (key) => words.get(key)?.value;
}

/** Who is being tried is told and not saved: a restart tries anew. */
export function tellRest(peers: Peers | undefined) {
  return (key: string, value: string): void => peers?.tell({ kind: restHint, key, value });
}
