// What could go wrong: some order of events takes a conversation from its account for no reason.
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import type { BindReason } from "../../../src/affinity/binding.ts";
import {
  keyOf as key,
  plainTurn as plain,
  startBindings as start,
} from "../../support/bindings.ts";

const minute = 60_000;
const hour = 60 * minute;
const moving: readonly BindReason[] = ["account-gone", "beyond-patience", "cache-moved", "user"];

interface Home {
  readonly accountId: string;
  readonly reason: BindReason;
  /** When it was last heard of, and when that was last saved. */
  readonly seenAt: number;
  readonly savedAt: number;
}

type StepKind = "lookup" | "detour" | "first" | "move" | "restart";

const step = fc.record({
  kind: fc.constantFrom<StepKind>("lookup", "detour", "detour", "first", "move", "restart"),
  id: fc.constantFrom("one", "two", "three"),
  accountId: fc.constantFrom("a", "b", "c"),
  reason: fc.constantFrom(...moving),
  passes: fc.nat({ max: 20 * minute }),
});

/** Where a conversation has to live after a step: the whole rule. */
function nextHome(home: Home | null, taken: Omit<Home, "savedAt"> & { kind: StepKind }) {
  const { kind, accountId, reason, seenAt } = taken;
  const moves = kind === "move" && home?.accountId !== accountId;
  if (moves) return { accountId, reason, seenAt, savedAt: seenAt };
  if (home === null) {
    return kind === "first" ? { accountId, reason: kind, seenAt, savedAt: seenAt } : null;
  }
  return { ...home, seenAt, savedAt: kind === "detour" ? seenAt : home.savedAt };
}

test("in any order of events, an account changes only by a move with a reason or after silence", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { clock, open } = start();
      let bindings = open();
      const homes = new Map<string, Home | null>();
      for (const { kind, id, accountId, reason, passes } of steps) {
        clock.time += passes;
        if (kind === "restart") {
          bindings.flush();
          bindings = open();
          // Looking is not saved: when somebody last looked is all that a restart forgets.
          for (const [each, home] of homes) {
            homes.set(each, home === null ? null : { ...home, seenAt: home.savedAt });
          }
        }
        const before = homes.get(id) ?? null;
        const live = before !== null && clock.time - before.seenAt < hour ? before : null;
        if (kind === "first") bindings.bind(key(id), accountId, "first");
        if (kind === "move") bindings.bind(key(id), accountId, reason);
        if (kind === "detour" && live !== null) bindings.touch(key(id), { accountId, ...plain });
        const home = nextHome(live, { kind, accountId, reason, seenAt: clock.time });
        homes.set(id, home);
        const found = bindings.lookup(key(id));
        expect(found?.accountId ?? null).toBe(home?.accountId ?? null);
        expect(found?.reason ?? null).toBe(home?.reason ?? null);
      }
    }),
  );
});
