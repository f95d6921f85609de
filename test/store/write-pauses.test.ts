/**
 * What could go wrong while a batch is written in pieces: somebody reads rows that may be taken back
 * and count as waiting, two batches get into one transaction, or a lock stays for ever.
 */
import { expect, test } from "bun:test";
import { unlinkSync } from "node:fs";
import { limits } from "../../src/base/limits.ts";
import { completeSchema } from "../../src/store/complete-schema.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { createRowWriter } from "../../src/store/write-rows.ts";
import { createPlace, until, type StoreWorkplace } from "../support/store-place.ts";
import { insertAccount, rowsOf, usageRow } from "../support/store-rows.ts";

const slice = limits.writeSliceRows;
const many = 3 * slice;

function usageRows(prefix: string, count = many) {
  return Array.from({ length: count }, (_, at) => usageRow({ id: `${prefix}${at}` }));
}

/** A writer whose pauses end when the test says so; `isCalm` is what they find. */
function openWriter(place: StoreWorkplace) {
  const opened = openDatabase(place.directory, 0);
  if (!opened.ok) throw new Error(opened.failure.sentence);
  const { client } = opened.value;
  completeSchema(client);
  const pauses: ((isCalm: boolean) => void)[] = [];
  const writer = createRowWriter(opened.value, () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    pauses.push(resolve);
    return promise;
  });
  const other = place.connect();
  other.run("PRAGMA busy_timeout = 0");
  return {
    client,
    writer,
    other,
    /** Ends the pause that was begun first, and lets the writer go on to its next one. */
    async go(isCalm = true) {
      pauses.shift()?.(isCalm);
      await Bun.sleep(0);
    },
    isPausing: () => pauses.length > 0,
    here: () => rowsOf(client, "usage").length,
    there: () => rowsOf(other, "usage").length,
    [Symbol.dispose]: () => client.close(),
  };
}

test("few rows are written at once, many in pieces that others see together", async () => {
  await using place = createPlace();
  using rig = openWriter(place);
  const few = rig.writer.write(usageRows("few", slice));
  expect([rig.there(), rig.isPausing()]).toEqual([slice, false]);
  expect(await few).toEqual({ ok: true, value: [] });
  const written = rig.writer.write(usageRows("many"));
  const seen: unknown[] = [];
  while (rig.isPausing()) {
    await rig.go();
    seen.push([rig.here() - slice, rig.there() - slice]);
  }
  expect(seen).toEqual([
    [slice, 0],
    [2 * slice, 0],
    [many, 0],
    [many, many],
  ]);
  expect(await written).toEqual({ ok: true, value: [] });
  expect(
    rowsOf(rig.other, "usage")
      .map(({ id }) => id)
      .slice(slice),
  ).toEqual(usageRows("many").map(({ id }) => id));
});

test("the commit is told in its own breath, and only then", async () => {
  await using place = createPlace();
  using rig = openWriter(place);
  const told: number[] = [];
  const tell = () => told.push(rig.there());
  const written = rig.writer.write(usageRows("a"), tell);
  await rig.go();
  rig.writer.takeBack();
  rig.other.run("BEGIN IMMEDIATE");
  await rig.go();
  expect([told, (await written).ok]).toEqual([[], false]);
  rig.other.run("COMMIT");
  void rig.writer.write(usageRows("b", slice), tell);
  expect(told).toEqual([slice]);
});

test("on a busy process the lock is not kept through pauses", async () => {
  await using place = createPlace();
  using rig = openWriter(place);
  const first = rig.writer.write(usageRows("a"));
  await rig.go(false);
  expect([rig.there(), rig.isPausing()]).toEqual([many, false]);
  const second = rig.writer.write(usageRows("b"));
  await rig.go();
  await rig.go(false);
  expect([rig.there(), rig.isPausing()]).toEqual([2 * many, false]);
  expect([await first, await second]).toEqual([
    { ok: true, value: [] },
    { ok: true, value: [] },
  ]);
});

test("whoever reads in between finds nothing of the batch, which follows at once", async () => {
  await using place = createPlace();
  using rig = openWriter(place);
  const written = rig.writer.write(usageRows("a"));
  await rig.go();
  expect(rig.here()).toBe(slice);
  rig.writer.takeBack();
  expect([rig.here(), rig.client.inTransaction]).toEqual([0, false]);
  await rig.go();
  expect([rig.there(), rig.isPausing()]).toEqual([many, false]);
  expect(await written).toEqual({ ok: true, value: [] });
});

test("two batches at a time are two transactions", async () => {
  await using place = createPlace();
  using rig = openWriter(place);
  rig.client.run(
    "CREATE TRIGGER t BEFORE INSERT ON usage WHEN new.id = 'a1' BEGIN SELECT RAISE(ABORT, 'no'); END",
  );
  const first = rig.writer.write(usageRows("b"));
  await rig.go();
  const second = rig.writer.write(usageRows("a"));
  while (rig.isPausing()) await rig.go();
  expect(await first).toEqual({ ok: true, value: [] });
  expect(await second).toMatchObject({ ok: true, value: [{ table: "usage" }] });
  expect(rig.there()).toBe(2 * many - 1);
});

test("a lock leaves the batch unwritten, and so does a table that is missing in the middle", async () => {
  await using place = createPlace();
  using rig = openWriter(place);
  rig.other.run("BEGIN IMMEDIATE");
  const locked = rig.writer.write(usageRows("a"));
  await rig.go();
  expect(await locked).toMatchObject({ ok: false, failure: { code: "SQLITE_BUSY" } });
  rig.other.run("COMMIT");
  rig.other.run("DROP TABLE codegate_cache_misses");
  const miss = { table: "codegate_cache_misses", id: "m", requestId: "r", at: 1 } as never;
  const broken = rig.writer.write([...usageRows("a"), miss]);
  while (rig.isPausing()) await rig.go();
  expect(await broken).toMatchObject({ ok: false, failure: { code: "SQLITE_ERROR" } });
  expect([rig.there(), rig.client.inTransaction]).toEqual([0, false]);
  rig.other.run("BEGIN IMMEDIATE");
  rig.other.run("ROLLBACK");
});

test("a defect does not keep the lock", async () => {
  await using place = createPlace();
  using rig = openWriter(place);
  const broken = rig.writer.write([...usageRows("a"), usageRow({ tier: {} as string })]);
  const ended = broken.then(
    () => "written",
    () => "thrown",
  );
  while (rig.isPausing()) await rig.go();
  expect(await ended).toBe("thrown");
  expect([rig.client.inTransaction, rig.there()]).toEqual([false, 0]);
});

test("after a stop nothing is written, and nothing is left open", async () => {
  await using place = createPlace();
  using rig = openWriter(place);
  const written = rig.writer.write(usageRows("a"));
  await rig.go();
  rig.writer.stop();
  await rig.go();
  expect(await written).toMatchObject({ ok: false, failure: { code: "SQLITE_BUSY" } });
  expect([rig.client.inTransaction, rig.there()]).toEqual([false, 0]);
});

test("a picture that is read while rows are written counts each of them once", async () => {
  await using place = createPlace();
  const store = place.open();
  const database = place.connect();
  insertAccount(database);
  let written = 0;
  for (let round = 0; round < 10; round++) {
    for (let count = 0; count < limits.writeBatchRows; count++) {
      store.write(usageRow({ costUsd: 1, at: Date.now() }));
    }
    written += limits.writeBatchRows;
    database.run("UPDATE accounts SET name = ?", [`Edit ${round}`]);
    const flushed = store.flush();
    // Into the middle of the batch.
    await Bun.sleep(round);
    const { accounts, monthlySpend } = store.snapshot();
    expect([accounts.get("a1")?.name, monthlySpend.get("a1")]).toEqual([`Edit ${round}`, written]);
    await flushed;
    await until(() => store.queue().rows === 0);
    expect(rowsOf(database, "usage").length).toBe(written);
  }
});

test("a database that is replaced in the middle of a batch gets all of it", async () => {
  await using place = createPlace();
  let now = Date.now();
  const store = place.open({ clock: { now: () => now } });
  for (let count = 0; count < limits.writeBatchRows; count++) store.write(usageRow());
  const flushed = store.flush();
  await Bun.sleep(3);
  for (const suffix of ["", "-wal", "-shm"]) unlinkSync(`${place.databasePath}${suffix}`);
  now += 2 * limits.fileCheckMs;
  store.snapshot();
  await flushed;
  expect([store.queue().rows, store.queue().dropped]).toEqual([0, 0]);
});
