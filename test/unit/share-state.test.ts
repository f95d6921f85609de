// What could go wrong: a worker does not know what another one has just told its client.
import { expect, test } from "bun:test";
import { limits } from "../../src/base/limits.ts";
import { keepMappings } from "../../src/journey/keep-mappings.ts";
import { tellOfKept, tellOfOriginals } from "../../src/share-state.ts";
import { newsGo, peerPair } from "../support/peer-pair.ts";

let time = 0;
const now = () => time;

/** A database into which nothing gets. */
const locked = { write: () => undefined, mapping: () => null };

test("the original of a token that another worker has minted is known before it is written", async () => {
  const [one, other] = peerPair().map((peers) =>
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
  const [one, other] = peerPair().map((peers) => tellOfKept(peers, now));
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
