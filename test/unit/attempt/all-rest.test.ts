/**
 * What could go wrong: when every account rests, a client hears one account's trouble and comes back
 * at once, or is told another wait than the true one.
 */
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { attemptFleet, type Behaviour, type Member } from "../../support/attempt-fleet.ts";

/** All have just failed once, each for another time: a rests for 15 s, b for a minute. */
async function restingFleet(...second: readonly Behaviour[]) {
  const a: Member = { name: "a", does: [500, ...second] };
  const b: Member = { name: "b", does: [429], headers: { "retry-after": "60" } };
  const fleet = attemptFleet([a, b]);
  expect((await fleet.request()).kind).toBe("refused");
  fleet.asked.length = 0;
  return fleet;
}

const failures: [does: Behaviour, says: string][] = [
  [500, "HTTP 500: no"],
  [401, "HTTP 401: no"],
  ["ECONNREFUSED", "refuses connections"],
  ["silent", "sent no headers in time"],
];

test.each(failures)("%p of the one that is tried: the true wait, and why", async (does, says) => {
  const { request, asked, advance } = await restingFleet(does);
  advance(5_000);
  const attempted = await request();
  // The second failure in a row makes a rest for 30 s; b has 55 s to go.
  expect(attempted).toMatchObject({
    kind: "failed",
    last: { number: 1 },
    refusal: { kind: "rate_limit", retryAfterSeconds: 30 },
  });
  if (attempted.kind !== "failed") throw new Error(attempted.kind);
  expect(attempted.refusal.message).toContain('"a" rests for another 30 seconds; "b" rests for');
  expect(attempted.refusal.message).toEndWith(`Account "a" was tried all the same: ${says}.`);
  expect(asked).toEqual(["a"]);
});

test("another one that wakes up sooner decides the wait", async () => {
  const { request, advance } = await restingFleet(500, 500, 500);
  advance(14_000);
  await request();
  advance(29_000);
  expect(await request()).toMatchObject({ refusal: { retryAfterSeconds: 17 } });
});

test("the one that is tried serves", async () => {
  const { request } = await restingFleet("ok");
  expect(await request()).toMatchObject({ kind: "answered", attempt: { number: 1 } });
});

test("where it fails, the next one that rests by our guess is tried, and may serve", async () => {
  const fleet = attemptFleet([
    { name: "a", does: [500] },
    { name: "b", does: [429], headers: { "retry-after": "60" } },
    { name: "c", does: [500, "ok"] },
  ]);
  expect((await fleet.request()).kind).toBe("refused");
  fleet.asked.length = 0;
  expect(await fleet.request()).toMatchObject({ kind: "answered", attempt: { number: 2 } });
  expect(fleet.asked).toEqual(["a", "c"]);
});

test("where all that rest by our guess fail, the client hears the true wait, and of each why", async () => {
  const fleet = attemptFleet([
    { name: "a", does: [500] },
    { name: "b", does: ["ECONNREFUSED"] },
  ]);
  await fleet.request();
  fleet.asked.length = 0;
  fleet.advance(5_000);
  const attempted = await fleet.request();
  expect(attempted).toMatchObject({ kind: "failed", refusal: { retryAfterSeconds: 30 } });
  if (attempted.kind !== "failed") throw new Error(attempted.kind);
  expect(attempted.refusal.message).toEndWith(
    'Account "a" was tried all the same: HTTP 500: no. Account "b" was tried all the same: refuses connections.',
  );
  expect(fleet.asked).toEqual(["a", "b"]);
});

test("one that was awake and failed is no reason to ask those that rest", async () => {
  const fleet = attemptFleet([
    { name: "a", does: [500] },
    { name: "b", does: [500] },
  ]);
  await fleet.request();
  fleet.advance(15_000);
  fleet.rests.start("account", { accountId: "id-b", provider: "anthropic", family: "m" }, null);
  fleet.asked.length = 0;
  await fleet.request();
  expect(fleet.asked).toEqual(["a"]);
});

test.each([400, 413, 422] as const)("%d is the client's own and is relayed", async (status) => {
  const { request } = await restingFleet(status);
  expect(await request()).toMatchObject({ kind: "refused", status });
});

function limited(retryAfter: string) {
  return attemptFleet([
    { name: "a", does: ["silent", 429], headers: { "retry-after": retryAfter } },
    { name: "b", does: [500], headers: { "retry-after": "15" } },
  ]);
}

test("a limit that names its own wait is relayed, unless somebody wakes up before", async () => {
  const soon = limited("8");
  await soon.request();
  // The pause for a minute's limit is too long here.
  expect(await soon.request()).toMatchObject({ kind: "refused", status: 429 });
  expect(soon.pauses).toEqual([]);
  const late = limited("200");
  await late.request();
  expect(await late.request()).toMatchObject({
    kind: "failed",
    refusal: { kind: "rate_limit", retryAfterSeconds: 15 },
  });
});

test("nobody is said to rest who has woken up while another one was tried for too long", async () => {
  let tries = 0;
  const { request, advance } = attemptFleet([
    { name: "a", does: [500], onAsk: () => tries++ > 0 && advance(limits.attemptBudgetMs) },
    { name: "b", does: [500] },
  ]);
  await request();
  expect(await request()).toMatchObject({ kind: "refused", status: 500 });
  expect(tries).toBe(2);
});

test("when somebody was awake, the provider's own words count", async () => {
  const { request, advance } = await restingFleet(500);
  advance(15_000);
  expect(await request()).toMatchObject({ kind: "refused", status: 500 });
});

test("a refused stream that is not relayed does not keep its connection", async () => {
  const { request, advance, aborts } = attemptFleet([{ name: "a", does: ["refused stream"] }]);
  expect((await request()).kind).toBe("refused");
  expect(aborts).toEqual([]);
  advance(1_000);
  expect((await request()).kind).toBe("failed");
  expect(aborts).toEqual(["another account is asked"]);
});

test("where only a person can help, the client hears what is wrong, and not to wait", async () => {
  const fleet = attemptFleet([
    { name: "a", does: [401] },
    { name: "b", does: [401] },
  ]);
  for (let turn = 0; turn < 3; turn++) {
    expect(await fleet.request()).toMatchObject({ kind: "refused", status: 401 });
    fleet.advance(5_000);
  }
});
