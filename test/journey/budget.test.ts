/** What could go wrong: 200 requests at once each find the same last dollar. */
import { expect, test } from "bun:test";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { waitForAttempts } from "../support/attempt-rows.ts";
import { anthropicText } from "../support/events.ts";
import { json, sse, type Reply } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const model = "claude-opus-4-6";

/** Costs a cent at most: 380 tokens of output at $25 a million, and its few bytes. */
const request = { model, max_tokens: 380, messages: [{ role: "user", content: "Hello" }] };

const usage = { input_tokens: 20, output_tokens: 380 };
const costOfOne = (20 * 5 + 380 * 25) / 1_000_000;

const good = (): Reply => json(200, { ...anthropicMessage([{ text: "hello" }]), usage });

async function ask({ url }: RunningGateway, extra: object = {}, init: RequestInit = {}) {
  const response = await fetch(`${url}/v1/messages`, {
    method: "POST",
    body: JSON.stringify({ ...request, ...extra }),
    ...init,
  });
  return {
    status: response.status,
    account: response.headers.get("x-proxy-account"),
    route: response.headers.get("x-codegate-route"),
    retry: response.headers.get("x-should-retry"),
    text: await response.text(),
  };
}

async function spent({ gateway, data }: RunningGateway): Promise<number> {
  await gateway.close();
  const [row] = data.rows<{ usd: number }>("SELECT sum(cost_usd) AS usd FROM usage");
  return row?.usd ?? 0;
}

test("200 requests at once spend no more than the budget; the rest go to the next account", async () => {
  const upstream = startUpstream(() => ({ ...good(), before: [{ waitMs: 50 }] }));
  const account = { baseUrl: upstream.url };
  await using gateway = await startGateway({
    accounts: [
      { ...account, name: "small", priority: 9, monthlyBudget: 0.1 },
      { ...account, name: "other" },
    ],
  });
  const answers = await Promise.all(Array.from({ length: 200 }, () => ask(gateway)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const bySmall = answers.filter(({ account: name }) => name === "small").length;
  expect(bySmall * costOfOne).toBeLessThanOrEqual(0.1);
  expect(bySmall).toBeGreaterThanOrEqual(8);
  expect(answers.find(({ account: name }) => name === "other")?.route).toContain("small(budget)");
  await upstream.stop();
});

test("all over budget: a 429 that says so and when the month resets, and no retry", async () => {
  const upstream = startUpstream(good);
  const account = { name: "only", baseUrl: upstream.url, monthlyBudget: 0.1 };
  await using gateway = await startGateway({ accounts: [account] });
  const answers = await Promise.all(Array.from({ length: 200 }, () => ask(gateway)));
  const statuses = answers.map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  // What was set aside is free again: the rest of the budget can be used to its end.
  while ((await ask(gateway)).status === 200);
  const { status, text, retry, route } = await ask(gateway);
  expect(route).toBe("nobody; skipped=only(budget)");
  expect([status, retry]).toEqual([429, "false"]);
  expect(JSON.parse(text)).toMatchObject({ type: "error", error: { type: "rate_limit_error" } });
  expect(text).toMatch(/\$0\.00\d* left of its monthly budget of \$0\.10, .+a new month begins on/);
  const chat = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify(request),
  });
  expect(chat.status).toBe(503);
  const usd = await spent(gateway);
  expect(usd).toBeLessThanOrEqual(0.1);
  expect(usd).toBeGreaterThan(0.1 - 2 * costOfOne);
  await upstream.stop();
});

const broken = anthropicText("one two").slice(0, 5);
const refusal = { type: "error", error: { type: "invalid_request_error", message: "no" } };
const endings: readonly (readonly [string, Reply])[] = [
  ["fails", json(500, { error: { type: "api_error", message: "no" } })],
  ["breaks in mid-stream", { ...sse([]), steps: [...broken, "reset"] }],
  ["is refused in its stream", sse([`event: error\ndata: ${JSON.stringify(refusal)}\n\n`])],
  ["loses its client", { steps: [] }],
];

test.each(endings)("what a request that %s had set aside is free again", async (how, reply) => {
  const upstream = startUpstream(good);
  const account = { name: "only", baseUrl: upstream.url, monthlyBudget: 0.011 };
  await using gateway = await startGateway({ accounts: [account] });
  const go = Promise.withResolvers<void>();
  upstream.next({ ...reply, before: [{ until: go.promise }] });
  const leave = new AbortController();
  const first = ask(gateway, { stream: true }, { signal: leave.signal }).catch(() => null);
  const seen = await upstream.waitForRequest();
  const { status, text } = await ask(gateway);
  expect([status, text]).toEqual([429, expect.stringContaining("requests under way may need")]);
  if (how === "loses its client") {
    leave.abort();
    await upstream.waitForClose(seen);
  }
  go.resolve();
  await first;
  await waitForAttempts(gateway, 1);
  expect((await ask(gateway)).status).toBe(200);
  await upstream.stop();
});
