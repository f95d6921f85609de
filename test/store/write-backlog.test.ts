// What could go wrong: bodies come faster than they are written although the disk is idle, and some
// of them find no more room in the queue.
import { afterEach, expect, jest, test } from "bun:test";
import { silentLogger, type Logger } from "../../src/base/logger.ts";
import { limits } from "../../src/base/limits.ts";
import { failed, success } from "../../src/base/result.ts";
import type { StoreRow } from "../../src/store/rows.ts";
import { createWriter } from "../../src/store/writer.ts";
import { requestLogRow, usageRow } from "../support/store-rows.ts";

afterEach(() => void jest.useRealTimers());

/** A writer over a disk that is always ready, and the batches that it wrote. */
function rig() {
  const batches: number[] = [];
  const writer = createWriter({
    logger: silentLogger,
    save(rows, onWritten) {
      batches.push(rows.length);
      onWritten?.();
      return Promise.resolve(success([]));
    },
  });
  return { batches, writer };
}

async function pass(milliseconds: number): Promise<void> {
  jest.advanceTimersByTime(milliseconds);
  // What follows a batch is asked for when its promises are through.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

const large = (): StoreRow =>
  requestLogRow({ requestBody: "x".repeat(limits.writeBatchBytes), responseBody: null });

test("while more bytes wait than fit one batch, the next one follows at once", async () => {
  jest.useFakeTimers();
  const { batches, writer } = rig();
  for (let count = 0; count < 4; count++) writer.write(large());
  await pass(limits.writeIntervalMs);
  for (let turn = 0; turn < 3; turn++) await pass(1);
  expect(batches).toEqual([1, 1, 1, 1]);
  writer.stop();
});

test("a few rows that came meanwhile wait for others", async () => {
  jest.useFakeTimers();
  const { batches, writer } = rig();
  for (let count = 0; count < 2; count++) writer.write(large());
  writer.write(usageRow());
  await pass(limits.writeIntervalMs);
  await pass(1);
  writer.write(usageRow());
  await pass(1);
  expect(batches).toEqual([1, 2]);
  await pass(limits.writeIntervalMs);
  expect(batches).toEqual([1, 2, 1]);
  writer.stop();
});

async function retry(tries: number): Promise<void> {
  for (let one = 0; one < tries; one++) await pass(limits.lockRetryMs);
}

test("a lock that stays is told once, and its end too", async () => {
  jest.useFakeTimers();
  let isLocked = true;
  const said: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    info: (message) => said.push(message),
    error: (message) => said.push(message),
  };
  const busy = { code: "SQLITE_BUSY", message: "database is locked", error: new Error() };
  const writer = createWriter({
    logger,
    save(_rows, onWritten) {
      if (isLocked) return Promise.resolve(failed(busy));
      onWritten?.();
      return Promise.resolve(success([]));
    },
  });
  writer.write(usageRow());
  await retry(limits.lockTriesTold / 2);
  expect([said, writer.queue().trouble]).toEqual([[], null]);
  await retry(limits.lockTriesTold);
  expect(said).toHaveLength(1);
  expect(said[0]).toStartWith("Another program keeps the database locked");
  expect(writer.queue().trouble).toBe(said[0] ?? null);
  isLocked = false;
  await retry(2);
  expect(said[1]).toBe("The database can be written again.");
  expect(writer.queue().trouble).toBe(null);
  writer.stop();
});
