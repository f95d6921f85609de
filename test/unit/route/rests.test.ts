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

test("requests that fail together count once, whichever was sent or failed last", () => {
  const { make, advance } = start();
  const rests = make();
  const failure = { sentAt: 1_000_000 };
  advance(500);
  for (let request = 0; request < 10; request++) {
    rests.start("account", opus, null, failure);
    advance(1);
  }
  expect(rests.view("a")).toMatchObject([{ failures: 1 }]);
  expect(rests.remaining(opus)).toBeLessThanOrEqual(15_000);
  // A late one of the same burst, after the rest is over, begins no longer one.
  advance(20_000);
  rests.start("account", opus, null, failure);
  expect(rests.remaining(opus)).toBe(15_000);
  // One that was sent after the rest had begun is news.
  rests.start("account", opus, null, { sentAt: 1_000_501 });
  expect(rests.remaining(opus)).toBe(30_000);
});

test("an answer to an earlier request does not end a rest that its provider asked for", () => {
  const { make, advance } = start();
  const rests = make();
  advance(1_000);
  rests.start("account", opus, 3_600_000, { sentAt: 1_000_500, outcome: "quota" });
  rests.start("account", opus, null, { sentAt: 1_000_600, outcome: "cut" });
  rests.wake(opus, 1_000_400);
  rests.clear(opus, 1_000_400);
  expect(rests.view("a")).toEqual([
    {
      family: null,
      since: 1_001_000,
      until: 4_601_000,
      nextTryAt: 1_016_000,
      outcome: "quota",
      failures: 1,
      isStated: true,
    },
  ]);
  rests.clear(opus, 1_001_000);
  expect(rests.view("a")).toEqual([]);
  // A guess of ours is disproved by any answer.
  rests.start("account", opus, null, { sentAt: 1_000_500 });
  rests.wake(opus, 1_000_400);
  expect(rests.remaining(opus)).toBe(0);
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

test("after a rest one request tries; the others come when it is answered, or takes too long", () => {
  const { make, advance } = start();
  const rests = make();
  rests.take(opus);
  expect(rests.remaining(opus)).toBe(0);
  rests.start("account", opus, null);
  advance(15_000);
  rests.take(opus);
  expect(rests.remaining(opus)).toBe(limits.halfOpenMs);
  // Somebody who has no choice may ask it all the same.
  expect(rests.takeProbe(opus)).toBe(true);
  rests.wake(opus);
  rests.take(opus);
  expect(rests.remaining(opus)).toBe(0);
  // It fails after all: the next try fails too, and takes its time.
  rests.start("account", opus, null);
  advance(30_000);
  rests.take(opus);
  advance(limits.halfOpenMs);
  expect(rests.remaining(opus)).toBe(0);
  rests.start("account", opus, null);
  expect(rests.remaining(opus)).toBe(60_000);
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

test("a person's clear is the first thing that a process is asked: what was saved is forgotten", () => {
  const { make, saved } = start();
  make().start("model", haiku, 100_000);
  const rests = createRests({
    now: () => 1_000_000,
    save: (key) => void saved.delete(key),
    load: () => Array.from(saved, ([key, value]) => ({ key, value })),
  });
  rests.clearAccount("a");
  expect([saved.size, rests.remaining(haiku)]).toEqual([0, 0]);
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
