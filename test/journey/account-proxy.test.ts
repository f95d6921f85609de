/** What could go wrong: an account's proxy is passed by, and its key takes a way nobody chose. */
import { expect, test } from "bun:test";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { idOf } from "../support/data-directory.ts";
import { json } from "../support/reply.ts";
import { anthropicRequest } from "../support/request-bodies.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway } from "../support/start-gateway.ts";

test("calls of an account with a proxy go through it, those of others do not", async () => {
  const proxy = startUpstream(() => json(200, anthropicMessage([{ text: "by proxy" }])));
  const direct = startUpstream(() => json(200, anthropicMessage([{ text: "direct" }])));
  await using gateway = await startGateway({
    accounts: [{ name: "proxied", baseUrl: `${direct.url}/there`, priority: 1 }],
  });
  const ask = async () => {
    const body = JSON.stringify(anthropicRequest({ model: "claude-opus-4-6", stream: false }));
    await (await fetch(`${gateway.url}/v1/messages`, { method: "POST", body })).text();
  };
  await ask();
  expect([direct.requests.length, proxy.requests.length]).toEqual([1, 0]);
  gateway.data.database.run(
    "INSERT INTO codegate_account_options (account_id, proxy_url) VALUES (?, ?)",
    [idOf("proxied"), proxy.url],
  );
  await ask();
  expect([direct.requests.length, proxy.requests.length]).toEqual([1, 1]);
  expect(proxy.requests[0]?.target).toBe(`${direct.url}/there/v1/messages`);
  await direct.stop();
  await proxy.stop();
});
