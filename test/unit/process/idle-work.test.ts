/** What could go wrong: work that nobody asked for keeps a request waiting, or never gets done. */
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { workWhenIdle } from "../../../src/process/idle-work.ts";

const stepMs = 1;

function start(steps: number) {
  const state = { pending: 0, now: 0, done: 0, waits: [] as number[] };
  let next: (() => void) | null = null;
  function* work(): Generator<void> {
    for (; state.done < steps; state.done++, state.now += stepMs) yield;
  }
  workWhenIdle(work(), {
    pending: () => state.pending,
    now: () => state.now,
    later(call, milliseconds) {
      next = call;
      state.waits.push(milliseconds);
    },
  });
  const turn = (): boolean => {
    const call = next;
    next = null;
    call?.();
    return next !== null;
  };
  return { state, turn };
}

test("nothing is done at once, and then a slice at a time, until all of it is done", () => {
  const { state, turn } = start(10);
  expect([state.done, state.waits]).toEqual([0, [limits.idleWorkWaitMs]]);
  expect(turn()).toBe(true);
  expect(state.done).toBe(limits.idleWorkSliceMs / stepMs);
  expect(state.waits.at(-1)).toBe(limits.idleWorkPauseMs);
  while (turn());
  expect(state.done).toBe(10);
});

test("while something is asked nothing is done; later it goes on", () => {
  const { state, turn } = start(10);
  turn();
  const before = state.done;
  state.pending = 1;
  for (let look = 0; look < 3; look++) turn();
  expect(state.done).toBe(before);
  expect(state.waits.at(-1)).toBe(limits.idleWorkWaitMs);
  state.pending = 0;
  while (turn());
  expect(state.done).toBe(10);
});

test("a step that takes longer than a slice is a slice of its own", () => {
  const { state, turn } = start(3);
  state.now = 0;
  const slow = limits.idleWorkSliceMs * 4;
  for (let call = 0; call < 3; call++) {
    state.now += slow;
    turn();
  }
  expect(state.done).toBe(3);
});
