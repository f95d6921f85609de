/** What could go wrong: workers together let more requests through than a limit allows. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { createRateWindows } from "../../../src/admit/rate-windows.ts";
import { createSharedWindows, windowTableWords } from "../../../src/admit/shared-windows.ts";
import { limits } from "../../../src/base/limits.ts";
import {
  createSharedFile,
  firstFreeWord,
  openSharedMemory,
  sharedBytes,
} from "../../../src/peers/shared-memory.ts";

const folder = mkdtempSync(join(tmpdir(), "codegate-windows-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

async function openWorkers(count: number, start: number) {
  const path = join(folder, `memory-${files++}`);
  await createSharedFile(path, sharedBytes(windowTableWords), start);
  let time = start;
  const now = () => time;
  const workers = Array.from({ length: count }, (_, seat) =>
    createSharedWindows({
      memory: openSharedMemory(path, seat),
      firstWord: firstFreeWord,
      now,
      own: createRateWindows({ now }),
    }),
  );
  return { workers, now, advance: (ms: number) => void (time += ms) };
}

test("what one worker lets through counts for the others", async () => {
  const { workers, advance } = await openWorkers(2, 5_000_000);
  const [one, other] = workers;
  expect(one?.take("account:a", 2)).toBe(0);
  expect(other?.take("account:a", 2)).toBe(0);
  const wait = one?.waitFor("account:a", 2) ?? 0;
  expect(wait).toBeGreaterThanOrEqual(limits.rateWindowMs);
  expect(other?.take("account:a", 2)).toBe(wait);
  advance(wait - 1);
  expect(one?.take("account:a", 2)).toBe(1);
  advance(1);
  expect(one?.take("account:a", 2)).toBe(0);
});

test("in any 60 seconds at most the limit is granted, and a place comes back a bucket late", async () => {
  const step = fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 2 }));
  const steps = fc.array(step, { maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 6 }), async (taken, limit) => {
      const { workers, advance, now } = await openWorkers(3, 5_000_000);
      const granted: number[] = [];
      for (const [wait, seat] of taken) {
        advance(wait);
        const refusedFor = workers[seat]?.take("tenant:a", limit) ?? 0;
        const within = (ms: number) => granted.filter((time) => time > now() - ms).length;
        if (refusedFor === 0) expect(within(limits.rateWindowMs)).toBeLessThan(limit);
        else
          expect(within(limits.rateWindowMs + limits.sharedBucketMs)).toBeGreaterThanOrEqual(limit);
        if (refusedFor === 0) granted.push(now());
        else {
          advance(refusedFor);
          expect(workers[seat]?.waitFor("tenant:a", limit)).toBe(0);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("more names than there are places: silent ones go, and none is refused for it", async () => {
  const { workers, advance } = await openWorkers(1, 5_000_000);
  const [worker] = workers;
  for (let round = 0; round < 2; round++) {
    for (let name = 0; name < limits.sharedWindows * 2; name++) {
      expect(worker?.take(`tenant:${round}-${name}`, 1)).toBe(0);
      expect(worker?.take(`tenant:${round}-${name}`, 1)).toBeGreaterThan(0);
    }
    advance(limits.rateWindowMs * 2);
  }
});
