// What could go wrong: an import brings back into every start what most gateways never use, and
// nobody sees it but in milliseconds and megabytes.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { makeDataDirectory } from "../support/data-directory.ts";

interface Loaded {
  readonly answers: readonly number[];
  readonly atStart: Readonly<Record<string, number>>;
  readonly later: Readonly<Record<string, number>>;
}

const script = join(import.meta.dir, "../support/loaded-rooms.ts");

test("a start loads no detector, no other dialect, nothing of Drizzle; a request that needs them does", async () => {
  const directory = await makeDataDirectory({});
  const child = Bun.spawnSync([process.execPath, script, directory.path]);
  directory.remove();
  const { answers, atStart, later } = JSON.parse(child.stdout.toString()) as Loaded;
  expect(answers).toEqual([200, 200]);
  const { anthropic = 0, responses = 0, chat = 0, convert = 0, guard = 0 } = atStart;
  expect({ anthropic, responses }).toEqual({ anthropic: 0, responses: 0 });
  expect(chat + convert + guard).toBeLessThan(12);
  expect(atStart["drizzle-orm"]).toBeUndefined();
  expect(atStart["journey"]).toBeGreaterThan(30);
  expect(later["guard"]).toBeGreaterThan(60);
});
