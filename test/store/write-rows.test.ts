// The dashboard reads these rows: one wrong NULL or timestamp and its pages lie.
import { describe, expect, test } from "bun:test";
import { limits } from "../../src/base/limits.ts";
import { createPlace, until } from "../support/store-place.ts";
import {
  attemptRow,
  failureRow,
  insertAccount,
  requestLogRow,
  rowsOf,
  rowTimestamp,
  successRow,
  usageRow,
} from "../support/store-rows.ts";

test("a usage row has the columns that the dashboard reads", async () => {
  await using place = createPlace();
  const store = place.open();
  const database = place.connect();
  insertAccount(database);
  store.write(usageRow({ id: "u1" }));
  store.write(usageRow({ id: "u2", costUsd: null, configId: "", tier: null, tenantId: "t" }));
  await store.flush();
  const [first, second] = rowsOf(database, "usage");
  expect(first).toEqual({
    id: "u1",
    account_id: "a1",
    config_id: "c1",
    tier: "sonnet",
    original_model: "claude-sonnet-4-5",
    routed_model: "gpt-4o-mini",
    input_tokens: 800,
    output_tokens: 90,
    cache_read_tokens: 7,
    cache_write_tokens: 3,
    cost_usd: 0.25,
    created_at: rowTimestamp,
    tenant_id: null,
  });
  expect(second).toMatchObject({ cost_usd: null, config_id: null, tier: null, tenant_id: "t" });
});

test("a usage row outlives its account", async () => {
  await using place = createPlace();
  const store = place.open();
  store.write(usageRow({ id: "u1", accountId: "gone" }));
  await store.flush();
  expect(rowsOf(place.connect(), "usage")).toMatchObject([{ id: "u1", account_id: null }]);
  expect(store.queue().dropped).toBe(0);
});

test("a log row has NULL for empty errors, bodies and tenants, and '' elsewhere", async () => {
  await using place = createPlace();
  const store = place.open();
  store.write(
    requestLogRow({
      id: "l1",
      path: "",
      isFailover: true,
      isStream: false,
      errorMessage: "",
      requestBody: "",
      responseBody: "",
      tenantId: "",
    }),
  );
  store.write(
    requestLogRow({
      id: "l2",
      errorMessage: "e".repeat(5_000),
      requestBody: "in",
      responseBody: "out",
      tenantId: "t",
    }),
  );
  await store.flush();
  const [first, second] = rowsOf(place.connect(), "request_logs");
  expect(first).toEqual({
    id: "l1",
    timestamp: rowTimestamp,
    method: "POST",
    path: "",
    inbound_format: "anthropic",
    account_id: "a1",
    account_name: "First",
    provider: "anthropic",
    original_model: "claude-sonnet-4-5",
    routed_model: "claude-sonnet-4-5",
    status_code: 200,
    input_tokens: 12,
    output_tokens: 34,
    latency_ms: 56,
    is_stream: 0,
    is_failover: 1,
    error_message: null,
    request_body: null,
    response_body: null,
    tenant_id: null,
  });
  expect(second).toMatchObject({
    is_stream: 1,
    is_failover: 0,
    error_message: "e".repeat(limits.errorMessageLength),
    request_body: "in",
    response_body: "out",
    tenant_id: "t",
  });
});

test("an attempt keeps what is unknown apart from zero", async () => {
  await using place = createPlace();
  const store = place.open();
  store.write(attemptRow({ id: "x1", inputTokens: 0, tenantId: "", errorMessage: "" }));
  store.write(attemptRow({ id: "x2", costUsd: 0, priceVersion: "v", statusCode: null }));
  await store.flush();
  expect(rowsOf(place.connect(), "codegate_attempts")).toMatchObject([
    {
      id: "x1",
      request_id: "r1",
      attempt: 1,
      timestamp: rowTimestamp,
      is_stream: 1,
      input_tokens: 0,
      cache_write_5m_tokens: 3,
      cache_write_1h_tokens: 4,
      reasoning_tokens: null,
      cost_usd: null,
      tenant_id: null,
      error_message: null,
    },
    { id: "x2", cost_usd: 0, price_version: "v", status_code: null },
  ]);
});

/** The row of an account after these rows were written. */
async function accountAfter(
  ...rows: readonly (ReturnType<typeof successRow> | ReturnType<typeof failureRow>)[]
): Promise<Record<string, unknown> | undefined> {
  await using place = createPlace();
  const store = place.open();
  const database = place.connect();
  insertAccount(database, { updated_at: "2020-01-01 00:00:00", error_count: null });
  for (const row of rows) store.write(row);
  await store.flush();
  return rowsOf(database, "accounts")[0];
}

describe("accounts", () => {
  test("a success forgets the count and keeps the text of the last error", async () => {
    const later = { at: Date.UTC(2026, 10, 23) };
    const account = await accountAfter(failureRow(), failureRow(), successRow(later));
    expect(account).toMatchObject({
      status: "active",
      error_count: 0,
      last_error: "Server error (500)",
      last_error_at: rowTimestamp,
      last_used_at: "2026-11-23 00:00:00",
      updated_at: "2026-11-23 00:00:00",
    });
  });

  test("failures are counted, also from NULL", async () => {
    const account = await accountAfter(
      successRow(),
      failureRow(),
      failureRow({ status: "rate_limited", error: "Too many requests" }),
    );
    expect(account).toMatchObject({
      status: "rate_limited",
      error_count: 2,
      last_error: "Too many requests",
      last_error_at: rowTimestamp,
      last_used_at: rowTimestamp,
      updated_at: rowTimestamp,
    });
  });

  test("a success between failures still starts the count anew", async () => {
    const account = await accountAfter(failureRow(), successRow(), failureRow(), failureRow());
    expect(account).toMatchObject({ status: "error", error_count: 2 });
  });

  test("a long error is cut, and never inside a character", async () => {
    const text = `${"a".repeat(limits.lastErrorLength - 1)}🔑 and more`;
    const account = await accountAfter(failureRow({ error: text }));
    expect(account?.["last_error"]).toBe("a".repeat(limits.lastErrorLength - 1));
  });

  test("many successes become one update", async () => {
    await using place = createPlace();
    const store = place.open();
    const database = place.connect();
    insertAccount(database);
    database.run("CREATE TABLE changes (n)");
    database.run(
      "CREATE TRIGGER t AFTER UPDATE ON accounts BEGIN INSERT INTO changes VALUES (1); END",
    );
    for (let count = 0; count < 50; count += 1) store.write(successRow());
    await store.flush();
    expect(rowsOf(database, "changes").length).toBe(1);
  });
});

test("a row that breaks a rule goes alone, once logged, and the others stay", async () => {
  await using place = createPlace();
  const store = place.open();
  const database = place.connect();
  database.run(
    "CREATE TRIGGER t BEFORE INSERT ON usage WHEN new.tier = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END",
  );
  store.write(usageRow({ id: "1" }));
  store.write(usageRow({ id: "2", tier: "bad" }));
  store.write(usageRow({ id: "3" }));
  await store.flush();
  expect(rowsOf(database, "usage").map(({ id }) => id)).toEqual(["1", "3"]);
  expect(store.queue()).toMatchObject({ rows: 0, bytes: 0, dropped: 1 });
  expect(place.log.filter(({ level }) => level === "error").length).toBe(1);
});

test("an id that is there already is skipped", async () => {
  await using place = createPlace();
  const store = place.open();
  for (let round = 0; round < 2; round += 1) {
    store.write(usageRow({ id: "u" }));
    store.write(requestLogRow({ id: "l" }));
    store.write(attemptRow({ id: "x" }));
    await store.flush();
  }
  const database = place.connect();
  for (const table of ["usage", "request_logs", "codegate_attempts"]) {
    expect(rowsOf(database, table).length).toBe(1);
  }
});

test("rows are written by themselves within a moment", async () => {
  await using place = createPlace();
  const store = place.open();
  const database = place.connect();
  store.write(usageRow());
  expect(store.queue().rows).toBe(1);
  const started = performance.now();
  await until(() => rowsOf(database, "usage").length === 1);
  expect(performance.now() - started).toBeLessThan(limits.writeIntervalMs * 5);
  expect(store.queue().rows).toBe(0);
});

test("a full batch does not wait for the interval", async () => {
  await using place = createPlace();
  const store = place.open();
  for (let count = 0; count < limits.writeBatchRows * 3; count += 1) store.write(usageRow());
  await Bun.sleep(limits.writeIntervalMs / 4);
  expect(store.queue().rows).toBeLessThan(limits.writeBatchRows * 3);
});

test("a table that was dropped meanwhile costs no row", async () => {
  await using place = createPlace();
  const store = place.open();
  const database = place.connect();
  database.run("DROP TABLE usage");
  store.write(usageRow({ id: "u1" }));
  await store.flush();
  expect(rowsOf(database, "usage").map(({ id }) => id)).toEqual(["u1"]);
});

test("a row after the end is logged as lost", async () => {
  await using place = createPlace();
  const store = place.open();
  await store.close();
  await store.close();
  store.write(usageRow());
  expect(place.log.at(-1)).toMatchObject({ level: "error", fields: { table: "usage" } });
  expect(store.snapshot().problem).toBeNull();
});
