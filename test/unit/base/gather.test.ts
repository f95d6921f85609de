/** What could go wrong: whoever waits for others is forgotten, or waits although nobody is there. */
import { expect, test } from "bun:test";
import { createGather } from "../../../src/base/gather.ts";

test("where little is under way nothing waits", () => {
  const gather = createGather(() => false);
  expect(gather()).toBeNull();
});

test("all that come in one turn go on together in the next, step by step", async () => {
  const turns: (() => void)[] = [];
  const gather = createGather(
    () => true,
    (work) => turns.push(work),
  );
  const steps: string[] = [];
  const work = async (name: string): Promise<void> => {
    await gather();
    steps.push(`${name} begins`);
    await Promise.resolve();
    steps.push(`${name} ends`);
  };
  const first = [work("one"), work("two")];
  await Promise.resolve();
  expect(steps).toEqual([]);
  turns.shift()?.();
  await Promise.all(first);
  expect(steps).toEqual(["one begins", "two begins", "one ends", "two ends"]);

  const second = work("three");
  expect(turns).toHaveLength(1);
  turns.shift()?.();
  await second;
  expect(steps.at(-1)).toBe("three ends");
});
