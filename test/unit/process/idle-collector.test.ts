import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { createIdleCollector } from "../../../src/process/idle-collector.ts";

const much = 3 * limits.idleGrowthBytes;

function start({ needed = 0 } = {}) {
  const state = { pending: 0, resident: 0, collections: 0 };
  const look = createIdleCollector({
    pending: () => state.pending,
    resident: () => state.resident,
    collect() {
      state.collections++;
      state.resident = needed;
    },
  });
  const looks = (count: number): void => {
    for (let index = 0; index < count; index++) look();
  };
  looks(1);
  return { state, looks };
}

test("memory that a rush has brought is given back when it is over", () => {
  const { state, looks } = start();
  Object.assign(state, { pending: 5, resident: much });
  looks(3);
  expect(state.collections).toBe(0);
  state.pending = 0;
  looks(1);
  expect(state.collections).toBe(0);
  looks(1);
  expect(state.collections).toBe(1);
  looks(5);
  expect(state.collections).toBe(1);
  state.resident = much;
  looks(1);
  expect(state.collections).toBe(2);
});

test("nothing is collected between the turns of an agent", () => {
  const { state, looks } = start();
  Object.assign(state, { pending: 1, resident: much });
  looks(1);
  for (let turn = 0; turn < 5; turn++) {
    state.pending = 0;
    looks(1);
    state.pending = 1;
    looks(1);
  }
  expect(state.collections).toBe(0);
});

test("what cannot be given back is not tried again and again", () => {
  const { state, looks } = start({ needed: much });
  state.resident = much;
  looks(10);
  expect(state.collections).toBe(1);
});

test("a little growth is not worth it", () => {
  const { state, looks } = start();
  state.resident = limits.idleGrowthBytes - 1;
  looks(10);
  expect(state.collections).toBe(0);
});
