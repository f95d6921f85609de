/**
 * Gives memory back when nothing goes on. Bun's own collector is paced by what is allocated, so that
 * what a rush of requests has brought would stay until the next one: 290 MB of which 95 are needed,
 * after 1,000 streams and a load of bodies of 100 KB.
 */
import { limits } from "../base/limits.ts";

export interface IdleCollectorRooms {
  /** Processor time of this process since its start, milliseconds. */
  readonly processorMs: () => number;
  /** Requests whose answers are not through yet. */
  readonly pending: () => number;
  /** Resident memory of this process, bytes. */
  readonly resident: () => number;
  /** Collects; blocks for about 30 ms per 100 MB. */
  readonly collect: () => void;
}

/** Returns what is to be called every `limits.idleLookMs`. */
export function createIdleCollector(rooms: IdleCollectorRooms): () => void {
  const { processorMs, pending, resident, collect } = rooms;
  /**
   * After the last collection, or as little as there was since. Not what a first look sees: clients
   * come back in the moment in which a gateway starts again.
   */
  let least: number = limits.idleStartBytes;
  /** As many requests as were open at a look since the last collection. */
  let most = 0;
  let wasIdle = false;
  let usedBefore = processorMs();
  return (): void => {
    const used = processorMs();
    // Not asked by what is open: there may always be a stream whose model is thinking.
    const isIdle = used - usedBefore < limits.idleProcessorMs;
    usedBefore = used;
    most = Math.max(most, pending());
    // Two looks in a row: between the turns of a busy agent nobody shall wait for a collection.
    const mayCollect = isIdle && wasIdle;
    wasIdle = isIdle;
    if (!mayCollect) return;
    // Asking for it costs 5 ms the first time.
    const bytes = resident();
    least = Math.min(least, bytes);
    const hasGrown = bytes - least >= limits.idleGrowthBytes;
    const haveGone = most - pending() >= limits.idleRequestsGone;
    if (!hasGrown && !haveGone) return;
    collect();
    most = pending();
    // What is left is needed, or cannot be helped: it is no reason to try again.
    least = resident();
  };
}
