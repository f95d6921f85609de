// Another process may hold the lock, or end this one: no request may wait and no row may be lost.
import { expect, test } from "bun:test";
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { limits } from "../../src/base/limits.ts";
import { createPlace, until } from "../support/store-place.ts";
import { lockElsewhere, runElsewhere, writeElsewhere } from "../support/store-process.ts";
import { insertAccount, requestLogRow, rowsOf, usageRow } from "../support/store-rows.ts";

/**
 * Milliseconds by which the event loop was held up beyond 50 ms at a time. A single late timer on
 * a busy machine adds little; anything that waits for a lock adds most of its time.
 */
function watchLoop(): { stop(): number } {
  const interval = 5;
  const allowed = 50;
  let last = performance.now();
  let excess = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    excess += Math.max(0, now - last - allowed);
    last = now;
  }, interval);
  return {
    stop() {
      clearInterval(timer);
      return excess + Math.max(0, performance.now() - last - allowed);
    },
  };
}

for (const mode of ["IMMEDIATE", "EXCLUSIVE"] as const) {
  test(`a lock of two seconds (${mode}) delays rows, loses none and holds up nothing`, async () => {
    await using place = createPlace();
    const store = place.open();
    const database = place.connect();
    insertAccount(database);
    store.snapshot();
    await using holder = await lockElsewhere({
      databasePath: place.databasePath,
      mode,
      milliseconds: 2_000,
    });
    const loop = watchLoop();
    let written = 0;
    let slowest = 0;
    while (holder.exitCode === null) {
      const started = performance.now();
      expect(store.snapshot().accounts.size).toBe(1);
      store.write(usageRow({ id: String((written += 1)) }));
      slowest = Math.max(slowest, performance.now() - started);
      await Bun.sleep(2);
    }
    // Far from the two seconds of the lock, and far from what a busy machine takes by itself.
    expect(loop.stop()).toBeLessThan(1_200);
    expect(slowest).toBeLessThan(1_000);
    await until(() => store.queue().rows === 0);
    expect(store.queue().dropped).toBe(0);
    const ids = rowsOf(database, "usage").map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: written }, (_, index) => String(index + 1)));
    expect(written).toBeGreaterThan(100);
  }, 15_000);
}

test("rows of two processes and edits of a third all arrive", async () => {
  await using place = createPlace();
  const store = place.open();
  await using other = writeElsewhere(place.directory);
  const edits = runElsewhere(place.databasePath, "INSERT INTO settings VALUES ('k', 'v')");
  for (let count = 0; count < 100; count += 1) {
    store.write(usageRow({ id: `own ${count}` }));
    await Bun.sleep(2);
  }
  await edits;
  await store.flush();
  expect(store.snapshot().settings.get("k")).toBe("v");
  const rows = (): readonly unknown[] => rowsOf(place.connect(), "usage").map(({ id }) => id);
  await until(() => rows().some((id) => !String(id).startsWith("own")));
  other.kill();
  expect(rows().filter((id) => String(id).startsWith("own")).length).toBe(100);
  expect(store.queue()).toMatchObject({ rows: 0, bytes: 0, dropped: 0 });
}, 15_000);

test("kill -9 loses at most the last moment", async () => {
  await using place = createPlace();
  await using child = writeElsewhere(place.directory);
  let printed = "";
  const killAfterLines = 120;
  for await (const chunk of child.stdout) {
    printed += Buffer.from(chunk).toString();
    if (printed.split("\n").length > killAfterLines) child.kill("SIGKILL");
  }
  const given = printed
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number));
  const end = given.at(-1)?.[1] ?? 0;
  // The interval, and what a busy machine may add to it.
  const mayBeLost = limits.writeIntervalMs + 150;
  const due = given.filter(([, at = 0]) => at < end - mayBeLost).map(([id]) => String(id));
  expect(due.length).toBeGreaterThan(20);
  const stored = new Set(rowsOf(place.connect(), "usage").map(({ id }) => id));
  expect(due.filter((id) => !stored.has(id))).toEqual([]);
}, 15_000);

test("a stop under a lock leaves the rows in a file, and the next start writes them", async () => {
  await using place = createPlace();
  const store = place.open();
  const file = join(place.directory, "codegate-unwritten.jsonl");
  await using holder = await lockElsewhere({
    databasePath: place.databasePath,
    mode: "IMMEDIATE",
    milliseconds: 60_000,
  });
  const loop = watchLoop();
  store.write(usageRow({ id: "u1" }));
  store.write(requestLogRow({ id: "l1", requestBody: "line 1\nline 2 🔑" }));
  const started = performance.now();
  await store.close();
  const waited = performance.now() - started;
  expect(loop.stop()).toBeLessThan(400);
  expect(waited).toBeGreaterThan(limits.lockWaitMs * 0.9);
  expect(waited).toBeLessThan(limits.lockWaitMs * 2);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8").trim().split("\n").length).toBe(2);

  const second = place.open();
  expect(second.snapshot().problem).toBeNull();
  await Bun.sleep(limits.lockRetryMs * 3);
  holder.kill();
  await holder.exited;
  const database = place.connect();
  await until(() => !readdirSync(place.directory).some((name) => name.includes("unwritten")));
  expect(rowsOf(database, "usage").map(({ id }) => id)).toEqual(["u1"]);
  expect(rowsOf(database, "request_logs")).toMatchObject([
    { id: "l1", request_body: "line 1\nline 2 🔑", error_message: null },
  ]);
  expect(second.queue().dropped).toBe(0);
}, 30_000);

test("a file of unwritten rows is read once more after a crash, without doubles", async () => {
  await using place = createPlace();
  const name = join(place.directory, "codegate-unwritten.jsonl");
  const rows = Array.from({ length: limits.writeBatchRows + 5 }, (_, id) =>
    usageRow({ id: `u${id}` }),
  );
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  for (let start = 0; start < 2; start += 1) {
    writeFileSync(name, lines);
    // What a full disk or another program can leave behind.
    appendFileSync(name, '{"table":"usage","id":"cut\n[]\nnull\n{"table":"other"}\n\n');
    const store = place.open();
    await until(() => !readdirSync(place.directory).some((file) => file.includes("unwritten")));
    await store.close();
  }
  expect(rowsOf(place.connect(), "usage").length).toBe(rows.length);
  expect(place.log.filter(({ message }) => message.includes("damaged")).length).toBe(2);
});

test("a file of an older release, without newer columns, is read", async () => {
  await using place = createPlace();
  writeFileSync(
    join(place.directory, "codegate-unwritten-0.jsonl"),
    '{"table":"codegate_attempts","id":"x","at":0,"requestId":"r","attempt":1,"outcome":"success"}\n',
  );
  place.open();
  const database = place.connect();
  await until(() => rowsOf(database, "codegate_attempts").length === 1);
  await until(() => !existsSync(join(place.directory, "codegate-unwritten-0.jsonl")));
});
