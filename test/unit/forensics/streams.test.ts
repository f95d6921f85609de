// What could go wrong: a stream whose request is read at its begin is compared otherwise than a whole
// answer, or not at all.
import { expect, test } from "bun:test";
import type { Usage } from "../../../src/base/usage.ts";
import { createCacheWatch } from "../../../src/forensics/watch-caches.ts";
import type { AnsweredTurn } from "../../../src/forensics/turn.ts";
import type { CacheMissRow } from "../../../src/store/rows.ts";
import {
  begun,
  bodyOf,
  later,
  lost,
  missesOf,
  turnOf,
  usageOf,
} from "../../support/cache-turns.ts";

const first = turnOf(bodyOf(4), { usage: begun });
const second = turnOf({ ...bodyOf(5), system: "Other rules." }, { at: later(60_000), usage: lost });

/** `told` is what streams tell of their usage at their begin. */
function missesOfStreams(turns: readonly AnsweredTurn[], told: Usage | null, isReadFirst: boolean) {
  const rows: CacheMissRow[] = [];
  const watch = createCacheWatch({ write: (row) => rows.push(row), newId: () => "id" });
  for (const turn of turns) {
    const close = watch.open(turn, told);
    if (isReadFirst) watch.flush();
    close(turn);
    watch.flush();
  }
  return rows;
}

test.each([true, false])("a stream is compared as a whole answer is, read first: %p", (isFirst) => {
  const whole = missesOf(first, second);
  expect(whole).toHaveLength(1);
  expect(missesOfStreams([first, second], null, isFirst)).toEqual([...whole]);
});

test("streams that run beside each other are compared in the order of their ends", () => {
  const rows: CacheMissRow[] = [];
  const watch = createCacheWatch({ write: (row) => rows.push(row), newId: () => "id" });
  const endSecond = watch.open(second, null);
  const endFirst = watch.open(first, null);
  watch.flush();
  endFirst(first);
  endSecond(second);
  watch.flush();
  expect(rows.map(({ reason }) => reason)).toEqual(
    missesOf(first, second).map((row) => row.reason),
  );
});

test("zeros at a stream's begin are not believed, counts are", () => {
  const zeros = usageOf({ input: 0 });
  expect(missesOfStreams([first, second], zeros, true)).toHaveLength(1);
  const counts = usageOf({ input: 100 });
  expect(missesOfStreams([first, second], counts, true)).toHaveLength(0);
});
