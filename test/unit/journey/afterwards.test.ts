/** What could go wrong: what an answer leaves is done twice, or never, or fails another request. */
import { expect, test } from "bun:test";
import { createAfterwards } from "../../../src/journey/afterwards.ts";
import { collectingLogger, type LogLine } from "../../support/store-place.ts";

function play() {
  const turns: (() => void)[] = [];
  const log: LogLine[] = [];
  const afterwards = createAfterwards(collectingLogger(log), (work) => turns.push(work));
  const done: string[] = [];
  const leave = (name: string) =>
    afterwards.add({ requestId: name, run: () => void done.push(name) });
  return { turns, log, afterwards, done, leave };
}

test("it waits for the next turn, in which all of it is done once", () => {
  const { turns, done, leave } = play();
  leave("one");
  leave("two");
  expect(done).toEqual([]);
  expect(turns).toHaveLength(1);
  turns.shift()?.();
  expect(done).toEqual(["one", "two"]);
});

test("what is settled before its turn is not done again, and later work gets a turn of its own", () => {
  const { turns, done, leave, afterwards } = play();
  leave("one");
  afterwards.settle();
  expect(done).toEqual(["one"]);
  leave("two");
  expect(turns).toHaveLength(2);
  for (const turn of turns) turn();
  expect(done).toEqual(["one", "two"]);
});

test("a fault is logged with its request and keeps nothing else from being done", () => {
  const { turns, done, leave, afterwards, log } = play();
  afterwards.add({ requestId: "broken", run: fail });
  leave("good");
  turns.shift()?.();
  expect(done).toEqual(["good"]);
  expect(log).toMatchObject([{ level: "error", fields: { request: "broken" } }]);
  expect(JSON.stringify(log)).toContain("a defect");
});

function fail(): never {
  throw new TypeError("a defect");
}
