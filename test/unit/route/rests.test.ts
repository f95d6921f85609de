/** What could go wrong: an account is asked while it fails, or is left alone for ever after. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { limits } from "../../../src/base/limits.ts";
import { createRests, type Resting, type RestScope } from "../../../src/route/rests.ts";

const opus: Resting = { accountId: "a", provider: "anthropic", family: "opus" };
const haiku: Resting = { ...opus, family: "haiku" };
const sibling: Resting = { ...opus, accountId: "b" };

function start() {
  let now = 1_000_000;
  const saved = new Map<string, string>();
  const make = () => {
    const rests = createRests({
      now: () => now,
      save: (key, value) => void (value === null ? saved.delete(key) : saved.set(key, value)),
      load: () => Array.from(saved, ([key, value]) => ({ key, value })),
    });
    // What was saved is read at the first question.
    rests.remaining(opus);
    return rests;
  };
  return { make, saved, advance: (ms: number) => (now += ms) };
}

test("the back-off doubles from 15 s to 300 s while failures last, and survives its own end", () => {
  const { make, advance } = start();
  const rests = make();
  const lengths = Array.from({ length: 7 }, () => {
    rests.start("account", opus, null);
    const length = rests.remaining(opus);
    advance(length + 60_000);
    expect(rests.remaining(opus)).toBe(0);
    return length / 1_000;
  });
  expect(lengths).toEqual([15, 30, 60, 120, 240, 300, 300]);
  rests.clear(opus);
  rests.start("account", opus, null);
  expect(rests.remaining(opus)).toBe(15_000);
});

test("an answer that begins wakes, but only a whole success forgets", () => {
  const { make } = start();
  const rests = make();
  rests.start("account", opus, null);
  rests.wake(opus);
  expect(rests.remaining(opus)).toBe(0);
  rests.start("account", opus, null);
  expect(rests.remaining(opus)).toBe(30_000);
});

test("a model's rest leaves the account's other models awake", () => {
  const { make } = start();
  const rests = make();
  rests.start("model", opus, 3_600_000);
  expect(rests.remaining(opus)).toBe(3_600_000);
  expect(rests.remaining(haiku)).toBe(0);
  expect(rests.remaining(sibling)).toBe(0);
});

test("a provider's rest keeps nobody, and is short", () => {
  const { make } = start();
  const rests = make();
  for (let index = 0; index < 10; index++) rests.start("provider", opus, null);
  expect(rests.remaining(opus)).toBe(0);
  expect(rests.providerRemaining(sibling)).toBe(limits.overloadLongestMs);
});

test("a guessed rest may always be tried, a stated one on a doubling schedule", () => {
  const { make, advance } = start();
  const rests = make();
  rests.start("account", opus, null);
  expect(rests.takeProbe(opus)).toBe(true);
  rests.start("account", sibling, 10 * 3_600_000);
  const probes: number[] = [];
  for (let second = 0; second < 3_600; second++) {
    if (rests.takeProbe(sibling)) probes.push(second);
    advance(1_000);
  }
  expect(probes).toEqual([15, 45, 105, 225, 465, 945, 1905]);
});

test("a person's clear wakes the account and its models, nobody else", () => {
  const { make } = start();
  const rests = make();
  rests.start("account", opus, 1_000);
  rests.start("model", haiku, 1_000);
  rests.start("account", sibling, 1_000);
  rests.clearAccount("a");
  expect([opus, haiku, sibling].map((each) => rests.remaining(each))).toEqual([0, 0, 1_000]);
});

test("a restart changes nothing, and garbage of an earlier version is ignored", () => {
  const step = fc.record({
    scope: fc.constantFrom<RestScope>("account", "model", "provider"),
    who: fc.constantFrom(opus, haiku, sibling),
    act: fc.constantFrom("start", "stated", "clear", "probe", "restart"),
    wait: fc.integer({ min: 0, max: 200_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = start();
      world.saved.set("account z", "{broken");
      const steady = world.make();
      let restarted = world.make();
      for (const { scope, who, act, wait } of steps) {
        for (const rests of new Set([steady, restarted])) {
          if (act === "start") rests.start(scope, who, null);
          if (act === "stated") rests.start(scope, who, 100_000);
          if (act === "clear") rests.clear(who);
          if (act === "probe") rests.takeProbe(who);
        }
        world.advance(wait);
        if (act === "restart") restarted = world.make();
        for (const each of [opus, haiku, sibling]) {
          expect(restarted.remaining(each)).toBe(steady.remaining(each));
          expect(restarted.providerRemaining(each)).toBe(steady.providerRemaining(each));
        }
      }
    }),
  );
});
