/** Two workers of one gateway, in this process. */
import { createPeers, type News, type Peers } from "../../src/peers/peers.ts";
import type { SharedMemory } from "../../src/peers/shared-memory.ts";

const memory: SharedMemory = {
  words: new Int32Array(0),
  numbers: new Float64Array(0),
  seat: 0,
  exclusively: (work) => work(),
};

/** What one tells comes to the other's listeners. */
export function peerPair(): readonly Peers[] {
  const listeners: ((news: readonly News[]) => void)[][] = [[], []];
  return [0, 1].map((seat) =>
    createPeers(memory, {
      send: (news) => listeners[1 - seat]?.forEach((each) => each(news)),
      listen: (listener) => void listeners[seat]?.push(listener),
    }),
  );
}

/** News go out with the next turn of the event loop. */
export const newsGo = () => new Promise((resolve) => setImmediate(resolve));
