/** What could go wrong: an operator cannot see what the gateway does, or strangers and tenants can. */
import { expect, test } from "bun:test";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway } from "../support/start-gateway.ts";

const mail = "margaret.hughes@northwind-logistics.com";

function ask(url: string, content: string): Promise<Response> {
  return fetch(`${url}/v1/messages`, {
    method: "POST",
    body: JSON.stringify({
      model: "claude-opus-4-6",
      max_tokens: 9,
      messages: [{ role: "user", content }],
    }),
  });
}

async function metrics(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${url}/metrics`, { headers });
  expect(response.headers.get("content-type")).toContain("text/plain");
  return response.text();
}

test("requests, attempts, tokens, refusals, findings, accounts and memory are told", async () => {
  let isDown = true;
  const upstream = startUpstream(() => {
    isDown = !isDown;
    return isDown
      ? json(500, { type: "error", error: { type: "api_error", message: "no" } })
      : json(200, anthropicMessage([{ text: "Hello" }]));
  });
  await using gateway = await startGateway({
    accounts: [{ name: "only", baseUrl: upstream.url }],
    settings: { privacy_enabled: "true", codegate_guardrail_iban_policy: "block" },
  });
  await (await ask(gateway.url, `write to ${mail}, please`)).text();
  await (await ask(gateway.url, "pay DE89 3704 0044 0532 0130 00")).text();
  await (await ask(gateway.url, "fails")).text();
  await (await fetch(`${gateway.url}/v1/nothing`)).text();
  const text = await metrics(gateway.url);
  for (const line of [
    'codegate_requests_total{operation="messages",status="200"} 1',
    'codegate_requests_total{operation="messages",status="400"} 1',
    'codegate_requests_total{operation="messages",status="500"} 1',
    'codegate_attempts_total{provider="anthropic",outcome="success"} 1',
    'codegate_refusals_total{kind="invalid_request"} 1',
    'codegate_refusals_total{kind="not_found"} 1',
    'codegate_guard_requests_total{result="masked"} 1',
    'codegate_guard_requests_total{result="blocked"} 1',
    'codegate_guard_findings_total{detector="email"} 1',
    'codegate_guard_blocked_total{detector="iban"} 1',
    "codegate_requests_in_flight 0",
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  expect(text).toMatch(/codegate_tokens_total\{kind="output"\} [1-9]/);
  expect(text).toMatch(/codegate_accounts\{state="(?:usable|resting)"\} 1\n/);
  expect(text).toMatch(/codegate_memory_bytes\{kind="rss"\} [1-9]\d+/);
  expect(text).not.toContain("margaret");
  await upstream.stop();
});

test("only the owner may read them", async () => {
  await using gateway = await startGateway(
    {
      accounts: [{ name: "only" }],
      tenants: [{ name: "guests", key: "cg-guest-key-0123456789" }],
      settings: { multi_tenancy: "true" },
    },
    { proxyApiKey: "the-global-key-0123456789" },
  );
  const status = async (key: string): Promise<number> => {
    const headers = { "x-api-key": key };
    const response = await fetch(`${gateway.url}/metrics`, { headers });
    await response.text();
    return response.status;
  };
  expect(await status("the-global-key-0123456789")).toBe(200);
  expect(await status("cg-guest-key-0123456789")).toBe(403);
  expect(await status("a-stranger's-key")).toBe(401);
});
