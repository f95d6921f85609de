// What could go wrong: a worker does not know what another one has just told its client.
import { expect, test } from "bun:test";
import { limits } from "../../src/base/limits.ts";
import { keepMappings } from "../../src/journey/keep-mappings.ts";
import { createPeers, type News } from "../../src/peers/peers.ts";
import type { SharedMemory } from "../../src/peers/shared-memory.ts";
import { tellOfKept, tellOfOriginals } from "../../src/share-state.ts";

let time = 0;
const now = () => time;

const memory: SharedMemory = {
  words: new Int32Array(0),
  numbers: new Float64Array(0),
  seat: 0,
  exclusively: (work) => work(),
};

/** Two workers: what one tells comes to the other's listeners. */
function pair() {
  const listeners: ((news: readonly News[]) => void)[][] = [[], []];
  return [0, 1].map((seat) =>
    createPeers(memory, {
      send: (news) => listeners[1 - seat]?.forEach((each) => each(news)),
      listen: (listener) => void listeners[seat]?.push(listener),
    }),
  );
}

/** News go out with the next turn of the event loop. */
const newsGo = () => new Promise((resolve) => setImmediate(resolve));

/** A database into which nothing gets. */
const locked = { write: () => undefined, mapping: () => null };

test("the original of a token that another worker has minted is known before it is written", async () => {
  const [one, other] = pair().map((peers) =>
    keepMappings(locked, now, tellOfOriginals(peers, now)),
  );
  const names = { scope: "s", category: "pii", originalHash: "h" };
  one?.save({ ...names, token: "CG_EMAIL_1", sealed: "sealed" });
  await newsGo();
  expect(other?.load("CG_EMAIL_1")).toBe("sealed");
  expect(other?.load("CG_EMAIL_2")).toBeNull();
  expect(one?.load("CG_EMAIL_1")).toBeNull();
});

test("of a kept turn the last word counts, and words are forgotten in time", async () => {
  const [one, other] = pair().map((peers) => tellOfKept(peers, now));
  one?.tell("a", "kept");
  one?.tell("b", "kept");
  one?.tell("b", "forgotten");
  await newsGo();
  expect(["a", "b", "c"].map((place) => other?.heard(place))).toEqual(["kept", "forgotten", null]);
  time += limits.peerWordMs;
  one?.tell("c", "kept");
  await newsGo();
  expect(["a", "b", "c"].map((place) => other?.heard(place))).toEqual([null, null, "kept"]);
});
