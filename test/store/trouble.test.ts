// Whatever lies in the data directory, the gateway must start, say what is wrong, and recover.
import { expect, test } from "bun:test";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPlace, until } from "../support/store-place.ts";
import { lockElsewhere } from "../support/store-process.ts";
import { insertAccount, rowsOf, usageRow } from "../support/store-rows.ts";

test("a file that is no database is named, rows wait, and its removal is noticed", async () => {
  await using place = createPlace();
  writeFileSync(place.databasePath, "This is a text that somebody saved here. ".repeat(100));
  const store = place.open();
  expect(store.snapshot().problem).toContain("is not a SQLite database");
  expect(store.snapshot().accounts.size).toBe(0);
  store.write(usageRow());
  rmSync(place.databasePath);
  await until(() => store.snapshot().problem === null);
  await until(() => store.queue().rows === 0);
  expect(rowsOf(place.connect(), "usage").length).toBe(1);
  const errors = place.log.filter(({ level }) => level === "error");
  expect(errors.length).toBe(1);
});

test("a directory that cannot be made is named, and made when it can be", async () => {
  await using place = createPlace();
  const file = join(place.directory, "file");
  writeFileSync(file, "");
  const store = place.open({ dataDirectory: join(file, "data") });
  expect(store.snapshot().problem).toContain("DATA_DIR");
  rmSync(file);
  await until(() => store.snapshot().problem === null);
});

test("a directory in the place of the database is named", async () => {
  await using place = createPlace();
  mkdirSync(place.databasePath);
  expect(place.open().snapshot().problem).toContain("cannot be opened");
});

test("a half-made database that is locked is waited for without blocking", async () => {
  await using place = createPlace();
  writeFileSync(place.databasePath, "");
  using other = place.connect();
  other.run("PRAGMA journal_mode = WAL");
  await using holder = await lockElsewhere({
    databasePath: place.databasePath,
    mode: "IMMEDIATE",
    milliseconds: 400,
  });
  const started = performance.now();
  const store = place.open();
  expect(store.snapshot().problem).toContain("locked");
  expect(performance.now() - started).toBeLessThan(300);
  await holder.exited;
  await until(() => store.snapshot().problem === null);
});

test("a complete database that is locked is served at once", async () => {
  await using place = createPlace();
  await place.open().close();
  insertAccount(place.connect());
  await using holder = await lockElsewhere({
    databasePath: place.databasePath,
    mode: "EXCLUSIVE",
    milliseconds: 5_000,
  });
  const { problem, accounts } = place.open().snapshot();
  expect([problem, accounts.size]).toEqual([null, 1]);
  holder.kill();
});

test("a database that was replaced is opened anew", async () => {
  await using place = createPlace();
  await using source = createPlace();
  await source.open().close();
  const other = source.connect();
  insertAccount(other, { name: "From a copy" });
  other.run("PRAGMA wal_checkpoint(TRUNCATE)");
  let now = Date.now();
  const store = place.open({ clock: { now: () => now } });
  expect(store.snapshot().accounts.size).toBe(0);
  for (const suffix of ["-wal", "-shm"]) rmSync(`${place.databasePath}${suffix}`, { force: true });
  renameSync(source.databasePath, place.databasePath);
  now += 2_000;
  expect(store.snapshot().accounts.get("a1")?.name).toBe("From a copy");
  store.write(usageRow());
  await store.flush();
  expect(rowsOf(place.connect(), "usage").length).toBe(1);
});

test("a database that was removed is made again", async () => {
  await using place = createPlace();
  let now = Date.now();
  const store = place.open({ clock: { now: () => now } });
  insertAccount(place.connect());
  expect(store.snapshot().accounts.size).toBe(1);
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${place.databasePath}${suffix}`);
  now += 2_000;
  const { problem, accounts } = store.snapshot();
  expect([problem, accounts.size]).toEqual([null, 0]);
});
