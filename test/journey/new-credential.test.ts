/** What could go wrong: somebody puts an account right, and it goes on resting for what was wrong. */
import { expect, test } from "bun:test";
import { setAccountCredential } from "../../src/store/manage-accounts.ts";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const error = { type: "error", error: { type: "authentication_error", message: "no such key" } };
const over = { type: "error", error: { type: "rate_limit_error", message: "over" } };
const good = () => json(200, anthropicMessage([{ text: "hello" }]));

async function ask({ url }: RunningGateway): Promise<string | null> {
  const body = { model: "claude-opus-4-6", max_tokens: 9, messages: [] };
  const response = await fetch(`${url}/v1/messages`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  await response.text();
  return response.headers.get("x-proxy-account");
}

async function fleet() {
  const first = startUpstream(good);
  const second = startUpstream(good);
  const gateway = await startGateway({
    accounts: [
      { name: "first", baseUrl: first.url, priority: 9 },
      { name: "second", baseUrl: second.url },
    ],
  });
  const place = { dataDirectory: gateway.data.path, accountKey: undefined, masterKey: undefined };
  return {
    first,
    gateway,
    giveKey: () => expect(setAccountCredential(place, "first", "a-new-key").ok).toBe(true),
    async stop() {
      await gateway.stop();
      await Promise.all([first.stop(), second.stop()]);
    },
  };
}

test("an account whose key was refused is asked with the next request after it got another one", async () => {
  const { first, gateway, giveKey, stop } = await fleet();
  first.next(json(401, error));
  expect([await ask(gateway), await ask(gateway)]).toEqual(["second", "second"]);
  giveKey();
  expect(await ask(gateway)).toBe("first");
  expect(first.requests.at(-1)?.header("x-api-key")).toBe("a-new-key");
  await stop();
});

test("so is one that was given another address", async () => {
  const { first, gateway, stop } = await fleet();
  await first.stop();
  expect([await ask(gateway), await ask(gateway)]).toEqual(["second", "second"]);
  const moved = startUpstream(good);
  gateway.data.database.run("UPDATE accounts SET base_url = ? WHERE name = 'first'", [moved.url]);
  expect(await ask(gateway)).toBe("first");
  await stop().catch(() => undefined);
  await moved.stop();
});

test("a new key ends no rest that its provider has asked for", async () => {
  const { first, gateway, giveKey, stop } = await fleet();
  first.next(json(429, over, { "retry-after": "60" }));
  expect(await ask(gateway)).toBe("second");
  giveKey();
  expect(await ask(gateway)).toBe("second");
  await stop();
});
