/** What could go wrong: connections that died while idle cost an account its good name. */
import { expect, test } from "bun:test";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { startKeepingServer } from "../support/keeping-server.ts";
import { anthropicRequest } from "../support/request-bodies.ts";
import { startGateway } from "../support/start-gateway.ts";

test("a request is answered although every kept connection turns out to be dead", async () => {
  const provider = startKeepingServer(anthropicMessage([{ text: "hello" }]));
  await using gateway = await startGateway({
    accounts: [{ name: "only", provider: "anthropic", baseUrl: provider.url }],
  });
  const ask = async (): Promise<number> => {
    const body = JSON.stringify(anthropicRequest({ stream: false }));
    const answer = await fetch(`${gateway.url}/v1/messages`, { method: "POST", body });
    await answer.text();
    return answer.status;
  };
  expect(await Promise.all([ask(), ask(), ask(), ask()])).toEqual([200, 200, 200, 200]);
  expect(provider.connections()).toBe(4);
  provider.used = "reset";
  expect(await ask()).toBe(200);
  expect(provider.connections()).toBe(5);
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toContain('codegate_attempts_total{provider="anthropic",outcome="success"} 5\n');
  expect(metrics).toContain('codegate_sent_again_total{provider="anthropic"} 1\n');
  await gateway.stop();
  provider.stop();
});
