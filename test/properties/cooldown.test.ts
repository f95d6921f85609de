// What could go wrong: an account that keeps failing is asked too often, or one that has recovered
// pays for what is long past.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { createRests, type Resting } from "../../src/route/rests.ts";

const resting: Resting = { accountId: "a", provider: "anthropic", family: "opus" };

type Event =
  | { readonly kind: "failure" }
  | { readonly kind: "success" }
  | { readonly kind: "answer begins" }
  | { readonly kind: "time"; readonly ms: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Event>({ kind: "failure" }) },
  fc.constant<Event>({ kind: "success" }),
  fc.constant<Event>({ kind: "answer begins" }),
  fc.integer({ min: 0, max: 900_000 }).map((ms): Event => ({ kind: "time", ms })),
);

test("15 s, doubled by each failure in a row to 300 s; the row ends with a success alone", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let now = 1_000_000;
      const rests = createRests({ now: () => now, save: () => undefined, load: () => [] });
      let failures = 0;
      let until = 0;
      for (const each of events) {
        if (each.kind === "time") now += each.ms;
        if (each.kind === "answer begins") {
          rests.wake(resting);
          until = 0;
        }
        if (each.kind === "success") {
          rests.clear(resting);
          [failures, until] = [0, 0];
        }
        if (each.kind === "failure") {
          rests.start("account", resting, null);
          failures++;
          until = Math.max(until, now + Math.min(15_000 * 2 ** (failures - 1), 300_000));
        }
        expect(rests.remaining(resting)).toBe(Math.max(0, until - now));
      }
    }),
    { numRuns: 500 },
  );
});
