/** What could go wrong: a conversation wanders between accounts and pays for a cold cache each time. */
import { expect, test } from "bun:test";
import { waitForAttempts } from "../support/attempt-rows.ts";
import {
  down,
  fleet,
  good,
  say,
  secondTurn,
  thinking,
  thoughtful,
} from "../support/conversations.ts";
import { errorBody } from "../support/errors.ts";
import { json, type Reply } from "../support/reply.ts";

test("a session stays on its account while others go round", async () => {
  const { gateway, stop } = await fleet({ a: good, b: good, c: good });
  const first = await say(gateway, "session-1");
  expect(first.route).not.toContain("home");
  const others = [await say(gateway, "session-2"), await say(gateway, "session-3")];
  expect(new Set([first, ...others].map(({ account }) => account)).size).toBe(3);
  for (let turn = 0; turn < 4; turn++) {
    const again = await say(gateway, "session-1");
    expect(again.account).toBe(first.account);
    expect(again.route).toContain("home");
  }
  await stop();
});

test("requests that only open a conversation go by the strategy", async () => {
  const { gateway, stop } = await fleet({ a: good, b: good });
  const served = [await say(gateway, null), await say(gateway, null)];
  expect(served.map(({ account }) => account)).toEqual(["a", "b"]);
  await stop();
});

test("a detour does not move a conversation, a removed account does", async () => {
  let isDown = false;
  const a = () => (isDown ? json(500, { error: { type: "api_error", message: "down" } }) : good());
  const { gateway, stop } = await fleet({ a, b: good }, { codegate_patience: "never" });
  expect((await say(gateway, "s")).account).toBe("a");
  isDown = true;
  expect((await say(gateway, "s")).account).toBe("b");
  isDown = false;
  gateway.data.database.run("UPDATE accounts SET enabled = 0 WHERE name = 'a'");
  expect((await say(gateway, "s")).account).toBe("b");
  gateway.data.database.run("UPDATE accounts SET enabled = 1 WHERE name = 'a'");
  expect((await say(gateway, "s")).account).toBe("b");
  await stop();
});

/** Account "a" has signed thinking in session "s"; what it does next is for the test to say. */
async function signedBy(settings: Record<string, string>) {
  let next: Reply | null = null;
  const a = () => next ?? thoughtful();
  const world = await fleet({ a, b: good }, settings);
  await say(world.gateway, "s");
  return { ...world, willSay: (reply: Reply | null) => (next = reply) };
}

test("thinking that another account signed is left out by splice, and said so", async () => {
  const { gateway, upstreams, stop, willSay } = await signedBy({ codegate_patience: "never" });
  willSay(down);
  const { account, mutations, route } = await say(gateway, "s", secondTurn);
  expect([account, mutations]).toEqual(["b", "thinking"]);
  expect(route).toContain("dropped=thinking(1)");
  const seen = upstreams.get("b")?.requests[0]?.text() ?? "";
  expect(seen).not.toContain("c2lnbmVk");
  const whole = JSON.stringify(secondTurn);
  expect(seen).toBe(whole.replace(`${JSON.stringify(thinking)},`, ""));
  const rows = await waitForAttempts(gateway, 3);
  expect(rows.at(-1)).toMatchObject({ route: expect.stringContaining("dropped=thinking(1)") });
  await stop();
});

test("kept, if the user says so; and left out also when its account is gone for good", async () => {
  const kept = await signedBy({ codegate_foreign_thinking: "keep" });
  kept.gateway.data.database.run("UPDATE accounts SET enabled = 0 WHERE name = 'a'");
  expect(await say(kept.gateway, "s", secondTurn)).toMatchObject({ account: "b", mutations: "0" });
  await kept.stop();
  const dropped = await signedBy({});
  dropped.gateway.data.database.run("UPDATE accounts SET enabled = 0 WHERE name = 'a'");
  const answer = await say(dropped.gateway, "s", secondTurn);
  expect(answer).toMatchObject({ account: "b", mutations: "thinking" });
  await dropped.stop();
});

test("refused, if the user says so: only who signed it is asked, and the error names it", async () => {
  const refuse = { codegate_foreign_thinking: "refuse", codegate_patience: "never" };
  const { gateway, upstreams, stop, willSay } = await signedBy(refuse);
  willSay(down);
  expect(await say(gateway, "s", secondTurn)).toMatchObject({
    status: 500,
    route: expect.stringContaining("skipped=b(thinking)"),
  });
  willSay(
    json(429, errorBody("anthropic-messages", { type: "rate_limit_error", message: "no" }), {
      "retry-after": "3000",
    }),
  );
  await say(gateway, "s", secondTurn);
  const resting = await say(gateway, "s", secondTurn);
  expect(resting.status).toBe(429);
  expect(resting.message).toMatch(/"a" rests for another .+ seconds/);
  expect(resting.message).toContain('cannot read the thinking that "a" signed');
  gateway.data.database.run("UPDATE accounts SET enabled = 0 WHERE name = 'a'");
  const gone = await say(gateway, "s", secondTurn);
  expect(gone.status).toBe(503);
  expect(gone.message).toMatch(
    /only the account which signed it can read: "a"\. It is switched off/,
  );
  // A turn without thinking, and another conversation, may go anywhere.
  expect(await say(gateway, "s")).toMatchObject({ account: "b" });
  expect(upstreams.get("b")?.requests).toHaveLength(1);
  await stop();
});

test("a short wait for the account that can read it comes before any detour", async () => {
  const { gateway, upstreams, stop, willSay } = await signedBy({ codegate_patience: "cheap" });
  willSay(
    json(429, errorBody("anthropic-messages", { type: "rate_limit_error", message: "no" }), {
      "retry-after": "0.3",
    }),
  );
  const a = upstreams.get("a");
  const answering = say(gateway, "s", secondTurn);
  await a?.waitForRequests(2);
  willSay(null);
  expect(await answering).toMatchObject({ account: "a", mutations: "0" });
  expect(upstreams.get("b")?.requests).toHaveLength(0);
  await stop();
});
