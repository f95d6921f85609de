import { expect, test } from "bun:test";
import { clearDeadline, setDeadline } from "../../../src/base/deadline.ts";

test("calls whose time is up, each once, and nobody who was cleared", async () => {
  const expired: string[] = [];
  const note = (name: string) => () => void expired.push(name);
  const late = setDeadline(30, note("late"));
  const early = setDeadline(1, note("early"));
  const cleared = setDeadline(5, note("cleared"));
  const far = setDeadline(60_000, note("far"));
  clearDeadline(cleared);
  await until(() => expired.length === 2);
  expect(expired).toEqual(["early", "late"]);
  for (const each of [late, early, far]) clearDeadline(each);
  // The timer for the far one goes on; a nearer one is not kept waiting by it.
  const next = setDeadline(1, note("next"));
  await until(() => expired.length === 3);
  expect(expired).toEqual(["early", "late", "next"]);
  clearDeadline(next);
});

test("those of one time are all called", async () => {
  const expired: number[] = [];
  const all = Array.from({ length: 5 }, (_, index) => setDeadline(2, () => expired.push(index)));
  await until(() => expired.length === 5);
  for (const each of all) clearDeadline(each);
  expect(expired).toEqual([0, 1, 2, 3, 4]);
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(1);
}
