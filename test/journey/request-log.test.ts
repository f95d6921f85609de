// What could go wrong: an error that the gateway makes itself leaves no trace in the dashboard, so
// that its user has to guess why.
import { expect, test } from "bun:test";
import type { Seed } from "../support/data-directory.ts";
import { errorBody } from "../support/errors.ts";
import { rawRequest } from "../support/raw-client.ts";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speeches, speechOf, type Speech } from "../support/speeches.ts";
import { startGateway } from "../support/start-gateway.ts";

/** Nothing listens there on any machine that we test on. */
const nowhere = "http://127.0.0.1:1";

interface Row {
  readonly account_name: string | null;
  readonly provider: string | null;
  readonly routed_model: string | null;
  readonly original_model: string;
  readonly status_code: number;
  readonly is_stream: number;
  readonly is_failover: number;
  readonly error_message: string;
  readonly request_body: string | null;
  readonly inbound_format: string;
}

interface Logged {
  readonly rows: readonly Row[];
  /** Of the answers, in the order of the requests. */
  readonly statuses: readonly number[];
  readonly routes: readonly string[];
}

async function log(speech: Speech, seed: Seed, requests = 1, settings = {}): Promise<Logged> {
  await using gateway = await startGateway({
    ...seed,
    settings: { request_logging: "true", ...settings },
  });
  const statuses: number[] = [];
  const routes: string[] = [];
  for (let count = 0; count < requests; count++) {
    const answer = await rawRequest(gateway.url, speech.request(true));
    statuses.push(answer.status);
    routes.push(answer.header("x-codegate-route") ?? "");
  }
  await gateway.gateway.close();
  return {
    rows: gateway.data.rows<Row>("SELECT * FROM request_logs ORDER BY rowid"),
    statuses,
    routes,
  };
}

const account = (provider: string, baseUrl: string, name = "a") => ({ name, provider, baseUrl });

test.each(speeches)("$dialect: a connection that fails is in the log", async (speech) => {
  const accounts = [
    { ...account(speech.provider, nowhere), priority: 1 },
    account(speech.provider, nowhere, "b"),
  ];
  const { rows, statuses, routes } = await log(speech, { accounts });
  const { model } = JSON.parse(String(speech.request(true).body)) as { model: string };
  expect(statuses).toEqual([502]);
  expect(rows).toMatchObject([
    {
      account_name: "b",
      provider: speech.provider,
      original_model: model,
      routed_model: model,
      status_code: 502,
      is_stream: 1,
      is_failover: 1,
      inbound_format: speech.dialect === "anthropic-messages" ? "anthropic" : "openai",
      request_body: null,
    },
  ]);
  const [{ error_message: message } = { error_message: "" }] = rows;
  expect(message).toContain('Account "b" refuses connections.');
  expect(message).toEndWith(`[${routes[0]}]`);
  expect(message).toContain("tried=a(connection),b(connection)");
});

test.each(speeches)("$dialect: nobody is asked, for a reason", async (speech) => {
  const upstream = startUpstream(() =>
    json(500, errorBody(speech.dialect, { type: "api_error", message: "Out of cheese." })),
  );
  const accounts = [{ ...account(speech.provider, upstream.url), rateLimit: 1 }];
  const { rows, statuses, routes } = await log(speech, { accounts }, 2);
  expect(statuses).toEqual([500, 429]);
  expect(rows[1]).toMatchObject({ account_name: null, provider: null, routed_model: null });
  expect(rows.map((row) => row.status_code)).toEqual([500, 429]);
  expect(rows[1]?.error_message).toContain('"a" is at its limit of 1 requests a minute');
  expect(rows[1]?.error_message).toEndWith(`[${routes[1]}]`);
  expect(routes[1]).toBe("nobody; skipped=a(rate-limit)");
  await upstream.stop();
});

test("all rest, and the one that was tried is in the log with the client's status", async () => {
  const speech = speechOf("openai-chat");
  const accounts = [account(speech.provider, nowhere)];
  const { rows } = await log(speech, { accounts }, 2);
  expect(rows).toMatchObject([
    { account_name: "a", status_code: 502 },
    { account_name: "a", status_code: 429, is_failover: 0 },
  ]);
  expect(rows[1]?.error_message).toContain("was tried all the same: refuses connections.");
});

test("a used-up quota that nobody asks for again is in the log", async () => {
  const speech = speechOf("anthropic-messages");
  const upstream = startUpstream(() => json(429, {}, { "retry-after": "1200" }));
  const { rows } = await log(speech, { accounts: [account("anthropic", upstream.url)] }, 2);
  expect(rows).toMatchObject([{ status_code: 429 }, { account_name: null, status_code: 429 }]);
  expect(rows[1]?.error_message).toMatch(/"a" rests for another 1\d\d\d seconds\. \[direct; .*\]$/);
  expect(rows[1]?.error_message).toMatch(/resting=a\(1\d\d\ds\)/);
  await upstream.stop();
});

test("an owner that is gone is in the log with those who cannot stand in for it", async () => {
  const speech = speechOf("openai-responses");
  const upstream = startUpstream();
  const seed = { accounts: [account("openai", upstream.url, "kept"), account("openai", nowhere)] };
  await using gateway = await startGateway({ ...seed, settings: { request_logging: "true" } });
  const ask = (fields: object, headers = {}) => {
    const body = JSON.stringify({ model: "gpt-5.5", input: "Hi.", ...fields });
    return fetch(`${gateway.url}/v1/responses`, { method: "POST", headers, body });
  };
  upstream.answer = () => json(200, { ...speech.whole([{ text: "hello" }]), id: "resp_1" });
  expect((await ask({}, { "x-codegate-account": "kept" })).status).toBe(200);
  gateway.data.database.run("UPDATE accounts SET enabled = 0 WHERE name = 'kept'");
  const later = await ask({ previous_response_id: "resp_1" });
  expect([later.status, later.headers.get("x-codegate-route")]).toEqual([
    503,
    "nobody; skipped=kept(disabled),a(state)",
  ]);
  await gateway.gateway.close();
  const rows = gateway.data.rows<Row>("SELECT * FROM request_logs ORDER BY rowid");
  expect(rows).toMatchObject([{ status_code: 200 }, { status_code: 503, account_name: null }]);
  expect(rows[1]?.error_message).toContain('only account "kept" keeps');
  await upstream.stop();
});

test("nothing is logged that nobody wants logged, and bodies only where they are wanted", async () => {
  const speech = speechOf("anthropic-messages");
  const seed = { accounts: [account("anthropic", nowhere)] };
  expect((await log(speech, seed, 1, { request_logging: "false" })).rows).toEqual([]);
  const [row] = (await log(speech, seed, 1, { detailed_request_logging: "true" })).rows;
  expect(row?.request_body).toBe(String(speech.request(true).body));
});

test("a request that the gateway stops is in the log", async () => {
  const speech = speechOf("anthropic-messages");
  const upstream = startUpstream(() => ({ before: ["stall"], steps: [] }));
  await using gateway = await startGateway({
    accounts: [account("anthropic", upstream.url)],
    settings: { request_logging: "true" },
  });
  const answering = rawRequest(gateway.url, speech.request(true));
  await upstream.waitForRequest();
  await gateway.gateway.close();
  expect((await answering).status).toBe(503);
  expect(gateway.data.rows("SELECT account_name, status_code FROM request_logs")).toEqual([
    { account_name: "a", status_code: 503 },
  ]);
  await upstream.stop();
});

test.each(speeches)("$dialect: every attempt's row says why, as its answer did", async (speech) => {
  const own = errorBody(speech.dialect, { type: "api_error", message: "Out of cheese." });
  const failing = startUpstream(() => json(500, own));
  const serving = startUpstream(() => json(200, speech.whole([{ text: "hello" }])));
  await using gateway = await startGateway({
    accounts: [
      { ...account(speech.provider, failing.url), priority: 1 },
      account(speech.provider, serving.url, "b"),
    ],
  });
  const routes: string[] = [];
  for (let count = 0; count < 2; count++) {
    const answer = await rawRequest(gateway.url, speech.request(false));
    expect(answer.status).toBe(200);
    routes.push(answer.header("x-codegate-route") ?? "");
  }
  await gateway.gateway.close();
  expect(routes[0]).toEndWith("tried=a(server); served=b");
  expect(routes[1]).toMatch(/served=b; resting=a\(1\ds\)$/);
  const rows = gateway.data.rows<{ route: string; outcome: string }>(
    "SELECT route, outcome FROM codegate_attempts ORDER BY rowid",
  );
  const served = rows.filter(({ outcome }) => outcome === "success");
  expect(served.map(({ route }) => route)).toEqual(routes);
  expect(rows.find(({ outcome }) => outcome === "server")?.route).toEndWith("tried=a(server)");
  await failing.stop();
  await serving.stop();
});
