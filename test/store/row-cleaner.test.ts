// What could go wrong: the log grows for ever, failures go before successes, this month's spend is
// deleted, or deleting keeps the gateway's own rows out.
import { expect, test } from "bun:test";
import type { Database } from "bun:sqlite";
import { statSync } from "node:fs";
import { limits } from "../../src/base/limits.ts";
import { expirySteps } from "../../src/store/expiry-steps.ts";
import { retentionSteps } from "../../src/store/log-retention.ts";
import { createPlace, until } from "../support/store-place.ts";
import { attemptRow, insertAccount, requestLogRow, usageRow } from "../support/store-rows.ts";

const day = 24 * 60 * 60 * 1_000;
const now = Date.UTC(2026, 10, 22, 12);
const clock = { now: () => now };

const daysAgo = (days: number) => now - days * day;

function idsOf(database: Database, table: string): string[] {
  const rows = database.query<{ id: string }, []>(`SELECT id FROM ${table} ORDER BY rowid`).all();
  return rows.map(({ id }) => id);
}

test("logged requests go after 30 days, or after the days that the dashboard says", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  const database = place.connect();
  for (const days of [40, 31, 29, 6, 0])
    store.write(requestLogRow({ id: `${days}`, at: daysAgo(days) }));
  await store.flush();
  expect(await store.cleanRows()).toBe(2);
  expect(idsOf(database, "request_logs")).toEqual(["29", "6", "0"]);
  database.run("INSERT INTO settings (key, value) VALUES ('log_retention_days', '7')");
  expect(await store.cleanRows()).toBe(1);
  for (const others of ["a while", "999999999"]) {
    database.run("UPDATE settings SET value = ?", [others]);
    expect(await store.cleanRows()).toBe(0);
  }
  expect(idsOf(database, "request_logs")).toEqual(["6", "0"]);
});

test("what was spent stays for 400 days, and this month and the last one whatever is set", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  const database = place.connect();
  insertAccount(database);
  for (const days of [500, 390, 60, 30, 1]) {
    store.write(usageRow({ id: `${days}`, at: daysAgo(days) }));
    store.write(attemptRow({ id: `${days}`, at: daysAgo(days) }));
  }
  await store.flush();
  await store.cleanRows();
  for (const table of ["usage", "codegate_attempts"]) {
    expect(idsOf(database, table)).toEqual(["390", "60", "30", "1"]);
  }
  database.run("INSERT INTO settings (key, value) VALUES ('codegate_ledger_days', '1')");
  await store.cleanRows();
  for (const table of ["usage", "codegate_attempts"]) {
    expect(idsOf(database, table)).toEqual(["30", "1"]);
  }
});

test("only the newest rows show bodies, and failures for longer", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  const database = place.connect();
  const total = limits.logExcerpts + 1_000;
  const bodies = { requestBody: "asked", responseBody: "answered" };
  for (let count = 0; count < total; count++) {
    store.write(
      requestLogRow({ id: `${count}`, statusCode: count % 2 === 0 ? 200 : 502, ...bodies }),
    );
  }
  await store.flush();
  expect(await store.cleanRows()).toBe(500);
  const shown = database
    .query<{ status_code: number; shown: number }, []>(
      "SELECT status_code, count(request_body) AS shown FROM request_logs GROUP BY status_code",
    )
    .all();
  expect(shown).toEqual([
    { status_code: 200, shown: limits.logExcerpts / 2 },
    { status_code: 502, shown: total / 2 },
  ]);
  expect(idsOf(database, "request_logs")).toHaveLength(total);
});

test("rows come and go at once, and what was deleted is room for what comes", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  const database = place.connect();
  const write = (rows: number, at: number) => {
    for (let count = 0; count < rows; count++) {
      store.write(requestLogRow({ at, requestBody: "x".repeat(2_000) }));
    }
  };
  write(6_000, daysAgo(50));
  await store.flush();
  const cleaning = store.cleanRows();
  write(3_000, now);
  await store.flush();
  await cleaning;
  await store.cleanRows();
  expect(idsOf(database, "request_logs")).toHaveLength(3_000);
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  const before = statSync(place.databasePath).size;
  write(3_000, now);
  await store.flush();
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  expect(statSync(place.databasePath).size).toBeLessThanOrEqual(before * 1.05);
  expect(place.log).toEqual([]);
});

test("every step names its most rows, so that none holds the lock for long", () => {
  const steps = [...retentionSteps({ logDays: 30, ledgerDays: 400 }, now), ...expirySteps(now)];
  const repeated = steps.filter((step) => step.kind !== "delete chosen");
  expect(repeated.length).toBeGreaterThan(9);
  for (const { where, parameters } of repeated) {
    expect(where).toContain("LIMIT ?");
    expect(parameters.at(-1)).toBe(limits.rowsCleanedAtOnce);
  }
});

test("rows that have lost their bodies leave no holes in the file", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  const database = place.connect();
  const kept = limits.logExcerpts;
  for (let count = 0; count < kept + 4_000; count++) {
    const body = count < 4_000 ? "x".repeat(2_500) : null;
    store.write(requestLogRow({ id: `${count}`, at: now, requestBody: body, responseBody: body }));
  }
  await store.flush();
  database.run('ALTER TABLE request_logs ADD COLUMN "of ""theirs" TEXT DEFAULT \'stays\'');
  expect(await store.cleanRows()).toBe(4_000);
  const [row] = database
    .query<Record<string, unknown>, []>("SELECT * FROM request_logs ORDER BY rowid LIMIT 1")
    .all();
  expect(row).toMatchObject({ id: "0", request_body: null, response_body: null });
  expect(row?.['of "theirs']).toBe("stays");
  expect(idsOf(database, "request_logs").slice(-2)).toEqual([`${kept + 3_998}`, `${kept + 3_999}`]);
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  const { freelist_count: free } = database
    .query<{ freelist_count: number }, []>("PRAGMA freelist_count")
    .get() ?? { freelist_count: 0 };
  const used = statSync(place.databasePath).size - free * 4_096;
  // Some 250 bytes a row with its indexes; holes would leave 2 KB of each that had bodies.
  expect(used / (kept + 4_000)).toBeLessThan(700);
});

test("the database's log stays short however much there is to clean", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  const database = place.connect();
  const total = limits.logExcerpts + 20_000;
  const body = "x".repeat(2_500);
  for (let count = 0; count < total; count++) {
    store.write(requestLogRow({ id: `${count}`, at: now, requestBody: body, responseBody: body }));
    // Not more at once than may wait.
    if (count % 2_000 === 0) await store.flush();
  }
  await store.flush();
  // Refused while the log is moved by its own thread.
  const logBytes = () => statSync(`${place.databasePath}-wal`).size;
  await until(() => {
    database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    return logBytes() === 0;
  });
  expect(await store.cleanRows()).toBe(20_000);
  const most = 2 * limits.checkpointPages * 4_096;
  expect(logBytes()).toBeLessThan(most);
});
