// What could go wrong: the rows of a real request do not say who served it, at which tier, with which
// paid tools, whether it was cut short, and whether its cost was money.
import { expect, test } from "bun:test";
import { waitForAttempts } from "../support/attempt-rows.ts";
import { idOf } from "../support/data-directory.ts";
import { json, type Reply } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const model = "claude-sonnet-4-6";

function messageWith(usage: object, served = model): object {
  const content = [{ type: "text", text: "hello" }];
  const usual = { input_tokens: 1000, output_tokens: 100 };
  const stop = { stop_reason: "end_turn", stop_sequence: null };
  const message = { id: "msg_1", type: "message", role: "assistant", model: served, content };
  return { ...message, ...stop, usage: { ...usual, ...usage } };
}

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

/** Breaks after its first words; the start has announced what the prompt costs. */
function cutStream(): Reply {
  const message = { ...messageWith({ output_tokens: 1 }), content: [], stop_reason: null };
  const block = { index: 0, content_block: { type: "text", text: "" } };
  const delta = { index: 0, delta: { type: "text_delta", text: "hello" } };
  return {
    status: 200,
    headers: { "content-type": "text/event-stream" },
    steps: [
      event("message_start", { message }),
      event("content_block_start", block),
      event("content_block_delta", delta),
      { waitMs: 20 },
      "reset",
    ],
  };
}

async function ask({ url }: RunningGateway, changes: object = {}): Promise<void> {
  const messages = [{ role: "user", content: "Hello" }];
  const body = JSON.stringify({ model, max_tokens: 100, messages, ...changes });
  // A Claude subscription serves Claude Code only.
  const headers = { "user-agent": "claude-cli/2.1.330 (external, cli)" };
  const response = await fetch(`${url}/v1/messages`, { method: "POST", headers, body });
  await response.text();
}

async function rowAfter(
  reply: () => Reply,
  { changes = {}, ...account }: { changes?: object; authType?: "oauth" } = {},
) {
  const upstream = startUpstream(reply);
  await using gateway = await startGateway({
    accounts: [{ name: "A", baseUrl: upstream.url, ...account }],
  });
  await ask(gateway, changes);
  const [row] = await waitForAttempts(gateway, 1);
  await upstream.stop();
  return row as unknown as Record<string, unknown>;
}

test("a whole answer: who served, the tier, the searches, the other model", async () => {
  const advisor = { input_tokens: 200, output_tokens: 10, model: "claude-fable-5" };
  const usage = {
    service_tier: "standard",
    server_tool_use: { web_search_requests: 2 },
    iterations: [
      { type: "message", input_tokens: 1000, output_tokens: 100 },
      { type: "advisor_message", ...advisor },
    ],
  };
  const row = await rowAfter(() => json(200, messageWith(usage, "claude-opus-4-8")));
  expect(row).toMatchObject({
    routed_model: model,
    served_model: "claude-opus-4-8",
    service_tier: "standard",
    long_prompt_above: null,
    server_tools: '{"web_search":2}',
    is_complete: 1,
    cost_is_least: 0,
    cost_kind: "metered",
  });
  expect(JSON.parse(String(row["other_usage"]))).toMatchObject([
    { model: "claude-fable-5", usage: { input: 200, output: 10 } },
  ]);
  // 1000*5 + 100*25, two searches at a cent, 200*10 + 10*50
  expect(row["cost_usd"]).toBeCloseTo(0.0075 + 0.02 + 0.0025, 9);
});

test("a long prompt is told by its bound", async () => {
  const usage = { input_tokens: 200_001, output_tokens: 10 };
  const long = "claude-sonnet-4-5";
  const row = await rowAfter(() => json(200, messageWith(usage, long)), {
    changes: { model: long },
  });
  expect(row).toMatchObject({ long_prompt_above: 200_000 });
  expect(row["cost_usd"]).toBeCloseTo((200_001 * 6 + 10 * 22.5) / 1e6, 9);
});

test("a stream that is cut short has what was known, and is marked", async () => {
  const row = await rowAfter(cutStream, { changes: { stream: true } });
  expect(row).toMatchObject({
    outcome: "cut",
    served_model: model,
    input_tokens: 1000,
    is_complete: 0,
    cost_is_least: 1,
  });
  // 1000*3 + 1*15
  expect(row["cost_usd"]).toBeCloseTo(0.003_015, 9);
});

test("a subscription's cost is no money", async () => {
  const row = await rowAfter(() => json(200, messageWith({})), { authType: "oauth" });
  expect(row).toMatchObject({ cost_kind: "subscription", cost_is_least: 0 });
  expect(row["cost_usd"]).toBeCloseTo(0.0045, 9);
});

test("an unknown price is counted, and one that is set counts from the next request on", async () => {
  const odd = "nobody-knows-this";
  const upstream = startUpstream(() => json(200, messageWith({}, odd)));
  await using gateway = await startGateway({ accounts: [{ name: "A", baseUrl: upstream.url }] });
  await ask(gateway, { model: odd });
  await waitForAttempts(gateway, 1);
  const health = (await (await fetch(`${gateway.url}/health`)).json()) as object;
  expect(health).toMatchObject({ prices: { unpriced_attempts: 1 } });
  gateway.data.database.run(
    "INSERT INTO codegate_prices (account_id, model, input, output) VALUES (?, ?, 10, '20.5')",
    [idOf("A"), odd],
  );
  await ask(gateway, { model: odd });
  await waitForAttempts(gateway, 2);
  await upstream.stop();
  const columns = "cost_usd, price_version, cost_is_least";
  const rows = gateway.data.rows(`SELECT ${columns} FROM codegate_attempts ORDER BY rowid`);
  expect(rows).toEqual([
    { cost_usd: null, price_version: null, cost_is_least: 1 },
    { cost_usd: expect.closeTo(0.01205, 9), price_version: "own", cost_is_least: 0 },
  ]);
  const usage = gateway.data.rows("SELECT cost_usd FROM usage ORDER BY rowid");
  expect(usage).toEqual([{ cost_usd: null }, { cost_usd: expect.closeTo(0.01205, 9) }]);
});
