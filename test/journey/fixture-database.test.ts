/** What could go wrong: the dashboard's tables do not show the traffic the way its pages read them. */
import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGateway } from "../../src/gateway.ts";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { chatCompletion } from "../support/chat-events.ts";
import { anthropicText } from "../support/events.ts";
import { json, sse, type Reply } from "../support/reply.ts";
import { anthropicRequest, chatRequest } from "../support/request-bodies.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import type { SeenRequest } from "../support/seen-request.ts";
import { copyFixture, hasFixture } from "../support/store-fixture.ts";

/** Tenant "Team RR" of the fixture: round-robin config, logging on, guardrails off. */
const key = "cgk_66534ba52f0d37c8162aba6a15578785";
const tokens = {
  input: 120,
  cacheRead: 90,
  cacheWrite5m: 5,
  cacheWrite1h: 0,
  output: 34,
  reasoning: 0,
};

function provider(request: SeenRequest): Reply {
  if (request.text().includes("bad")) {
    return json(400, { type: "error", error: { type: "invalid_request_error", message: "bad" } });
  }
  if (request.target.endsWith("/chat/completions")) {
    return json(200, chatCompletion([{ text: "hello" }], { tokens }));
  }
  const { stream, model = "" } = request.json() as { stream?: boolean; model?: string };
  return stream === true
    ? sse(anthropicText("hello", { tokens, model }))
    : json(200, anthropicMessage([{ text: "hello" }], { tokens, model }));
}

interface Rows {
  readonly usage: readonly Record<string, unknown>[];
  readonly logs: readonly Record<string, unknown>[];
  readonly accounts: readonly Record<string, unknown>[];
  readonly attempts: readonly Record<string, unknown>[];
}

/** Four requests of the fixture's tenant, and the rows they leave. */
async function traffic(): Promise<Rows> {
  const path = mkdtempSync(join(tmpdir(), "codegate-test-"));
  const upstream = startUpstream(provider);
  copyFixture("codegate.db", path);
  const database = new Database(join(path, "codegate.db"));
  database.run(
    "UPDATE accounts SET base_url = replace(base_url, 'http://127.0.0.1:9999', ?) WHERE base_url IS NOT NULL",
    [upstream.url],
  );
  const gateway = createGateway({ dataDirectory: path });
  try {
    await gateway.ready;
    const post = (target: string, body: unknown) =>
      gateway
        .fetch(
          new Request(`http://localhost${target}`, {
            method: "POST",
            headers: { "x-api-key": key },
            body: typeof body === "string" ? body : JSON.stringify(body),
          }),
        )
        .then((response) => response.text());
    await post(
      "/v1/messages",
      anthropicRequest({ model: "claude-sonnet-4-20250514", stream: false }),
    );
    await post(
      "/v1/messages?beta=true",
      anthropicRequest({ model: "claude-opus-4-20250514", stream: true }),
    );
    await post(
      "/v1/messages",
      anthropicRequest({ model: "claude-sonnet-4-20250514", turns: [{ user: "bad" }] }),
    );
    await post("/v1/chat/completions", chatRequest({ model: "claude-haiku-4-5", stream: false }));
  } finally {
    await gateway.close();
    await upstream.stop();
  }
  const all = (sql: string) => database.query(sql).all() as Record<string, unknown>[];
  const rows = {
    usage: all("SELECT * FROM usage ORDER BY rowid"),
    logs: all("SELECT * FROM request_logs ORDER BY rowid"),
    accounts: all("SELECT name, status, error_count, last_error, last_used_at FROM accounts"),
    attempts: all("SELECT * FROM codegate_attempts ORDER BY rowid"),
  };
  database.close();
  rmSync(path, { recursive: true, force: true });
  return rows;
}

/** Column by column what kind of value there is, as the reference's own rows have it. */
function kinds(row: Record<string, unknown> | undefined): Record<string, string> {
  const entries = Object.entries(row ?? {}).map(([name, value]) => [name, typeof value] as const);
  return Object.fromEntries(entries);
}

describe.skipIf(!hasFixture)("traffic over the fixture database", () => {
  test("usage and request_logs look as the reference wrote them", async () => {
    const { usage, logs } = await traffic();
    const reference = mkdtempSync(join(tmpdir(), "codegate-test-"));
    copyFixture("codegate-with-traffic.db", reference);
    const database = new Database(join(reference, "codegate.db"));
    const model = (table: string) =>
      database.query(`SELECT * FROM ${table} LIMIT 1`).get() as Record<string, unknown>;
    expect(kinds(usage[0])).toEqual(kinds(model("usage")));
    expect(kinds(logs[0])).toEqual(kinds(model("request_logs")));
    database.close();
    rmSync(reference, { recursive: true, force: true });

    expect(usage).toHaveLength(4);
    expect(usage[0]).toMatchObject({
      tier: "sonnet",
      original_model: "claude-sonnet-4-20250514",
      routed_model: "claude-sonnet-4-20250514",
      input_tokens: 120,
      output_tokens: 34,
      cache_read_tokens: 90,
      cache_write_tokens: 5,
    });
    // 120 in, 90 read, 5 written and 34 out at $3, $0.30, $3.75 and $15 per million.
    expect(usage[0]?.["cost_usd"]).toBeCloseTo(0.00091575, 9);
    expect(usage[0]?.["id"]).toMatch(/^[0-9a-f]{32}$/);
    expect(usage[0]?.["created_at"]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(logs.map(({ path }) => path)).toEqual([
      "/v1/messages",
      "/v1/messages",
      "/v1/messages",
      "/v1/chat/completions",
    ]);
    expect(logs[1]).toMatchObject({ is_stream: 1, status_code: 200, input_tokens: 120 });
    expect(logs[2]).toMatchObject({ status_code: 400, is_failover: 0, input_tokens: 0 });
    expect(logs[2]?.["error_message"]).toContain("invalid_request_error");
    expect(logs[3]).toMatchObject({ inbound_format: "openai", routed_model: "gpt-4o-mini" });
    // The tenant has detailed logging off.
    expect(logs.every(({ request_body }) => request_body === null)).toBe(true);
  });

  test("accounts are marked, and a client's own mistake marks none", async () => {
    const { accounts, attempts } = await traffic();
    const mock = accounts.find(({ name }) => name === "Anthropic mock");
    expect(mock).toMatchObject({ status: "active", error_count: 0, last_error: null });
    expect(mock?.["last_used_at"]).not.toBeNull();
    expect(attempts.map(({ outcome }) => outcome)).toEqual([
      "success",
      "success",
      "request",
      "success",
    ]);
  });
});
