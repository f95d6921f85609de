// A bound that does not hold fills the memory; an unfair one lets a tenant push out the others.
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { createFairShares } from "../../../src/affinity/fair-shares.ts";

interface Step {
  readonly kind: "get" | "set" | "delete";
  readonly owner: string;
  readonly id: string;
}

const step = fc.record<Step>({
  kind: fc.constantFrom("get", "set", "set", "set", "delete"),
  owner: fc.constantFrom("a", "b", "c"),
  id: fc.constantFrom("1", "2", "3", "4", "5", "6"),
});

const fresh = { isStale: () => false };

/** The same, the slow and obvious way: all values in order of use, looked through each time. */
function createReference(most: number) {
  let entries: { owner: string; id: string; value: number }[] = [];
  const without = (owner: string, id: string) =>
    entries.filter((each) => each.owner !== owner || each.id !== id);
  const countOf = (owner: string) => entries.filter((each) => each.owner === owner).length;
  return {
    get(owner: string, id: string) {
      const found = entries.find((each) => each.owner === owner && each.id === id);
      if (found !== undefined) entries = [...without(owner, id), found];
      return found?.value;
    },
    set(owner: string, id: string, value: number): string | null {
      entries = [...without(owner, id), { owner, id, value }];
      if (entries.length <= most) return null;
      return this.largest().includes(owner) ? owner : "another";
    },
    drop(owner: string) {
      const index = entries.findIndex((each) => each.owner === owner);
      entries = entries.toSpliced(index, 1);
    },
    delete(owner: string, id: string) {
      entries = without(owner, id);
    },
    largest: () => {
      const owners = [...new Set(entries.map(({ owner }) => owner))];
      const count = Math.max(...owners.map(countOf));
      return owners.filter((owner) => countOf(owner) === count);
    },
    all: () => entries,
    ids: (owner: string) => entries.filter((each) => each.owner === owner).map(({ id }) => id),
    size: () => entries.length,
  };
}

test("holds the bound, keeps what was used last, and takes from who has most", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.array(step, { minLength: 30, maxLength: 80 }),
      (most, steps) => {
        const shares = createFairShares<number>({ most, ...fresh });
        const reference = createReference(most);
        steps.forEach(({ kind, owner, id }, value) => {
          if (kind === "get")
            expect(shares.get(owner, id)).toBe(reference.get(owner, id) as number);
          if (kind === "delete") {
            shares.delete(owner, id);
            reference.delete(owner, id);
          }
          if (kind === "set") {
            shares.set(owner, id, value);
            const loser = reference.set(owner, id, value);
            if (loser === owner) reference.drop(owner);
            if (loser === "another") {
              // Which of several equals loses is left open: find out, and look the same way at both.
              const lost = reference.largest().filter((each) => {
                const oldest = reference.ids(each)[0] ?? "";
                if (shares.get(each, oldest) === undefined) return true;
                reference.get(each, oldest);
                return false;
              });
              expect(lost).toHaveLength(1);
              reference.drop(lost[0] ?? "");
            }
          }
          expect(shares.size).toBe(reference.size());
          expect(shares.size).toBeLessThanOrEqual(most);
        });
        for (const { owner, id, value } of reference.all())
          expect(shares.get(owner, id)).toBe(value);
      },
    ),
  );
});

test("what was looked at stays longer than what was not", () => {
  const shares = createFairShares<number>({ most: 2, ...fresh });
  shares.set("a", "1", 1);
  shares.set("a", "2", 2);
  shares.get("a", "1");
  shares.set("a", "3", 3);
  expect([shares.get("a", "1"), shares.get("a", "2")]).toEqual([1, undefined]);
});

test("a flood by one owner costs nobody else anything", () => {
  const shares = createFairShares<number>({ most: 100, ...fresh });
  for (let index = 0; index < 10; index++) shares.set("quiet", `${index}`, index);
  for (let index = 0; index < 5_000; index++) shares.set("loud", `${index}`, index);
  for (let index = 0; index < 10; index++) expect(shares.get("quiet", `${index}`)).toBe(index);
  expect(shares.size).toBe(100);
});

test("a newcomer finds room when others have filled everything", () => {
  const shares = createFairShares<number>({ most: 4, ...fresh });
  for (let index = 0; index < 4; index++) shares.set("loud", `${index}`, index);
  shares.set("new", "first", 1);
  expect(shares.get("new", "first")).toBe(1);
  expect(shares.get("loud", "0")).toBeUndefined();
});

test("what is stale goes without anybody asking for it", () => {
  let oldest = 0;
  const shares = createFairShares<number>({ most: 1_000, isStale: (value) => value < oldest });
  for (let index = 0; index < 10; index++) shares.set("a", `${index}`, index);
  oldest = 10;
  for (let index = 10; index < 15; index++) shares.set("a", `${index}`, index);
  expect(shares.size).toBe(5);
});

/** Nanoseconds for 20,000 new values where there is no room for any of them. */
function timeFor(most: number): number {
  const shares = createFairShares<number>({ most, ...fresh });
  for (let index = 0; index < most; index++) shares.set(`owner-${index % 50}`, `${index}`, index);
  const started = Bun.nanoseconds();
  for (let index = 0; index < 20_000; index++) {
    shares.set(`owner-${index % 50}`, `${most + index}`, index);
  }
  return Bun.nanoseconds() - started;
}

test("tens of thousands of values take no longer each than a few", () => {
  timeFor(100);
  // A search through all would make it 500 times slower.
  expect(timeFor(50_000)).toBeLessThan(50 * timeFor(100));
});
