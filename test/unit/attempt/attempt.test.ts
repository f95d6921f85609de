/** What could go wrong: a healthy account is not asked, or one request storms all of them. */
import { expect, test } from "bun:test";
import { createRateWindows } from "../../../src/admit/rate-windows.ts";
import { attemptAll, type Attempted } from "../../../src/attempt/attempt.ts";
import type { Trouble } from "../../../src/attempt/trouble.ts";
import { limits } from "../../../src/base/limits.ts";
import { failed, success } from "../../../src/base/result.ts";
import { findProvider } from "../../../src/provider/providers.ts";
import type { Candidate } from "../../../src/route/candidate.ts";
import { createRests } from "../../../src/route/rests.ts";
import type { Plan } from "../../../src/route/route.ts";
import { accountOf } from "../../support/account.ts";

/** What an account does when it is asked: a status, or a code of a broken connection, or "ok". */
type Behaviour = "ok" | number | "ECONNREFUSED" | "silent" | "gone";

interface Member {
  readonly name: string;
  /** In order; the last one repeats. */
  readonly does: readonly Behaviour[];
  readonly provider?: string;
  readonly headers?: Record<string, string>;
  readonly rateLimit?: number;
}

function candidateOf({ name, provider = "anthropic", rateLimit = 0 }: Member): Candidate {
  const account = accountOf({ name, provider, rateLimit });
  return {
    account,
    provider: findProvider(provider),
    offer: { base: "http://p.test", auth: "bearer" },
    model: "m",
    resting: { accountId: account.id, provider, family: "m" },
  };
}

function whole(status: number, headers: Record<string, string>) {
  const bytes = new TextEncoder().encode('{"error":{"type":"t","message":"no"}}');
  return { kind: "whole", status, headers: new Headers(headers), bytes, usage: undefined } as const;
}

function troubleOf(does: Behaviour, headers: Record<string, string>): Trouble {
  if (does === "silent") return { kind: "timeout", stage: "headers" };
  if (typeof does === "string") return { kind: "connection", code: does };
  const error = { type: "t", code: "", message: "no", resetsAt: null, resetsInSeconds: null };
  return { kind: "refused", status: does, answer: whole(does, headers), error };
}

/** A fleet under a fake clock that requests can be sent through one after the other. */
function fleet(members: readonly Member[], allowed: readonly string[] = ["error", "rate_limit"]) {
  let now = 1_000_000;
  const asked: string[] = [];
  const pauses: number[] = [];
  const counts = new Map<string, number>();
  const rests = createRests({ now: () => now, save: () => undefined, load: () => [] });
  const windows = createRateWindows({ now: () => now });
  const candidates = members.map(candidateOf);
  const [preferred] = candidates;
  if (preferred === undefined) throw new Error("an empty fleet");
  const plan: Plan = {
    tier: null,
    configId: null,
    strategy: "priority",
    preferred,
    isAtHome: false,
    candidates,
    restMs: new Map(),
    skips: [],
  };
  const request = (): Promise<Attempted> =>
    attemptAll(plan, {
      windows,
      rests,
      now: () => now,
      pause: async (ms) => {
        pauses.push(ms);
        now += ms;
        return true;
      },
      renew: async () => false,
      prepare: () => ({
        url: "",
        headers: new Headers(),
        body: new Uint8Array(),
        mutations: [],
        dropsUsageChunk: false,
      }),
      send: async ({ account }) => {
        asked.push(account.name);
        const member = members.find(({ name }) => name === account.name);
        const count = counts.get(account.name) ?? 0;
        counts.set(account.name, count + 1);
        const does = member?.does[Math.min(count, member.does.length - 1)] ?? "ok";
        if (does === "ok") return success(whole(200, {}));
        if (does === "gone") return failed({ kind: "gone" });
        return failed(troubleOf(does, member?.headers ?? {}));
      },
      isAllowed: (setting) => allowed.some((name) => setting.endsWith(name)),
      onFailure: () => undefined,
    });
  return { request, asked, pauses, rests, advance: (ms: number) => (now += ms) };
}

const backup: Member = { name: "b", does: ["ok"] };

test.each([401, 402, 403, 408, 429, 500, 502, 503, 504, 520, 529] as const)(
  "%d: the next account serves",
  async (status) => {
    const { request, asked } = fleet([{ name: "a", does: [status] }, backup]);
    expect(await request()).toMatchObject({ kind: "answered", attempt: { number: 2 } });
    expect(asked).toEqual(["a", "b"]);
  },
);

test.each(["ECONNREFUSED", "silent"] as const)("%s: the next account serves", async (does) => {
  const { request, asked } = fleet([{ name: "a", does: [does] }, backup]);
  expect((await request()).kind).toBe("answered");
  expect(asked).toEqual(["a", "b"]);
});

test.each([400, 404, 413, 422] as const)(
  "%d goes back to the client and marks nobody",
  async (status) => {
    const { request, asked } = fleet([{ name: "a", does: [status] }, backup]);
    expect(await request()).toMatchObject({ kind: "refused", verdict: { accountStatus: null } });
    await request();
    expect(asked).toEqual(["a", "a"]);
  },
);

test("an account that failed is left alone while another serves, and comes back after its rest", async () => {
  const { request, asked, advance } = fleet([{ name: "a", does: [500, "ok"] }, backup]);
  await request();
  await request();
  advance(limits.cooldownFirstMs);
  await request();
  expect(asked).toEqual(["a", "b", "b", "a"]);
});

test("an overload blames no account: other providers first, then the sibling", async () => {
  const overloaded = [529] as const;
  const { request, asked, rests } = fleet([
    { name: "a", does: overloaded },
    { name: "a2", does: overloaded },
    { name: "o", provider: "openai", does: ["ok"] },
  ]);
  expect((await request()).kind).toBe("answered");
  expect(asked).toEqual(["a", "o"]);
  expect(rests.remaining({ accountId: "id-a", provider: "anthropic", family: "m" })).toBe(0);
});

test("overloaded everywhere: each is asked once, then one more try after a short pause", async () => {
  const { request, asked, pauses } = fleet([
    { name: "a", does: [529, "ok"] },
    { name: "b", does: [529] },
  ]);
  expect((await request()).kind).toBe("answered");
  expect(asked).toEqual(["a", "b", "a"]);
  expect(pauses).toHaveLength(1);
});

test("a minute's limit: one hop, then waiting; the third account is not stormed", async () => {
  const throttled = { does: [429], headers: { "retry-after": "2" } } as const;
  const { request, asked, pauses } = fleet([
    { name: "a", ...throttled },
    { name: "b", ...throttled },
    { name: "c", does: ["ok"] },
  ]);
  expect((await request()).kind).toBe("refused");
  expect(asked).toEqual(["a", "b", "a"]);
  expect(pauses).toEqual([2_000]);
});

test("a minute's limit that lasts longer than a pause is told to the client", async () => {
  const { request, asked, pauses } = fleet([
    { name: "a", does: [429], headers: { "retry-after": "30" } },
  ]);
  expect(await request()).toMatchObject({ kind: "refused", answer: { status: 429 } });
  expect(asked).toEqual(["a"]);
  expect(pauses).toEqual([]);
});

test("a used-up quota parks the account until its reset; meanwhile the client gets the true wait", async () => {
  const { request, asked, advance } = fleet([
    { name: "a", does: [429, "ok"], headers: { "retry-after": "3600" } },
  ]);
  await request();
  advance(10_000);
  expect(await request()).toMatchObject({
    kind: "failed",
    refusal: { kind: "rate_limit", retryAfterSeconds: 3_590 },
  });
  expect(asked).toEqual(["a"]);
  // Providers lift limits early, so now and then one request tries.
  advance(10_000);
  expect((await request()).kind).toBe("answered");
  expect(asked).toEqual(["a", "a"]);
});

test("all at rest by our own guess: the first to wake up is asked", async () => {
  const { request, asked } = fleet([
    { name: "a", does: [500, 500, "ok"] },
    { name: "b", does: [500] },
  ]);
  await request();
  await request();
  expect(asked).toEqual(["a", "b", "a"]);
});

test("a request causes at most so many calls", async () => {
  const many = Array.from({ length: 20 }, (_, index) => ({
    name: `n${index}`,
    does: [500] as const,
  }));
  const { request, asked } = fleet(many);
  expect((await request()).kind).toBe("refused");
  expect(asked).toHaveLength(limits.attemptsMost);
});

test.each([
  [["rate_limit"], 500, ["a"]],
  [["error"], 429, ["a"]],
  [["error"], 500, ["a", "b"]],
  [["rate_limit"], 429, ["a", "b"]],
] as const)(
  "allowed to switch on %p only: after %d asked %p",
  async (allowed, status, expected) => {
    const { request, asked } = fleet([{ name: "a", does: [status] }, backup], allowed);
    await request();
    expect(asked).toEqual([...expected]);
  },
);

test("an account whose last place was taken is passed over, all taken is a 429 with the wait", async () => {
  const { request, asked, advance } = fleet([{ name: "a", does: ["ok"], rateLimit: 1 }]);
  await request();
  advance(20_000);
  expect(await request()).toMatchObject({
    kind: "failed",
    refusal: { kind: "rate_limit", retryAfterSeconds: 40 },
  });
  expect(asked).toEqual(["a"]);
});

test("a client that left is nobody's failure", async () => {
  const { request, rests } = fleet([{ name: "a", does: ["gone"] }, backup]);
  expect((await request()).kind).toBe("gone");
  expect(rests.remaining({ accountId: "id-a", provider: "anthropic", family: "m" })).toBe(0);
});
