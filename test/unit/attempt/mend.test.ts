/**
 * What could go wrong: an account whose token was renewed loses its turn or its good name, or a call
 * that is repeated is paid by no budget and counted by no limit.
 */
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { backup, attemptFleet as fleet, type Member } from "../../support/attempt-fleet.ts";

const resting = { accountId: "id-a", provider: "anthropic", family: "m" };

test("the same account is asked again, once for each cause, and nothing is held against it", async () => {
  const given = fleet([{ name: "a", does: [401, 400, "ok"], mends: [401, 400] }, backup]);
  expect(await given.request()).toMatchObject({
    kind: "answered",
    attempt: { number: 3, tried: [{ outcome: "credential" }, { outcome: "request" }] },
  });
  expect(given.asked).toEqual(["a", "a", "a"]);
  expect(given.rests.remaining(resting)).toBe(0);
  const verdicts = given.failures.map(({ verdict }) => verdict);
  expect(verdicts).toMatchObject([
    { accountStatus: null, rest: null },
    { accountStatus: null, rest: null },
  ]);
});

test("what comes again after it was put right counts, and the next account serves", async () => {
  const given = fleet([{ name: "a", does: [401], mends: [401] }, backup]);
  expect(await given.request()).toMatchObject({
    kind: "answered",
    attempt: { number: 3, tried: [{ outcome: "credential" }, { outcome: "credential" }] },
  });
  expect(given.asked).toEqual(["a", "a", "b"]);
  expect(given.rests.remaining(resting)).toBeGreaterThan(0);
  expect(given.failures.map(({ attempt }) => attempt.number)).toEqual([1, 2]);
  expect(given.failures[1]?.verdict.accountStatus).toBe("expired");
});

test("each call has a reservation of its own, and only the last one's is kept", async () => {
  const held: number[] = [];
  const watched = fleet([
    {
      name: "a",
      does: [401, "ok"],
      mends: [401],
      onAsk: () => void held.push(watched.spend.reserved("id-a")),
    },
  ]);
  const attempted = await watched.request();
  expect(held).toEqual([1, 1]);
  expect(watched.spend.reserved("id-a")).toBe(1);
  if (attempted.kind === "answered") attempted.attempt.reservation.release();
  expect(watched.spend.reserved("id-a")).toBe(0);
});

test("a repeated call needs a place in the account's limit; without one the next account serves", async () => {
  const given = fleet([{ name: "a", does: [401], mends: [401], rateLimit: 1 }, backup]);
  expect(await given.request()).toMatchObject({ kind: "answered", attempt: { number: 2 } });
  expect(given.asked).toEqual(["a", "b"]);
  expect(given.rests.remaining(resting)).toBe(0);
  expect(given.spend.reserved("id-a")).toBe(0);
});

test("repeated calls count among the calls that a request makes", async () => {
  const members = Array.from({ length: 10 }, (_, index): Member => {
    return { name: `n${index}`, does: [401], mends: index === 0 ? [] : [401] };
  });
  const given = fleet(members);
  await given.request();
  expect(given.asked.length).toBe(limits.attemptsMost);
});
