// What could go wrong: a worker that is asked for metrics knows only its own requests.
import { expect, test } from "bun:test";
import { createMeters } from "../../src/base/meters.ts";
import type { News, Peers } from "../../src/peers/peers.ts";
import { shareMeters } from "../../src/share-meters.ts";

function pair(): readonly Peers[] {
  const listeners: ((news: News) => void)[][] = [[], []];
  return [0, 1].map((seat) => ({
    memory: { seat } as Peers["memory"],
    tell: (news) => listeners[1 - seat]?.forEach((listener) => listener(news)),
    hear: (listener) => void listeners[seat]?.push(listener),
  }));
}

test("what one worker counts, the other tells too, under the name of who counted", async () => {
  const [one, two] = pair().map((peers) => shareMeters(peers, createMeters()));
  one?.meters.add("codegate_refusals_total", { kind: "timeout" }, 2);
  two?.meters.add("codegate_refusals_total", { kind: "internal" });
  const deadline = Date.now() + 10_000;
  while (two?.countedElsewhere().length === 0 && Date.now() < deadline) await Bun.sleep(20);
  expect(two?.countedElsewhere()).toEqual([
    { name: "codegate_refusals_total", labels: { kind: "timeout", worker: "0" }, value: 2 },
  ]);
  // Counts that came later replace the earlier ones; they are not added to them.
  one?.meters.add("codegate_refusals_total", { kind: "timeout" });
  while (two?.countedElsewhere()[0]?.value !== 3 && Date.now() < deadline) await Bun.sleep(20);
  expect(two?.countedElsewhere()).toMatchObject([{ value: 3 }]);
});
