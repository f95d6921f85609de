/** What could go wrong: memory stays taken for ever, or a collection holds up those who work. */
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { createIdleCollector } from "../../../src/process/idle-collector.ts";

const much = 3 * limits.idleGrowthBytes;

function start({ needed = 0 } = {}) {
  const state = { busy: false, pending: 0, resident: 0, collections: 0 };
  let used = 0;
  const look = createIdleCollector({
    processorMs: () => (used += state.busy ? limits.idleProcessorMs : 1),
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
  looks(2);
  return { state, looks };
}

test("memory that a rush has brought is given back when it is over", () => {
  const { state, looks } = start();
  Object.assign(state, { busy: true, resident: much });
  looks(3);
  expect(state.collections).toBe(0);
  state.busy = false;
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

test("nothing is collected between the turns of a busy agent", () => {
  const { state, looks } = start();
  Object.assign(state, { busy: true, resident: much });
  looks(1);
  for (let turn = 0; turn < 5; turn++) {
    state.busy = false;
    looks(1);
    state.busy = true;
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

test("what many streams held is given back when they have ended", () => {
  const { state, looks } = start({ needed: much });
  Object.assign(state, { pending: limits.idleRequestsGone + 3, resident: 2 * much });
  looks(2);
  expect(state.collections).toBe(1);
  state.pending = 4;
  looks(5);
  expect(state.collections).toBe(1);
  state.pending = 3;
  looks(5);
  expect(state.collections).toBe(2);
});

test("a rush in the moment of a start is one too", () => {
  const state = {
    used: 0,
    resident: limits.idleStartBytes + limits.idleGrowthBytes,
    collections: 0,
  };
  const look = createIdleCollector({
    processorMs: () => state.used,
    pending: () => 0,
    resident: () => state.resident,
    collect: () => void state.collections++,
  });
  state.used = limits.idleProcessorMs;
  for (let turn = 0; turn < 5; turn++) look();
  expect(state.collections).toBe(1);
});

test("streams that came and went without a collection in between have left something", () => {
  const { state, looks } = start();
  Object.assign(state, { pending: limits.idleRequestsGone, resident: limits.idleGrowthBytes - 1 });
  looks(5);
  expect(state.collections).toBe(0);
  state.pending = 0;
  looks(1);
  expect(state.collections).toBe(1);
});
