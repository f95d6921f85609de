/** What could go wrong: a healthy account is not asked, or one request storms all of them. */
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import {
  attemptFleet as fleet,
  backup,
  type Behaviour,
  type Member,
} from "../../support/attempt-fleet.ts";

test("what one account's dialect cannot say is no failure, and another's may", async () => {
  const { request, asked, rests } = fleet([{ name: "a", does: ["speechless"] }, backup], []);
  expect(await request()).toMatchObject({ kind: "answered", attempt: { number: 2 } });
  expect(asked).toEqual(["b"]);
  expect(rests.remaining({ accountId: "id-a", provider: "anthropic", family: "m" })).toBe(0);
  const alone = fleet([{ name: "a", does: ["speechless"] }]);
  expect(await alone.request()).toMatchObject({
    kind: "failed",
    refusal: { kind: "invalid_request", message: "input_audio: cannot be said" },
    tried: [{ outcome: "not convertible" }],
  });
});

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

test("after its rest one request tries it; those at the same time go elsewhere until it answers", async () => {
  const { request, asked, advance } = fleet([{ name: "a", does: [500, "ok"] }, backup]);
  await request();
  advance(limits.cooldownFirstMs);
  await Promise.all([request(), request(), request()]);
  await request();
  expect(asked).toEqual(["a", "b", "a", "b", "b", "a"]);
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
  const account = { does: [429], headers: { "retry-after": "2" } } as const;
  const { request, asked, pauses } = fleet([
    { name: "a", ...account },
    { name: "b", ...account },
    { name: "c", does: ["ok"] },
  ]);
  expect((await request()).kind).toBe("refused");
  expect(asked).toEqual(["a", "b", "a"]);
  expect(pauses).toEqual([2_000]);
});

test("a minute's limit: the hop goes to an account that nobody uses, before one that is busy", async () => {
  const { request, asked, advance } = fleet([
    { name: "a", does: [500, 429], headers: { "retry-after": "30" } },
    { name: "busy", does: ["ok"] },
    { name: "idle", does: ["ok"] },
  ]);
  await request();
  advance(limits.cooldownFirstMs + 30_000);
  await request();
  expect(asked).toEqual(["a", "busy", "a", "idle"]);
  // A minute later nobody is busy any more, and the order counts.
  advance(limits.rateWindowMs);
  await request();
  expect(asked.slice(4)).toEqual(["a", "busy"]);
});

test("a minute's limit that lasts longer than a pause is told to the client", async () => {
  const { request, asked, pauses } = fleet([
    { name: "a", does: [429], headers: { "retry-after": "30" } },
  ]);
  expect(await request()).toMatchObject({ kind: "refused", answer: { status: 429 } });
  expect(asked).toEqual(["a"]);
  expect(pauses).toEqual([]);
});

function throttled(...does: Behaviour[]): Member[] {
  return [{ name: "a", does, headers: { "retry-after": "8" } }, backup];
}

test("where leaving costs more than a wait, the account itself is asked once more, then others", async () => {
  const recovered = fleet(throttled(429, "ok"), undefined, 10_000);
  expect((await recovered.request()).kind).toBe("answered");
  expect([recovered.asked, recovered.pauses]).toEqual([["a", "a"], [8_000]]);
  const stubborn = fleet(throttled(429, 429), undefined, 10_000);
  expect((await stubborn.request()).kind).toBe("answered");
  expect([stubborn.asked, stubborn.pauses]).toEqual([["a", "a", "b"], [8_000]]);
  // Not when the wait is too long, or when nobody knows what it should be for.
  expect(await asksFirst(fleet(throttled(429, "ok"), undefined, 7_000))).toEqual(["a", "b"]);
  const broken = fleet([{ name: "a", does: [500, "ok"] }, backup], undefined, 60_000);
  expect(await asksFirst(broken)).toEqual(["a", "b"]);
});

async function asksFirst({ request, asked, pauses }: ReturnType<typeof fleet>) {
  await request();
  expect(pauses).toEqual([]);
  return asked;
}

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

test("all at rest by our own guess: the first to wake up is asked, then the others", async () => {
  const { request, asked } = fleet([
    { name: "a", does: [500, 500, "ok"] },
    { name: "b", does: [500] },
  ]);
  await request();
  await request();
  expect((await request()).kind).toBe("answered");
  expect(asked).toEqual(["a", "b", "a", "b", "a"]);
});

test("a request causes at most so many calls", async () => {
  const many = Array.from({ length: 20 }, (_, index) => ({
    name: `n${index}`,
    does: [500] as const,
  }));
  const { request, asked, reserved } = fleet(many);
  expect((await request()).kind).toBe("refused");
  expect(asked).toHaveLength(limits.attemptsMost);
  expect(reserved()).toBe(0);
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

test("a rest that is not tried takes no place in the account's limit", async () => {
  const { request, asked, advance } = fleet([
    { name: "a", does: [429, "ok"], headers: { "retry-after": "12" }, rateLimit: 3 },
  ]);
  for (let count = 0; count < 5; count++) expect((await request()).kind).not.toBe("answered");
  advance(12_000);
  expect((await request()).kind).toBe("answered");
  expect(asked).toEqual(["a", "a"]);
});

test("when its time is up, a request goes to no further account", async () => {
  const { request, asked, advance, reserved } = fleet([
    { name: "a", does: ["silent"], onAsk: () => advance(limits.attemptBudgetMs) },
    backup,
  ]);
  expect(await request()).toMatchObject({ kind: "failed", refusal: { kind: "timeout" } });
  expect(asked).toEqual(["a"]);
  expect(reserved()).toBe(0);
  expect((await request()).kind).toBe("answered");
});
