/** What could go wrong: a burst comes in at once, somebody is forgotten, or is overtaken. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { createDoor } from "../../../src/admit/door.ts";

/** Weights of arrivals by turn; who was let in by turn, until nobody waits. */
async function play(
  mostPerTurn: number,
  arrivals: readonly (readonly number[])[],
): Promise<number[][]> {
  const scheduled: (() => void)[] = [];
  const door = createDoor(mostPerTurn, (work) => scheduled.push(work));
  const turns: number[][] = [];
  let name = 0;
  let here: number[] = [];
  const arrive = (weight: number) => {
    const own = name++;
    const wait = door.enter(weight);
    if (wait === null) here.push(own);
    else void wait.then(() => here.push(own));
  };
  const endTurn = async (): Promise<void> => {
    for (const work of scheduled.splice(0)) work();
    await Promise.resolve();
    await Promise.resolve();
    turns.push(here);
  };
  for (const weights of arrivals) {
    here = [];
    // What a turn brings comes after the work that the turn before has left.
    for (const work of scheduled.splice(0)) work();
    await Promise.resolve();
    await Promise.resolve();
    for (const weight of weights) arrive(weight);
    turns.push(here);
  }
  while (scheduled.length > 0) {
    here = [];
    await endTurn();
  }
  return turns;
}

const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

test("one request comes in at once, and so does the next of another turn", async () => {
  expect(await play(2, [[1], [1], [], [1]])).toEqual([[0], [1], [], [2], []]);
});

test("of a burst so many come in per turn, in the order in which they came", async () => {
  expect(await play(2, [ones(5)])).toEqual([[0, 1], [2, 3], [4], []]);
});

test("whoever comes while others wait goes behind them", async () => {
  expect(await play(2, [ones(3), ones(2), ones(1)])).toEqual([[0, 1], [2, 3], [4, 5], []]);
});

test("a heavy one comes in alone, and no light one before it", async () => {
  expect(await play(4, [[1, 2, 9, 1, 3, 1]])).toEqual([[0, 1], [2], [3, 4], [5], []]);
});

test("whatever comes when: nobody is forgotten or overtaken, and no turn has too much", async () => {
  const weight = fc.integer({ min: 1, max: 7 });
  const arrivals = fc.array(fc.array(weight, { maxLength: 9 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 6 }), async (weights, most) => {
      const turns = await play(most, weights);
      const all = weights.flat();
      expect(turns.flat()).toEqual(all.map((_, index) => index));
      for (const turn of turns) {
        const total = turn.reduce((sum, index) => sum + (all[index] ?? 0), 0);
        expect(turn.length <= 1 || total <= most).toBe(true);
      }
    }),
  );
});
