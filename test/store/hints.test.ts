// What could go wrong: a restart forgets who rests, or an old hint comes back and outlives its truth.
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../../src/base/limits.ts";
import { wakeAccount } from "../../src/store/manage-accounts.ts";
import type { HintRow } from "../../src/store/rows.ts";
import { placeOf, valueOf } from "../support/store-manage.ts";
import { createPlace, until } from "../support/store-place.ts";
import { lockElsewhere, runElsewhere } from "../support/store-process.ts";
import { insertAccount, rowsOf, usageRow } from "../support/store-rows.ts";

const now = Date.UTC(2026, 10, 22, 10);
const clock = { now: () => now };

function hint(changes: Partial<HintRow> = {}): HintRow {
  return {
    table: "codegate_hints",
    kind: "quota",
    key: "a",
    value: "1",
    expiresAt: now + 1_000,
    ...changes,
  };
}

function keysOf(database: Database): readonly unknown[] {
  return rowsOf(database, "codegate_hints").map(
    ({ kind, key }) => `${String(kind)} ${String(key)}`,
  );
}

test("hints survive a restart, the last of several with one key", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  store.write(hint({ value: "1" }));
  store.write(hint({ value: "2", expiresAt: now + 1_500.5 }));
  store.write(hint({ kind: "rest", value: "3" }));
  store.write(hint({ key: "b", value: "4" }));
  store.write(hint({ key: "b", value: null }));
  store.write(hint({ key: "c", value: null }));
  store.write(hint({ key: "c", value: "5" }));
  expect(store.readHints("quota")).toEqual([]);
  await store.close();
  const second = place.open({ clock });
  expect(second.readHints("quota")).toEqual([
    { key: "a", value: "2" },
    { key: "c", value: "5" },
  ]);
  expect(second.readHints("rest")).toEqual([{ key: "a", value: "3" }]);
  expect(second.readHints("other")).toEqual([]);
  second.write(hint({ value: null }));
  second.write(hint({ key: "c", value: "6" }));
  await second.flush();
  expect(second.readHints("quota")).toEqual([{ key: "c", value: "6" }]);
});

test("expired hints are not read, and deleted beside the rows, not before them", async () => {
  await using place = createPlace();
  let time = now;
  const store = place.open({ clock: { now: () => time } });
  const database = place.connect();
  store.write(hint({ key: "early", expiresAt: now + 1_000 }));
  store.write(hint({ key: "late", expiresAt: now + 60_000 }));
  store.write(hint({ key: "never", expiresAt: now - 1 }));
  await store.flush();
  time += 1_000;
  expect(store.readHints("quota")?.map(({ key }) => key)).toEqual(["late"]);
  store.write(usageRow());
  await store.flush();
  // To look for them can take a second, in which no request may wait.
  expect(keysOf(database)).toEqual(["quota early", "quota late", "quota never"]);
  await store.cleanRows();
  expect(keysOf(database)).toEqual(["quota late"]);
});

test("a kind keeps as many hints as a start reads, those that last longest", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  const database = place.connect();
  const most = limits.hintsRead;
  const excess = 1_500;
  database.run(
    `INSERT INTO codegate_hints (kind, key, value, expires_at)
    WITH RECURSIVE numbers(number) AS
    (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?2)
    SELECT 'binding', number, '1', ?1 + number FROM numbers`,
    [now, most + excess],
  );
  store.write(hint({ kind: "other" }));
  await store.flush();
  expect(await store.cleanRows()).toBe(excess);
  expect(keysOf(database).length).toBe(most + 1);
  const read = store.readHints("binding");
  expect(read?.length).toBe(most);
  expect(read?.[0]?.key).toBe(String(most + excess));
});

test("rows that make no sense are no hints", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  const database = place.connect();
  const insert = (key: unknown, value: unknown, expiresAt: unknown): void => {
    const row = [key, value, expiresAt] as string[];
    database.run("INSERT INTO codegate_hints VALUES ('quota', ?, ?, ?)", row);
  };
  insert("words", "1", "in a while");
  insert("bytes", new Uint8Array([1, 2]), now + 1);
  insert(new Uint8Array([1]), "1", now + 1);
  insert("fraction", "{", now + 1.5);
  insert("endless", "1", Number.POSITIVE_INFINITY);
  expect(store.readHints("quota")?.map(({ key }) => key)).toEqual(["endless", "fraction"]);
  await store.cleanRows();
  expect(keysOf(database)).not.toContain("quota words");
  expect(keysOf(database)).toContain("quota endless");
});

test("a database that cannot be read yet has no hints, and none are lost in it", async () => {
  await using place = createPlace();
  await place.open({ clock }).close();
  await using holder = await lockElsewhere({
    databasePath: place.databasePath,
    mode: "EXCLUSIVE",
    milliseconds: 60_000,
  });
  const store = place.open({ clock });
  store.write(hint());
  expect(store.readHints("quota") ?? []).toEqual([]);
  holder.kill();
  await holder.exited;
  await until(() => store.readHints("quota")?.length === 1);
});

test("a table that was removed comes back with the next hint", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  await runElsewhere(place.databasePath, "DROP TABLE codegate_hints");
  expect(store.readHints("quota") ?? []).toEqual([]);
  expect(store.snapshot().problem).toBeNull();
  store.write(hint());
  await until(() => store.readHints("quota")?.length === 1);
  expect(store.queue()).toMatchObject({ rows: 0, dropped: 0 });
});

test("hints are not kept in a file when a stop meets a lock: the next start could know better", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  await using holder = await lockElsewhere({
    databasePath: place.databasePath,
    mode: "IMMEDIATE",
    milliseconds: 60_000,
  });
  store.write(hint());
  await store.close();
  expect(existsSync(join(place.directory, "codegate-unwritten.jsonl"))).toBe(false);
  expect(place.log.filter(({ level }) => level === "error")).toEqual([]);
  holder.kill();
}, 15_000);

test("waking an account tells a running gateway, and leaves nothing for one that starts later", async () => {
  await using place = createPlace();
  const store = place.open();
  insertAccount(place.connect(), { id: "a1", name: "First" });
  const expiresAt = Date.now() + 60_000;
  const keys = ["account a1", "model a1 opus", "account a11", "model a11 opus", "provider a1"];
  for (const key of keys) store.write(hint({ kind: "rest", key, expiresAt }));
  for (const key of ["a1", "a11"]) store.write(hint({ key, expiresAt }));
  await store.flush();
  expect(store.snapshot().wakes.size).toBe(0);
  const before = Date.now();
  valueOf(wakeAccount(placeOf(place), "First"));
  expect(store.snapshot().wakes.get("a1")).toBeGreaterThanOrEqual(before);
  expect(
    store
      .readHints("rest")
      ?.map(({ key }) => key)
      .toSorted(),
  ).toEqual(["account a11", "model a11 opus", "provider a1"]);
  expect(store.readHints("quota")?.map(({ key }) => key)).toEqual(["a11"]);
});

test("a wake at no time is none", async () => {
  await using place = createPlace();
  const store = place.open({ clock });
  place
    .connect()
    .run("INSERT INTO codegate_hints VALUES ('wake', 'a1', 'soon', ?)", [now + 60_000]);
  expect(store.snapshot().wakes.size).toBe(0);
});
