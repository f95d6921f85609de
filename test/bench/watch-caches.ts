/**
 * What the watch of caches costs beside the requests: `bun test/bench/watch-caches.ts`. The traffic is
 * a conversation that grows by a turn; each body is compared after its answer. The first time costs
 * most: everything has to be looked at once.
 */
import { createCacheWatch } from "../../src/forensics/watch-caches.ts";
import type { AnsweredTurn } from "../../src/forensics/turn.ts";
import { bodyOf, messagesOf, turnOf, usageOf, type Body } from "../support/cache-turns.ts";

const rounds = 50;
const result = 'a line with "quotes" of what a tool has printed\n'.repeat(40);

function grown(bytes: number, turns: number): Body {
  const count = Math.ceil(bytes / (result.length * 1.1));
  const body = bodyOf(0);
  const messages = messagesOf(count + turns).map((each, index) =>
    index % 2 === 0 ? { ...each, content: result + index } : each,
  );
  return { ...body, messages };
}

function timeOf(work: () => void): number {
  const begun = Bun.nanoseconds();
  work();
  return (Bun.nanoseconds() - begun) / 1_000;
}

const usage = usageOf({ cacheRead: 50_000, cacheWrite5m: 1_000 });
for (const [name, size] of [
  ["2 KB", 2_000],
  ["100 KB", 100_000],
  ["1 MB", 1_000_000],
] as const) {
  const turns: AnsweredTurn[] = [0, 1, 2].map((turn) => turnOf(grown(size, turn), { usage }));
  const best = [Infinity, Infinity, Infinity];
  let noted = Infinity;
  for (let round = 0; round < rounds; round++) {
    const watch = createCacheWatch({ write: () => undefined, newId: () => "id" });
    for (const [index, turn] of turns.entries()) {
      noted = Math.min(
        noted,
        timeOf(() => watch.note(turn)),
      );
      best[index] = Math.min(
        best[index] ?? Infinity,
        timeOf(() => watch.flush()),
      );
    }
  }
  const [first = 0, , third = 0] = best;
  console.log(
    `${name}: ${noted.toFixed(1)} µs at the request, later ${first.toFixed(0)} µs the first time, ` +
      `${third.toFixed(0)} µs each turn`,
  );
}
