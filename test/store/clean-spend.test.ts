// What could go wrong: what conversations have spent, and missed caches, pile up for ever, or young
// ones go with the old.
import { expect, test } from "bun:test";
import { createPlace } from "../support/store-place.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 10, 28);

function dateOf(daysAgo: number): string {
  return new Date(now - daysAgo * day).toISOString().slice(0, 19).replace("T", " ");
}

test("old rows go, young ones stay", async () => {
  await using place = createPlace();
  const store = place.open({ clock: { now: () => now } });
  const client = place.connect();
  for (const [index, daysAgo] of [200, 91, 40, 1].entries()) {
    client.run("INSERT INTO codegate_conversation_spend VALUES (?, 1, 1, 0, ?)", [
      `c${index}`,
      dateOf(daysAgo),
    ]);
    client.run(
      "INSERT INTO codegate_cache_misses (id, request_id, timestamp, reason) VALUES (?, 'r', ?, 'x')",
      [`m${index}`, dateOf(daysAgo)],
    );
  }
  expect(await store.cleanRows()).toBe(5);
  const left = (query: string): unknown[] => client.query(query).values().flat();
  expect(left("SELECT conversation FROM codegate_conversation_spend")).toEqual(["c2", "c3"]);
  expect(left("SELECT id FROM codegate_cache_misses")).toEqual(["m3"]);
});
