/** What could go wrong: a request that was under way spends overage that it could not know of. */
import { expect, test } from "bun:test";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway } from "../support/start-gateway.ts";

const body = JSON.stringify({ model: "claude-opus-4-6", max_tokens: 9, messages: [] });

const usedUp = {
  "anthropic-ratelimit-unified-status": "allowed",
  "anthropic-ratelimit-unified-7d-utilization": "1.0",
  "anthropic-ratelimit-unified-7d-status": "rejected",
  "anthropic-ratelimit-unified-7d-reset": String(Math.ceil(Date.now() / 1_000) + 86_400),
  "anthropic-ratelimit-unified-overage-status": "allowed",
  "anthropic-ratelimit-unified-overage-in-use": "true",
};

test("an account whose plan was used up meanwhile is not the way out of another one's failure", async () => {
  const { promise: go, resolve } = Promise.withResolvers<void>();
  const failing = startUpstream(async () => {
    await go;
    return json(500, { type: "error", error: { type: "api_error", message: "Down." } });
  });
  const paid = startUpstream(() => json(200, anthropicMessage([{ text: "Fine." }]), usedUp));
  await using gateway = await startGateway({
    accounts: [
      { name: "failing", baseUrl: failing.url, priority: 9 },
      { name: "paid", baseUrl: paid.url },
    ],
  });
  const ask = (headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/v1/messages`, { method: "POST", headers, body });
  const waiting = ask();
  await failing.waitForRequest();
  expect((await ask({ "x-codegate-account": "paid" })).status).toBe(200);
  resolve();
  expect((await waiting).status).toBe(500);
  expect(paid.requests).toHaveLength(1);
  await Promise.all([failing.stop(), paid.stop()]);
});
