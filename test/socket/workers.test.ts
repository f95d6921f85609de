// What could go wrong: several workers on one port are several gateways, each with limits, rests
// and homes of its own; or one that dies takes the others along.
import { afterAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import type { Seed } from "../support/data-directory.ts";
import { errorBody } from "../support/errors.ts";
import { startProcess, temporaryData, type GatewayProcess } from "../support/gateway-process.ts";
import { openRaw, rawRequest, type RawRequest } from "../support/raw-client.ts";
import { json, sse, type Reply } from "../support/reply.ts";
import { startUpstream, type ScriptedUpstream } from "../support/scripted-upstream.ts";
import { speechOf } from "../support/speeches.ts";

const speech = speechOf("anthropic-messages");
const good = () => json(200, speech.whole([{ text: "Fine." }]));
const overError = errorBody(speech.dialect, { type: "rate_limit_error", message: "Over." });
const quotaIsOver = () => json(429, overError, { "retry-after": "3600" });
const isAlive = (pid: number) => existsSync(`/proc/${pid}`);
const workers = 3;

/** Connections that reach every worker for certain: the system spreads them by chance. */
const many = 60;

function request(session?: string): RawRequest {
  const plain = speech.request(false);
  const headers = [...(plain.headers ?? [])];
  if (session !== undefined) headers.push(["x-claude-code-session-id", session]);
  return { ...plain, headers };
}

function account(name: string, provider: ScriptedUpstream, more: object = {}) {
  return { name, provider: "anthropic", baseUrl: provider.url, ...more };
}

function start(
  data: Parameters<typeof startProcess>[0],
  more: Readonly<Record<string, string>> = {},
): Promise<GatewayProcess> {
  return startProcess(data, {
    CODEGATE_WORKERS: String(workers),
    CODEGATE_STOP_TIMEOUT_SECONDS: "5",
    ...more,
  });
}

/** One request for each connection, so that the system chooses a worker anew. */
function ask(url: string, count: number, session?: string) {
  return Promise.all(
    Array.from({ length: count }, () => rawRequest(`${url}/v1/messages`, request(session))),
  );
}

async function seats({ url }: GatewayProcess): Promise<Set<number>> {
  const answers = await Promise.all(
    Array.from({ length: many }, () => rawRequest(`${url}/health`)),
  );
  return new Set(answers.map((answer) => (answer.json() as { worker: number }).worker));
}

async function untilAll(gateway: GatewayProcess): Promise<void> {
  while ((await seats(gateway).catch(() => new Set())).size < workers) await Bun.sleep(50);
}

/** Pids of the workers: children of the process that started them. */
async function childrenOf(pid: number): Promise<number[]> {
  const path = `/proc/${pid}/task/${pid}/children`;
  return (await Bun.file(path).text()).split(" ").filter(Boolean).map(Number);
}

const upstreams: ScriptedUpstream[] = [];
afterAll(() => Promise.all(upstreams.map((each) => each.stop())));

function upstream(answer: () => Reply | Promise<Reply>): ScriptedUpstream {
  const started = startUpstream(answer);
  upstreams.push(started);
  return started;
}

/** A stream that holds in its middle until it is told to go on. */
function heldStream(): { readonly reply: Reply; readonly go: () => void } {
  const { promise: until, resolve: go } = Promise.withResolvers<void>();
  const events = speech.text("One two three four.");
  const beginning = sse(events.slice(0, -3));
  const steps = [...beginning.steps, { until }, ...sse(events.slice(-3)).steps];
  return { reply: { ...beginning, steps }, go };
}

/** Resolves to the answers-to-be of streams that have begun. */
async function beginStreams({ url }: GatewayProcess, count: number) {
  const connections = await Promise.all(Array.from({ length: count }, () => openRaw(url)));
  const answers = connections.map((each) => each.request(speech.request(true), 9_000));
  await Promise.all(connections.map((each) => each.until((text) => text.includes("two"))));
  return answers;
}

/** Linux alone spreads the connections of one port over processes. */
const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("they begin to listen while a token endpoint does not answer", async () => {
  const endpoint = startUpstream(() => ({ steps: ["stall"], before: ["stall"] }));
  const token = { authType: "oauth", refreshToken: "refresh", tokenExpiresAt: 1 } as const;
  const seed: Seed = { accounts: [account("ended", upstream(good), token)] };
  using data = await temporaryData(seed);
  const file = `${data.path}/oauth.json`;
  await Bun.write(file, JSON.stringify({ anthropic: { tokenUrl: `${endpoint.url}/token` } }));
  await using gateway = await start(data, { CODEGATE_OAUTH_FILE: file });
  await endpoint.waitForRequest(1);
  await untilAll(gateway);
  await endpoint.stop();
  // Else the worker that waited would look for a database that is gone.
  const noted = "SELECT 1 FROM codegate_grants WHERE failures > 0";
  while (data.rows(noted).length === 0) await Bun.sleep(20);
});

onLinux("together they send no more than an account's limit", async () => {
  const provider = upstream(good);
  const seed: Seed = { accounts: [account("limited", provider, { rateLimit: 7 })] };
  using data = await temporaryData(seed);
  await using gateway = await start(data);
  await untilAll(gateway);
  const answers = await ask(gateway.url, many);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(many - 7);
  expect(provider.requests).toHaveLength(7);
});

onLinux("together they spend no more than a budget, whoever is asked", async () => {
  // Each answer costs 0.8 cents: 400 tokens of claude-opus-5-5 at 20 dollars a million.
  const usage = { input_tokens: 0, output_tokens: 400 };
  const whole = { ...speech.whole([{ text: "Fine." }]), usage };
  const provider = upstream(async () => {
    await Bun.sleep(20);
    return json(200, whole);
  });
  const budget = 0.105;
  const accounts = [account("poor", provider, { monthlyBudget: budget, rateLimit: 0 })];
  using data = await temporaryData({ accounts });
  await using gateway = await start(data);
  await untilAll(gateway);
  const plain = JSON.parse(String(speech.request(false).body)) as object;
  const body = JSON.stringify({ ...plain, max_tokens: 400 });
  const asking = { ...speech.request(false), body };
  for (let round = 0; round < 3; round++) {
    await Promise.all(
      Array.from({ length: many }, () => rawRequest(`${gateway.url}/v1/messages`, asking)),
    );
  }
  gateway.kill("SIGTERM");
  await gateway.waitForExit();
  const [row] = data.rows<{ spent: number }>("SELECT sum(cost_usd) AS spent FROM usage");
  expect(row?.spent).toBeLessThanOrEqual(budget);
  expect(provider.requests.length).toBeGreaterThan(5);
});

onLinux("what one has spent counts once for the others", async () => {
  const usage = { input_tokens: 0, output_tokens: 400 };
  const provider = upstream(() => json(200, { ...speech.whole([{ text: "Fine." }]), usage }));
  // Ten answers of 0.8 cents each, one after the other: they fit only if none counts twice.
  const accounts = [account("poor", provider, { monthlyBudget: 0.085, rateLimit: 0 })];
  using data = await temporaryData({ accounts });
  await using gateway = await start(data);
  await untilAll(gateway);
  const plain = JSON.parse(String(speech.request(false).body)) as object;
  const asking = { ...speech.request(false), body: JSON.stringify({ ...plain, max_tokens: 400 }) };
  const statuses: number[] = [];
  for (let turn = 0; turn < 10; turn++) {
    // Time for rows to be written; it takes a quarter of it.
    if (turn > 6) await Bun.sleep(400);
    statuses.push((await rawRequest(`${gateway.url}/v1/messages`, asking)).status);
  }
  expect(statuses).toEqual(Array(10).fill(200));
});

onLinux("what one has learnt of an account, all know: it is not asked again", async () => {
  const over = upstream(quotaIsOver);
  const provider = upstream(good);
  const accounts = [account("over", over, { priority: 9 }), account("good", provider)];
  using data = await temporaryData({ accounts });
  await using gateway = await start(data);
  await untilAll(gateway);
  expect((await ask(gateway.url, 1))[0]?.status).toBe(200);
  await Bun.sleep(100);
  const answers = await ask(gateway.url, many);
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(over.requests).toHaveLength(1);
});

onLinux("a conversation has one home, whichever worker it comes to", async () => {
  const providers = Array.from({ length: 4 }, () => upstream(good));
  const accounts = providers.map((each, at) => account(`account-${at}`, each));
  const configs = [
    {
      name: "turns",
      strategy: "round-robin",
      isActive: true,
      tiers: accounts.map(({ name }) => ({ tier: "opus" as const, account: name })),
    },
  ];
  using data = await temporaryData({ accounts, configs });
  await using gateway = await start(data);
  await untilAll(gateway);
  await ask(gateway.url, 1, "one-session");
  await Bun.sleep(100);
  await ask(gateway.url, many, "one-session");
  const counts = providers.map(({ requests }) => requests.length).filter((count) => count > 0);
  expect(counts).toEqual([many + 1]);
});

onLinux("turns go round over all workers", async () => {
  const providers = Array.from({ length: 4 }, () => upstream(good));
  const accounts = providers.map((each, at) => account(`account-${at}`, each));
  const tiers = accounts.map(({ name }) => ({ tier: "opus" as const, account: name }));
  const configs = [{ name: "turns", strategy: "round-robin", isActive: true, tiers }];
  using data = await temporaryData({ accounts, configs });
  await using gateway = await start(data);
  await untilAll(gateway);
  for (let turn = 0; turn < 20; turn++) await ask(gateway.url, 1);
  expect(providers.map(({ requests }) => requests.length)).toEqual([5, 5, 5, 5]);
});

onLinux("one that is killed is replaced, and the others serve on", async () => {
  const provider = upstream(good);
  using data = await temporaryData({ accounts: [account("a", provider, { rateLimit: 1_000 })] });
  await using gateway = await start(data);
  await untilAll(gateway);
  const [first] = await childrenOf(gateway.pid);
  process.kill(first ?? 0, "SIGKILL");
  await untilAll(gateway);
  expect((await ask(gateway.url, many)).every(({ status }) => status === 200)).toBe(true);
  expect(gateway.output()).toContain("another one takes its place");
});

onLinux("a stop lets streams finish, and every row is there", async () => {
  const held = heldStream();
  const provider = upstream(() => held.reply);
  using data = await temporaryData({ accounts: [account("a", provider)] });
  await using gateway = await start(data);
  await untilAll(gateway);
  const answers = await beginStreams(gateway, 9);
  gateway.kill("SIGTERM");
  await Bun.sleep(50);
  held.go();
  for (const answer of await Promise.all(answers)) expect(answer.text()).toContain("message_stop");
  expect(await gateway.waitForExit()).toBe(0);
  expect(data.rows("SELECT 1 FROM codegate_attempts")).toHaveLength(9);
});

onLinux("without their parent they finish what they do, and the port is free at once", async () => {
  const held = heldStream();
  let isOver = false;
  const provider = upstream(() => (isOver ? good() : held.reply));
  using data = await temporaryData({ accounts: [account("a", provider)] });
  await using gateway = await start(data);
  await untilAll(gateway);
  const children = await childrenOf(gateway.pid);
  const answers = await beginStreams(gateway, 9);
  gateway.kill("SIGKILL");
  await gateway.waitForExit();

  await using next = await start(data, { PROXY_PORT: new URL(gateway.url).port });
  expect(children.some(isAlive)).toBe(true);
  held.go();
  isOver = true;
  for (const answer of await Promise.all(answers)) expect(answer.text()).toContain("message_stop");
  expect((await ask(next.url, many)).every(({ status }) => status === 200)).toBe(true);
  for (let waits = 0; waits < 100 && children.some(isAlive); waits++) await Bun.sleep(50);
  expect(children.filter(isAlive)).toEqual([]);
  expect(data.rows("SELECT 1 FROM codegate_attempts")).toHaveLength(9 + many);
});

onLinux("they end with their parent, and leave no shared memory behind", async () => {
  using data = await temporaryData({});
  await using gateway = await start(data);
  await untilAll(gateway);
  const children = await childrenOf(gateway.pid);
  expect(children).toHaveLength(workers);
  const command = await Bun.file(`/proc/${children[0]}/cmdline`).text();
  const memory = command.split("\0").find((word) => word.endsWith("/shared")) ?? "";
  expect(existsSync(memory)).toBe(true);
  gateway.kill("SIGKILL");
  await gateway.waitForExit();
  for (let waits = 0; waits < 100 && children.some(isAlive); waits++) await Bun.sleep(50);
  expect(children.filter(isAlive)).toEqual([]);
  expect(existsSync(memory)).toBe(false);
});
