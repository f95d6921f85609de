/**
 * What could go wrong: two processes use one refresh token twice, or one dies with the new token in
 * its hands. Either way the provider ends the sign-in, and a person has to sign in again.
 *
 * A longer run: CUSTODY_TEST_REFRESHES=20000 bun test test/custody/two-processes.test.ts --timeout 600000
 */
import { afterAll, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDataDirectory } from "../support/data-directory.ts";
import { startGrantServer, type CrashPoint } from "../support/grant-server.ts";

const script = join(import.meta.dir, "../support/custody-child.ts");
const refreshes = Number(process.env["CUSTODY_TEST_REFRESHES"] ?? 1_000);
/** One kill in so many refreshes; one in seven of them before the call, which costs a lease. */
const crashEvery = 45;
const points: readonly CrashPoint[] = [
  "answer noted",
  "answer stored",
  "answer noted",
  "before the call",
  "answer stored",
  "answer noted",
  "answer stored",
];

/** A kill loses nothing that was written, on disk or not; waiting for the disk is most of the time. */
const fastPlace = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

const running = new Set<ReturnType<typeof Bun.spawn>>();
const places: { remove(): void }[] = [];
let isOver = false;
afterAll(async () => {
  isOver = true;
  for (const child of running) child.kill("SIGKILL");
  await Promise.all(Array.from(running, ({ exited }) => exited));
  for (const place of places) place.remove();
});

/** Runs a process again whenever it was killed; resolves to the number of kills. */
async function keepRunning(words: readonly string[]): Promise<number> {
  for (let kills = 0; ; kills += 1) {
    const child = Bun.spawn([process.execPath, script, ...words], {
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
    });
    running.add(child);
    await child.exited;
    running.delete(child);
    if (isOver) return kills;
    if (child.signalCode !== "SIGKILL") {
      expect(child.exitCode).toBe(0);
      return kills;
    }
  }
}

test(`two processes, ${refreshes} expiries, many kills: one refresh each, no grant lost, no stale token`, async () => {
  const server = startGrantServer({
    generations: refreshes,
    callsPerToken: 1,
    crashAt: (generation) =>
      generation % crashEvery === crashEvery - 1
        ? (points[Math.floor(generation / crashEvery) % points.length] ?? null)
        : null,
  });
  const data = await makeDataDirectory(
    { accounts: [{ name: "Max", authType: "oauth", key: "access-0", refreshToken: "refresh-0" }] },
    fastPlace,
  );
  places.push(data);
  const kills = await Promise.all([
    keepRunning([data.path, server.url]),
    keepRunning([data.path, server.url]),
  ]);
  expect(server.generation()).toBe(refreshes);
  const { calls, ...mistakes } = server.counts;
  expect(mistakes).toEqual({ needless: 0, reused: 0, stale: 0, unknown: 0 });
  expect(calls).toBeGreaterThan(refreshes);
  expect(kills.reduce((sum, each) => sum + each)).toBe(Math.floor(refreshes / crashEvery));
  expect(readdirSync(data.path).filter((name) => name.includes("grant"))).toEqual([]);
  expect(data.rows("SELECT status FROM accounts")).toEqual([{ status: "active" }]);
  await server.stop();
}, 600_000);
