/**
 * What could go wrong: the log of the database grows for ever, because nobody moves it into the
 * database while the gateway runs, or moving it makes every request read the picture anew.
 */
import { expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limits } from "../../src/base/limits.ts";
import { createCheckpointer } from "../../src/store/checkpointer.ts";

const pageBytes = 4_096;
const someRows = 100;
/** How long a thread may take to move a log, milliseconds. */
const longestWaitMs = 10_000;

function openTemporary() {
  const directory = mkdtempSync(join(tmpdir(), "codegate-test-"));
  const path = join(directory, "codegate.db");
  const client = new Database(path, { create: true });
  client.run("PRAGMA journal_mode = WAL");
  client.run("CREATE TABLE notes (text TEXT)");
  const checkpointer = createCheckpointer(client, path);
  const insert = client.prepare("INSERT INTO notes VALUES (?)");
  return {
    client,
    checkpointer,
    databaseBytes: () => statSync(path).size,
    logBytes: () => statSync(`${path}-wal`).size,
    commit() {
      client.transaction(() => {
        for (let row = 0; row < someRows; row++) insert.run("x".repeat(pageBytes));
      })();
    },
    [Symbol.dispose]() {
      checkpointer.stop();
      client.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + longestWaitMs;
  while (!holds() && performance.now() < deadline) await Bun.sleep(5);
  expect(holds()).toBeTrue();
}

test("a long log is moved into the database, by another thread and unseen by this one", async () => {
  using store = openTemporary();
  const version = store.client.prepare("PRAGMA data_version");
  const before = version.values();
  const moved = limits.checkpointPages * pageBytes;
  while (store.logBytes() < moved * 1.5) store.commit();
  expect(store.databaseBytes()).toBeLessThan(moved);
  store.checkpointer.afterCommit();
  expect(store.databaseBytes()).toBeLessThan(moved);
  await until(() => store.databaseBytes() > moved);
  expect(version.values()).toEqual(before);
});

test("a log that grew much too long asks for quiet, and is used from its begin again", async () => {
  using store = openTemporary();
  expect(store.checkpointer.needsQuiet()).toBeFalse();
  while (store.logBytes() < limits.checkpointQuietPages * pageBytes) store.commit();
  store.checkpointer.afterCommit();
  expect(store.checkpointer.needsQuiet()).toBeTrue();
  await until(() => !store.checkpointer.needsQuiet());
  const longest = store.logBytes();
  store.commit();
  store.commit();
  expect(store.logBytes()).toBe(longest);
});

test("a short log is left alone", () => {
  using store = openTemporary();
  store.commit();
  store.checkpointer.afterCommit();
  expect(store.checkpointer.needsQuiet()).toBeFalse();
});
