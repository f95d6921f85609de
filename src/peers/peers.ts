/** The other workers of one gateway: memory that all see, and news that each tells the others. */
import type { SharedMemory } from "./shared-memory.ts";

/** A fact that another worker would otherwise learn only by its own trouble. */
export interface News {
  /** What kind of fact, such as "rest". */
  readonly kind: string;
  readonly key: string;
  /** Null = it holds no more. */
  readonly value: string | null;
}

export interface Peers {
  readonly memory: SharedMemory;
  /** Tells the others soon: what one turn of the event loop brings goes in one message. */
  tell(news: News): void;
  /** Called with all news of the others, in the order in which each of them told it. */
  hear(listener: (news: News) => void): void;
}

/** How news gets to the others and back. */
export interface NewsChannel {
  send(news: readonly News[]): void;
  listen(listener: (news: readonly News[]) => void): void;
}

export function createPeers(memory: SharedMemory, channel: NewsChannel): Peers {
  let waiting: News[] = [];

  function send(): void {
    const news = waiting;
    waiting = [];
    channel.send(news);
  }

  return {
    memory,
    tell(news) {
      waiting.push(news);
      if (waiting.length === 1) setImmediate(send);
    },
    hear: (listener) => channel.listen((news) => news.forEach(listener)),
  };
}
