/** What could go wrong: nobody can tell why an account is not asked, or the wrong ones can wake it. */
import { expect, test } from "bun:test";
import { createGateway } from "../../src/gateway.ts";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { waitForAttempts } from "../support/attempt-rows.ts";
import { idOf } from "../support/data-directory.ts";
import { json, type Reply } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const name = "Work, of Zoë";
const wakePath = `/codegate/accounts/${encodeURIComponent(name)}/wake`;

const limited = (seconds: number): Reply =>
  json(
    429,
    { type: "error", error: { type: "rate_limit_error", message: "no" } },
    { "retry-after": String(seconds) },
  );

const good = (): Reply =>
  json(200, anthropicMessage([{ text: "hello" }]), {
    "anthropic-ratelimit-unified-status": "allowed",
    "anthropic-ratelimit-unified-5h-utilization": "0.25",
    "anthropic-ratelimit-unified-5h-status": "allowed",
    "anthropic-ratelimit-unified-5h-reset": String(Math.ceil(Date.now() / 1_000) + 3_600),
  });

interface Account {
  readonly name: string;
  readonly state: string;
  readonly why: string | null;
  readonly since: string | null;
  readonly next_try: string | null;
  readonly [field: string]: unknown;
}

async function states({ url }: RunningGateway, headers = {}): Promise<readonly Account[]> {
  const response = await fetch(`${url}/codegate/accounts`, { headers });
  expect(response.status).toBe(200);
  return ((await response.json()) as { readonly accounts: readonly Account[] }).accounts;
}

function ask({ url }: RunningGateway, headers: Record<string, string> = {}): Promise<Response> {
  const body = { model: "claude-opus-4-6", max_tokens: 9, messages: [] };
  return fetch(`${url}/v1/messages`, { method: "POST", headers, body: JSON.stringify(body) });
}

test("every state says why, since when, and when it is tried again", async () => {
  const upstream = startUpstream(good);
  const account = { baseUrl: upstream.url };
  const endedAt = Date.now() - 1;
  await using gateway = await startGateway({
    accounts: [
      { ...account, name, priority: 9, monthlyBudget: 20 },
      { ...account, name: "busy", rateLimit: 1, priority: 8 },
      { ...account, name: "off", enabled: false },
      { ...account, name: "keyless", key: null },
      { ...account, name: "poor", monthlyBudget: 1 },
      { ...account, name: "over", authType: "oauth", tokenExpiresAt: endedAt },
    ],
  });
  await ask(gateway);
  const [ready] = await states(gateway);
  expect(ready).toMatchObject({
    id: idOf(name),
    name,
    state: "ready",
    why: null,
    last_success: expect.stringMatching(/^\d{4}-.*Z$/),
    rests: [],
    budget: { usd: 20, reserved_usd: 0 },
    quota_windows: [{ name: "5h", models: "all", used: 0.25, length_seconds: 18_000 }],
    token: null,
  });
  upstream.next(limited(3_000));
  await ask(gateway);
  gateway.data.database.run(
    "INSERT INTO usage (id, account_id, cost_usd) VALUES ('u', 'id-poor', 1.5)",
  );
  const all = await states(gateway);
  expect(all.map(({ state }) => state).toSorted()).toEqual(
    ["budget", "off", "rate-limit", "resting", "token", "unusable"].toSorted(),
  );
  const of = (state: string) => all.find((each) => each.state === state);
  expect(of("resting")).toMatchObject({
    name,
    why: "It rests after a failure (quota); its provider has named the end.",
    rests: [{ models: "all", why: "quota", failures: 1, stated_by_provider: true }],
  });
  const { since, next_try } = of("resting") ?? {};
  // A stated rest is tried again now and then, although it may last longer.
  const pause = Date.parse(next_try ?? "") - Date.parse(since ?? "");
  expect(pause).toBe(15_000);
  expect(of("budget")?.why).toContain("has used its monthly budget of $1 (a new month begins on");
  expect(of("rate-limit")?.next_try).not.toBeNull();
  expect(of("token")).toMatchObject({
    name: "over",
    why: expect.stringMatching(/^It has an expired token[.] .*codegate login.*[.]$/),
    next_try: null,
    token: { expires: new Date(endedAt).toISOString(), problem: null },
  });
  expect(of("off")).toMatchObject({ why: "It is switched off.", next_try: null });
  expect(JSON.stringify(all)).not.toContain("key-of-");
  await upstream.stop();
});

test("a wake ends the rest here, in another process, and after a restart", async () => {
  const upstream = startUpstream(() => limited(3_000));
  const accounts = [{ name, baseUrl: upstream.url }];
  await using gateway = await startGateway({ accounts });
  await ask(gateway);
  expect(await states(gateway)).toMatchObject([{ state: "resting" }]);
  await waitForAttempts(gateway, 1);
  const other = createGateway({ dataDirectory: gateway.data.path, stopTimeoutMs: 0 });
  await other.ready;
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: other.fetch });
  const there = { ...gateway, url: server.url.href.replace(/\/$/, "") };
  expect(await states(there)).toMatchObject([{ state: "resting" }]);

  const woken = await fetch(`${gateway.url}${wakePath}`, { method: "POST" });
  expect([woken.status, await woken.json()]).toMatchObject([200, { name, state: "ready" }]);
  upstream.answer = good;
  expect((await ask(gateway)).status).toBe(200);
  await waitForAttempts(gateway, 2);
  expect(await states(there)).toMatchObject([{ state: "ready" }]);
  // The wish is fulfilled: what rests from now on is not woken by it again.
  upstream.answer = () => limited(3_000);
  await ask(gateway);
  gateway.data.database.run("UPDATE accounts SET priority = 1");
  expect(await states(gateway)).toMatchObject([{ state: "resting" }]);
  await server.stop(true);
  await other.close();
  await upstream.stop();
});

test("only the owner may look and wake: no tenant, no stranger, no web page", async () => {
  const upstream = startUpstream(() => limited(3_000));
  const tenants = [{ name: "team", key: "cgk_team" }];
  const seed = { accounts: [{ name, baseUrl: upstream.url }], tenants };
  await using gateway = await startGateway(seed, { proxyApiKey: "cgk_global" });
  const owner = { "x-api-key": "cgk_global" };
  await ask(gateway, owner);
  const cases: readonly [Record<string, string>, number][] = [
    [{}, 401],
    [{ "x-api-key": "cgk_wrong" }, 401],
    [{ "x-api-key": "cgk_team" }, 403],
    [{ ...owner, origin: "https://evil.example" }, 403],
  ];
  for (const [headers, status] of cases) {
    const calls = [
      await fetch(`${gateway.url}/codegate/accounts`, { headers }),
      await fetch(`${gateway.url}${wakePath}`, { method: "POST", headers }),
    ];
    expect(calls.map((call) => call.status)).toEqual([status, status]);
    expect(await calls[0]?.text()).not.toContain(name);
  }
  expect(await states(gateway, owner)).toMatchObject([{ state: "resting" }]);
  const post = { method: "POST", headers: owner };
  expect((await fetch(`${gateway.url}/codegate/accounts/nobody/wake`, post)).status).toBe(404);
  expect((await fetch(`${gateway.url}${wakePath}`, { headers: owner })).status).toBe(405);
  expect((await fetch(`${gateway.url}/codegate/accounts`, post)).status).toBe(405);
  expect((await fetch(`${gateway.url}/codegate/accounts/%E0%A4%A/wake`, post)).status).toBe(404);
  const woken = await fetch(`${gateway.url}/codegate/accounts/${idOf(name)}/wake`, post);
  expect([woken.status, await states(gateway, owner)]).toMatchObject([200, [{ state: "ready" }]]);
  await upstream.stop();
});
