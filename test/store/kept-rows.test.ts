// What could go wrong: kept responses grow without bound, or a conversation loses its middle.
import { expect, test } from "bun:test";
import { limits } from "../../src/base/limits.ts";
import type { KeptRow } from "../../src/store/rows.ts";
import { createPlace, type StoreWorkplace } from "../support/store-place.ts";
import { rowsOf } from "../support/store-rows.ts";

const now = Date.UTC(2026, 10, 22, 10);
const day = 24 * 60 * 60_000;

function kept(name: string, changes: Partial<KeptRow> = {}): KeptRow {
  const [conversation = "", id = ""] = name.split(".");
  return {
    table: "codegate_responses",
    caller: "local",
    id: `${conversation}${id}`,
    conversation,
    at: now,
    sealed: new Uint8Array([1, 2, 3]),
    ...changes,
  };
}

/** What is left after the rows were written and cleaned. */
async function leftOf(place: StoreWorkplace, rows: readonly KeptRow[]): Promise<unknown[]> {
  const store = place.open({ clock: { now: () => now } });
  for (const row of rows) {
    store.write(row);
    // Not more at once than may wait.
    await store.flush();
  }
  await store.close();
  const next = place.open({ clock: { now: () => now } });
  await next.cleanRows();
  const left = rowsOf(place.connect(), "codegate_responses");
  return left.map(({ caller, id }) => `${String(caller)} ${String(id)}`);
}

test("a response is found before it is written and after, until it is forgotten", async () => {
  await using place = createPlace();
  const store = place.open({ clock: { now: () => now } });
  const name = { caller: "local", id: "a1" };
  const find = () => store.keptResponse(name);
  expect(find()).toBeNull();
  store.write(kept("a.1"));
  expect(find()).toEqual(new Uint8Array([1, 2, 3]));
  expect(store.keptResponse({ ...name, caller: "global" })).toBeNull();
  await store.flush();
  expect(find()).toEqual(Buffer.from([1, 2, 3]));
  store.write(kept("a.1", { sealed: null }));
  expect(find()).toBeNull();
  await store.flush();
  expect(find()).toBeNull();
});

test("a conversation goes as a whole, some time after its last turn", async () => {
  await using place = createPlace();
  const old = { at: now - limits.keptResponseMs - day };
  const rows = [kept("a.1", old), kept("a.2", old), kept("b.1", old), kept("b.2")];
  expect(await leftOf(place, rows)).toEqual(["local b1", "local b2"]);
});

test("what belongs to a tenant that is gone goes too", async () => {
  await using place = createPlace();
  expect(await leftOf(place, [kept("a.1", { caller: "tenant:gone" }), kept("b.1")])).toEqual([
    "local b1",
  ]);
});

test("a caller who keeps too much loses what it used longest ago, and nobody else does", async () => {
  await using place = createPlace();
  const third = { sealed: new Uint8Array(Math.floor(limits.keptBytesOfCaller / 3) + 1) };
  const rows = [
    kept("old.1", { ...third, at: now - 3 * day }),
    kept("used.1", { ...third, at: now - 4 * day }),
    kept("used.2", { at: now - day }),
    kept("new.1", third),
    kept("other.1", { caller: "global", at: now - 5 * day }),
  ];
  expect((await leftOf(place, rows)).toSorted()).toEqual([
    "global other1",
    "local new1",
    "local used1",
    "local used2",
  ]);
});

test("all callers together keep so much; a conversation too large for its caller goes alone", async () => {
  await using place = createPlace();
  const store = place.open({ clock: { now: () => now } });
  const database = place.connect();
  const most = limits.keptBytesOfCaller;
  // What is said of their size counts: no rows of gigabytes are needed.
  const sizes = [
    { caller: "first", conversation: "huge", bytes: most + 1, at: now },
    ...["first", "second", "third", "fourth", "fifth"].map((caller, index) => {
      return { caller, conversation: "large", bytes: most - 1, at: now - (index + 1) * day };
    }),
    { caller: "fifth", conversation: "small", bytes: 4, at: now - 5.5 * day },
  ];
  for (const { caller, conversation, bytes, at } of sizes) {
    database.run("INSERT INTO codegate_responses VALUES (?, ?, ?, ?, ?, x'01')", [
      caller,
      conversation,
      conversation,
      at,
      bytes,
    ]);
  }
  expect(await store.cleanRows()).toBe(3);
  const left = rowsOf(database, "codegate_responses");
  expect(left.map(({ caller, id }) => `${String(caller)} ${String(id)}`)).toEqual(
    ["first", "second", "third", "fourth"].map((caller) => `${caller} large`),
  );
});
