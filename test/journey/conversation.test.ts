/** What could go wrong: a conversation wanders between accounts and pays for a cold cache each time. */
import { expect, test } from "bun:test";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { json, type Reply } from "../support/reply.ts";
import { anthropicRequest } from "../support/request-bodies.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const good = (): Reply => json(200, anthropicMessage([{ text: "hello" }]));

async function fleet(replies: Record<string, () => Reply>, settings = {}) {
  const upstreams = Object.entries(replies).map(
    ([name, reply]) => [name, startUpstream(reply)] as const,
  );
  const gateway = await startGateway({
    accounts: upstreams.map(([name, { url }]) => ({ name, baseUrl: url })),
    configs: [
      {
        name: "config",
        strategy: "round-robin",
        tiers: upstreams.map(([name]) => ({ tier: "opus", account: name })),
      },
    ],
    settings,
  });
  return {
    gateway,
    upstreams: new Map(upstreams),
    async stop() {
      await gateway.stop();
      for (const [, upstream] of upstreams) await upstream.stop();
    },
  };
}

interface Answer {
  readonly account: string | null;
  readonly route: string;
  readonly mutations: string | null;
}

async function say(
  { url }: RunningGateway,
  session: string | null,
  body: object = anthropicRequest({ model: "claude-opus-4-6", stream: false }),
): Promise<Answer> {
  const response = await fetch(`${url}/v1/messages`, {
    method: "POST",
    headers: session === null ? {} : { "x-claude-code-session-id": session },
    body: JSON.stringify(body),
  });
  await response.text();
  return {
    account: response.headers.get("x-proxy-account"),
    route: response.headers.get("x-codegate-route") ?? "",
    mutations: response.headers.get("x-codegate-mutations"),
  };
}

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

test("thinking that another account signed is left out by splice, and said so", async () => {
  const thinking = { type: "thinking", thinking: "Hm.", signature: "c2lnbmVk" };
  const answer = () => {
    const message = anthropicMessage([{ text: "hello" }]);
    return json(200, { ...message, content: [thinking, ...message.content] });
  };
  let isDown = false;
  const a = () =>
    isDown ? json(500, { error: { type: "api_error", message: "down" } }) : answer();
  const { gateway, upstreams, stop } = await fleet({ a, b: good }, { codegate_patience: "never" });
  await say(gateway, "s");
  isDown = true;
  const body = {
    model: "claude-opus-4-6",
    max_tokens: 100,
    messages: [
      { role: "user", content: "Hello" },
      { role: "assistant", content: [thinking, { type: "text", text: "hello" }] },
      { role: "user", content: "Go on" },
    ],
  };
  const { account, mutations } = await say(gateway, "s", body);
  expect([account, mutations]).toEqual(["b", "thinking"]);
  const seen = upstreams.get("b")?.requests[0]?.text() ?? "";
  expect(seen).not.toContain("c2lnbmVk");
  const whole = JSON.stringify(body);
  expect(seen).toBe(whole.replace(`${JSON.stringify(thinking)},`, ""));
  await stop();
});
