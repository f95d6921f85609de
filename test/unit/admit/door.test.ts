/** What could go wrong: a burst comes in at once, somebody is forgotten, or is overtaken. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { createDoor } from "../../../src/admit/door.ts";

/** Arrivals by turn; what was let in by turn, until nobody waits. */
async function play(mostPerTurn: number, arrivals: readonly number[]): Promise<number[][]> {
  const scheduled: (() => void)[] = [];
  const door = createDoor(mostPerTurn, (work) => scheduled.push(work));
  const turns: number[][] = [];
  let name = 0;
  let here: number[] = [];
  const arrive = () => {
    const own = name++;
    const wait = door.enter();
    if (wait === null) here.push(own);
    else void wait.then(() => here.push(own));
  };
  const endTurn = async (): Promise<void> => {
    for (const work of scheduled.splice(0)) work();
    await Promise.resolve();
    await Promise.resolve();
    turns.push(here);
  };
  for (const count of arrivals) {
    here = [];
    // What a turn brings comes after the work that the turn before has left.
    for (const work of scheduled.splice(0)) work();
    await Promise.resolve();
    await Promise.resolve();
    for (let left = count; left > 0; left--) arrive();
    turns.push(here);
  }
  while (scheduled.length > 0) {
    here = [];
    await endTurn();
  }
  return turns;
}

test("one request comes in at once, and so does the next of another turn", async () => {
  expect(await play(2, [1, 1, 0, 1])).toEqual([[0], [1], [], [2], []]);
});

test("of a burst so many come in per turn, in the order in which they came", async () => {
  expect(await play(2, [5])).toEqual([[0, 1], [2, 3], [4], []]);
});

test("whoever comes while others wait goes behind them", async () => {
  expect(await play(2, [3, 2, 1])).toEqual([[0, 1], [2, 3], [4, 5], []]);
});

test("whatever comes when: nobody is forgotten or overtaken, and no turn has too many", async () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 5 }), async (counts, most) => {
      const turns = await play(most, counts);
      const total = counts.reduce((sum, count) => sum + count, 0);
      expect(turns.flat()).toEqual(Array.from({ length: total }, (_, index) => index));
      expect(Math.max(0, ...turns.map((turn) => turn.length))).toBeLessThanOrEqual(most);
    }),
  );
});
