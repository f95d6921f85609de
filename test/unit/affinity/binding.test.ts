// A binding that forgets where the cache and the thinking are makes every later decision wrong.
import { describe, expect, test } from "bun:test";
import {
  afterTurn,
  cachedTokens,
  cacheMovedTo,
  isCacheWarm,
  moved,
  type Binding,
} from "../../../src/affinity/binding.ts";
import { limits } from "../../../src/base/limits.ts";
import { unknownUsage, type Usage } from "../../../src/base/usage.ts";

const minute = 60_000;

const bound: Binding = {
  id: "id",
  callerId: "local",
  accountId: "home",
  reason: "first",
  boundAt: 0,
  seenAt: 0,
  usedAt: null,
  turns: 0,
  prompts: [],
  cacheMs: limits.promptCacheMs,
  thinkingBy: [],
  detour: null,
};

function usage(counts: Partial<Usage>): Usage {
  return { ...unknownUsage, ...counts };
}

function signer(accountId: string) {
  return { accountId, family: null, organization: null };
}

function turn(accountId: string, counts: Partial<Usage> = {}, hasThinking = false) {
  return { accountId, usage: usage(counts), hasThinking };
}

describe("an answer", () => {
  test("by its own account warms the cache and tells its size", () => {
    const counts = { input: 10, cacheRead: 900, cacheWrite5m: 90, output: 5_000 };
    const after = afterTurn(bound, turn("home", counts), minute);
    expect(after).toMatchObject({ usedAt: minute, seenAt: minute, turns: 1, prompts: [1_000] });
    expect(isCacheWarm(after, 6 * minute - 1)).toBe(true);
    expect(isCacheWarm(after, 6 * minute)).toBe(false);
  });

  test("by another account is a detour: home, its cache and its size stay", () => {
    const home = afterTurn(bound, turn("home", { input: 1_000 }), 0);
    const after = afterTurn(home, turn("away", { input: 2_000 }), minute);
    expect(after).toMatchObject({ accountId: "home", usedAt: 0, prompts: [1_000], turns: 2 });
    expect(after.detour).toEqual({ accountId: "away", at: minute, prompt: 2_000 });
    expect(afterTurn(after, turn("home", { input: 3_000 }), 2 * minute).detour).toBeNull();
  });

  test("whose client asked for an hour keeps the cache for an hour", () => {
    const long = afterTurn(bound, turn("home", { cacheWrite1h: 5 }), 0);
    expect(long.cacheMs).toBe(60 * minute);
    expect(afterTurn(long, turn("home", { cacheRead: 5 }), 1).cacheMs).toBe(60 * minute);
    expect(afterTurn(long, turn("home", { cacheWrite5m: 5 }), 1).cacheMs).toBe(5 * minute);
  });

  test("of unknown usage is still a use", () => {
    const home = afterTurn(bound, turn("home", { input: 1_000 }), 0);
    for (const unknown of [null, unknownUsage]) {
      const after = afterTurn(home, { accountId: "home", usage: unknown, hasThinking: false }, 9);
      expect(after).toMatchObject({ usedAt: 9, prompts: [1_000], turns: 2 });
    }
  });

  test("with signed thinking is remembered with who signed it, the latest last", () => {
    const signers = ["home", "away", "home", "third", "fourth", "fifth", "home"];
    const all = signers.reduce((each, id) => afterTurn(each, turn(id, {}, true), 0), bound);
    expect(all.thinkingBy).toEqual(["third", "fourth", "fifth", "home"].map(signer));
    expect(afterTurn(bound, turn("home"), 0).thinkingBy).toEqual([]);
  });
});

test("a move takes along what the new account knows, and no more", () => {
  const home = afterTurn(bound, turn("home", { cacheWrite1h: 1_000 }, true), 0);
  const detoured = afterTurn(home, turn("away", { input: 2_000 }), minute);
  const away = moved(detoured, { accountId: "away", reason: "beyond-patience" }, 2 * minute);
  expect(away).toMatchObject({ accountId: "away", reason: "beyond-patience", boundAt: 2 * minute });
  expect(away).toMatchObject({ usedAt: minute, prompts: [2_000], turns: 2 });
  expect(away.thinkingBy).toEqual([signer("home")]);
  const third = moved(detoured, { accountId: "third", reason: "user" }, 2 * minute);
  expect(third).toMatchObject({ usedAt: null, prompts: [], cacheMs: 5 * minute, detour: null });
});

test("the cache is as large as the largest of the last prompts, and no larger than the request", () => {
  const sizes = [150_000, 400, 700];
  const after = sizes.reduce((each, input) => afterTurn(each, turn("home", { input }), 0), bound);
  expect(cachedTokens(after, 600_000)).toBe(150_000);
  expect(cachedTokens(after, 20_000)).toBe(10_000);
  expect(cachedTokens(bound, 600_000)).toBeNull();
  const small = [1, 2, 3, 4].reduce(
    (each, input) => afterTurn(each, turn("home", { input }), 0),
    after,
  );
  expect(cachedTokens(small, 600_000)).toBe(4);
});

describe("a conversation that was served elsewhere", () => {
  const home = afterTurn(bound, turn("home", { input: 1_000 }), 0);
  const away = afterTurn(home, turn("away", { input: 1_000 }), 4 * minute);

  test("stays at home while its cache is there, and moves when only the other is", () => {
    expect(cacheMovedTo(away, 4 * minute)).toBeNull();
    expect(cacheMovedTo(away, 6 * minute)).toBe("away");
    expect(cacheMovedTo(away, 9 * minute)).toBeNull();
    expect(cacheMovedTo(home, 6 * minute)).toBeNull();
  });

  test("stays at home for the thinking that was signed there", () => {
    expect(cacheMovedTo({ ...away, thinkingBy: [signer("home")] }, 6 * minute)).toBeNull();
    expect(cacheMovedTo({ ...away, thinkingBy: [signer("away")] }, 6 * minute)).toBe("away");
  });
});
