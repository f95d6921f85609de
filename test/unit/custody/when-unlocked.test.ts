// What could go wrong: a stop waits half a minute for a database that is locked, or gone.
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { failed } from "../../../src/base/result.ts";
import { usualTimes } from "../../../src/custody/times.ts";
import {
  keepWhenUnlocked,
  whenUnlocked,
  type LockRooms,
} from "../../../src/custody/when-unlocked.ts";

const locked = () => failed("database is locked");

/** How long a locked database is waited for, milliseconds; `stopsAfter` is when a stop begins. */
async function waitedFor(wait: typeof whenUnlocked, stopsAfter: number): Promise<number> {
  let time = 0;
  const rooms: LockRooms = {
    rows: {
      change: locked,
      keep: locked,
      look: locked,
      seal: locked,
    },
    now: () => time,
    sleep(milliseconds) {
      time += milliseconds;
      return Promise.resolve();
    },
    times: usualTimes(() => 0),
    logger: silentLogger,
    isStopping: () => time >= stopsAfter,
  };
  expect(await wait(rooms, () => 1)).toBeNull();
  return time;
}

test.each([whenUnlocked, keepWhenUnlocked])("%p waits as long as a lease lasts", async (wait) => {
  expect(await waitedFor(wait, Infinity)).toBeGreaterThanOrEqual(limits.tokenLeaseMs);
});

test.each([whenUnlocked, keepWhenUnlocked])("%p waits no longer than a stop does", async (wait) => {
  const most = limits.lockWaitMs + limits.lockRetryMs;
  expect(await waitedFor(wait, 0)).toBeLessThanOrEqual(most);
  expect(await waitedFor(wait, limits.lockWaitMs + 1_000)).toBeLessThanOrEqual(most + 1_000);
});
