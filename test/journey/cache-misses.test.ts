/** What could go wrong: a cold cache is paid for and no row, answer or command says why. */
import { expect, test } from "bun:test";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { bodyOf, type Body } from "../support/cache-turns.ts";
import { json, sse, type Reply } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const model = "claude-opus-4-6";

function answer(usage: object, more: object = {}): Reply {
  const counts = { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 0, ...usage };
  return json(200, { ...anthropicMessage([{ text: "hello" }]), model, usage: counts, ...more });
}

async function ask({ url }: RunningGateway, body: Body, key = "") {
  const response = await fetch(`${url}/v1/messages`, {
    method: "POST",
    headers: { "x-claude-code-session-id": "one", "x-api-key": key },
    body: JSON.stringify({ model, max_tokens: 10, ...body }),
  });
  await response.text();
  return response.headers.get("x-codegate-request-id") ?? "";
}

interface Told {
  readonly request_id: string;
  readonly reason: string;
}

async function told({ url }: RunningGateway, query: string, most = 200): Promise<readonly Told[]> {
  for (let tries = 0; ; tries++) {
    const response = await fetch(`${url}/codegate/cache-misses${query}`);
    const { cache_misses: misses } = (await response.json()) as { cache_misses: readonly Told[] };
    if (misses.length > 0 || tries >= most) return misses;
    await Bun.sleep(20);
  }
}

const written = { cache_creation_input_tokens: 50_000 };

test("a miss is told of its request, with the reason, the cost and the provider's own word", async () => {
  const upstream = startUpstream(() => answer(written));
  await using gateway = await startGateway({ accounts: [{ name: "Work", baseUrl: upstream.url }] });
  await ask(gateway, bodyOf(2));
  upstream.next(answer({ cache_read_input_tokens: 50_000, cache_creation_input_tokens: 900 }));
  await ask(gateway, bodyOf(3));
  const diagnostics = { cache_miss_reason: { type: "system_changed" } };
  upstream.next(answer({ cache_creation_input_tokens: 51_000 }, { diagnostics }));
  const id = await ask(gateway, { ...bodyOf(4), system: "Another prompt." });
  const [miss, ...others] = await told(gateway, `?request=${id}`);
  expect(others).toEqual([]);
  expect(miss).toMatchObject({
    request_id: id,
    caller: "local",
    account: "Work",
    model,
    reason: "system_changed",
    explanation: "Of the system prompt, block 1 of 1 was changed.",
    provider_reason: "system_changed",
    expected_tokens: 50_900,
    read_tokens: 0,
    cost_usd: expect.closeTo((50_900 * 5.75) / 1e6, 9),
  });
  expect(await told(gateway, "", 0)).toHaveLength(1);
  expect(await told(gateway, "?request=none", 0)).toEqual([]);
  await upstream.stop();
});

test("a stop forgets nothing that waits", async () => {
  const upstream = startUpstream(() => answer(written));
  await using gateway = await startGateway({ accounts: [{ name: "Work", baseUrl: upstream.url }] });
  await ask(gateway, bodyOf(2));
  await ask(gateway, bodyOf(3));
  await gateway.gateway.close();
  const rows = gateway.data.rows("SELECT reason FROM codegate_cache_misses");
  expect(rows).toEqual([{ reason: "provider_evicted" }]);
  await upstream.stop();
});

test("a detour to another account is ours, and says by which way", async () => {
  const upstream = startUpstream(() => answer(written));
  const account = { baseUrl: upstream.url };
  await using gateway = await startGateway({
    accounts: [
      { ...account, name: "Work", priority: 9 },
      { ...account, name: "Home" },
    ],
  });
  await ask(gateway, bodyOf(2));
  upstream.next(json(500, { type: "error", error: { type: "api_error", message: "no" } }));
  await ask(gateway, bodyOf(3));
  const [miss] = await told(gateway, "");
  expect(miss).toMatchObject({
    reason: "account_switched",
    explanation: expect.stringMatching(/from account Work to Home \(.*tried=Work\(server\)/),
  });
  await upstream.stop();
});

function frames(usage: object): Reply {
  const message = {
    ...anthropicMessage([]),
    model,
    usage: { input_tokens: 1, output_tokens: 1, ...usage },
  };
  const events = [
    { type: "message_start", message },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "x" } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } },
    { type: "message_stop" },
  ];
  return sse(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`));
}

test("streams are compared, too", async () => {
  const upstream = startUpstream(() => frames(written));
  await using gateway = await startGateway({ accounts: [{ name: "Work", baseUrl: upstream.url }] });
  await ask(gateway, { ...bodyOf(2), stream: true });
  await ask(gateway, { ...bodyOf(3), stream: true, tools: [] });
  expect(await told(gateway, "")).toMatchObject([{ reason: "tools_changed" }]);
  await upstream.stop();
});

test("tenants see nothing of it", async () => {
  const tenants = [{ name: "alice", key: "cgk_alice" }];
  await using gateway = await startGateway({ tenants });
  const address = `${gateway.url}/codegate/cache-misses`;
  const response = await fetch(address, { headers: { "x-api-key": "cgk_alice" } });
  expect(response.status).toBe(403);
  expect((await fetch(address)).status).toBe(401);
});
