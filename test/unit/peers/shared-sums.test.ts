/** What could go wrong: money that another worker spends is not seen, is seen twice, or for ever. */
import { afterAll, afterEach, beforeEach, expect, jest, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { limits } from "../../../src/base/limits.ts";
import {
  createSharedFile,
  firstFreeWord,
  openSharedMemory,
  sharedBytes,
} from "../../../src/peers/shared-memory.ts";
import {
  clearSums,
  createSharedSums,
  millionths,
  sumTableWords,
} from "../../../src/peers/shared-sums.ts";
import { untilWritten } from "../../../src/peers/until-written.ts";

const folder = mkdtempSync(join(tmpdir(), "codegate-sums-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());
let files = 0;

async function openWorkers(count: number) {
  const path = join(folder, `memory-${files++}`);
  await createSharedFile(path, sharedBytes(sumTableWords), 0);
  const open = (seat: number) => openSharedMemory(path, seat);
  const workers = Array.from({ length: count }, (_, seat) =>
    createSharedSums(open(seat), firstFreeWord),
  );
  return { workers, clear: (seat: number) => clearSums(open(count), firstFreeWord, seat) };
}

test("each sees what the others have, and not its own", async () => {
  const { workers } = await openWorkers(3);
  workers[0]?.add("a", millionths(1.5));
  workers[1]?.add("a", millionths(2));
  workers[1]?.add("b", millionths(7));
  expect(workers.map((each) => each.ofOthers("a", []))).toEqual([2, 1.5, 3.5]);
  expect(workers.map((each) => each.ofOthers("b", []))).toEqual([7, 0, 7]);
  workers[1]?.add("a", -millionths(2));
  expect(workers[0]?.ofOthers("a", [])).toBe(0);
});

test("whatever is set aside and given back leaves nothing, and less is never seen than there is", async () => {
  const amounts = fc.array(fc.double({ min: 1e-9, max: 1e4, noNaN: true }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(amounts, async (all) => {
      const { workers } = await openWorkers(2);
      for (const amount of all) workers[0]?.add("a", millionths(amount));
      const sum = all.reduce((total, amount) => total + amount, 0);
      expect(workers[1]?.ofOthers("a", [])).toBeGreaterThanOrEqual(sum * (1 - 1e-12));
      for (const amount of all.toReversed()) workers[0]?.add("a", -millionths(amount));
      expect(workers[1]?.ofOthers("a", [])).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test("names come and go without end", async () => {
  const { workers } = await openWorkers(2);
  for (let name = 0; name < limits.sharedSums * 3; name++) {
    workers[0]?.add(`name-${name}`, millionths(1));
    expect(workers[1]?.ofOthers(`name-${name}`, [])).toBe(1);
    workers[0]?.add(`name-${name}`, -millionths(1));
  }
});

test("a worker that has ended holds nothing any more", async () => {
  const { workers, clear } = await openWorkers(3);
  workers[0]?.add("a", millionths(1));
  workers[1]?.add("a", millionths(2));
  clear(0);
  expect(workers[2]?.ofOthers("a", [])).toBe(2);
});

test("what is in the database counts only for those who have not seen that commit", async () => {
  const { workers, clear } = await openWorkers(3);
  workers[0]?.add("a", millionths(5));
  workers[2]?.add("a", millionths(1));
  workers[0]?.settle("a", millionths(3), 7);
  expect(workers[1]?.ofOthers("a", [])).toBe(6);
  expect(workers[1]?.ofOthers("a", [6, 9, 9])).toBe(6);
  expect(workers[1]?.ofOthers("a", [7, 0, 0])).toBe(3);
  workers[0]?.settle("a", millionths(2), 8);
  expect(workers[1]?.ofOthers("a", [7, 0, 0])).toBe(6);
  expect(workers[1]?.ofOthers("a", [8, 0, 0])).toBe(1);
  workers[0]?.forget("a", millionths(5));
  expect(workers[1]?.ofOthers("a", [])).toBe(1);
  workers[0]?.add("a", millionths(4));
  workers[0]?.settle("a", millionths(4), 9);
  clear(0);
  expect(workers[1]?.ofOthers("a", [])).toBe(1);
});

test("what was spent counts until its row is written and whoever asks has looked", async () => {
  const { workers } = await openWorkers(2);
  const [sums, other] = workers;
  if (sums === undefined || other === undefined) throw new Error("two workers were asked for");
  let now = 0;
  let commits = 4;
  const rows = { queued: 0, waiting: 0 };
  const spending = untilWritten({
    sums,
    rows: () => rows,
    commits: () => commits,
    now: () => now,
  });
  const pass = (ms: number) => {
    now += ms;
    jest.advanceTimersByTime(ms);
  };
  rows.queued = 1;
  rows.waiting = 1;
  spending.addUntilWritten("a", 3);
  pass(60_000);
  expect(other.ofOthers("a", [commits])).toBe(3);
  rows.waiting = 0;
  commits = 5;
  pass(limits.sharedSpendLookMs);
  expect(other.ofOthers("a", [4])).toBe(3);
  expect(other.ofOthers("a", [5])).toBe(0);
  pass(limits.sharedSpendMs + limits.sharedSpendLookMs);
  expect(other.ofOthers("a", [4])).toBe(0);
});
