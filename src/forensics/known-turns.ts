/** What is remembered of conversations, within numbers of them and of their elements. */
import { limits } from "../base/limits.ts";
import { sizeOf } from "./chain.ts";
import type { KnownTurn } from "./turn.ts";

/** The last turns of those who speak in one conversation: its agent and its helpers. */
export type Threads = readonly KnownTurn[];

export interface KnownTurns {
  has(conversation: string): boolean;
  of(conversation: string): Threads;
  keep(conversation: string, threads: Threads): void;
  forget(conversation: string): void;
}

export function createKnownTurns(): KnownTurns {
  /** The one that was heard of last stands last. */
  const conversations = new Map<string, Threads>();
  let elements = 0;

  function forget(conversation: string): void {
    elements -= sizeOfThreads(conversations.get(conversation) ?? []);
    conversations.delete(conversation);
  }

  return {
    has: (conversation) => conversations.has(conversation),
    of: (conversation) => conversations.get(conversation) ?? [],
    keep(conversation, threads) {
      forget(conversation);
      conversations.set(conversation, threads);
      elements += sizeOfThreads(threads);
      for (const oldest of conversations.keys()) {
        const isTooMuch = elements > limits.watchedElements;
        if (!isTooMuch && conversations.size <= limits.watchedConversations) return;
        forget(oldest);
      }
    },
    forget,
  };
}

function sizeOfThreads(threads: Threads): number {
  return threads.reduce((sum, { chain, received }) => {
    return sum + sizeOf(chain) + (received === null ? 0 : sizeOf(received));
  }, 0);
}
