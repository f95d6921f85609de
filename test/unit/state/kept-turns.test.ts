/** What could go wrong: a turn is lost between two workers, runs in a circle, or opens elsewhere. */
import { describe, expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { createKeptTurns, type KeptChange, type TurnName } from "../../../src/state/kept-turns.ts";
import { openTurn, sealTurn, type KeptTurn } from "../../../src/state/kept-turn.ts";
import { itemIdsOf, resolveReferences } from "../../../src/state/resolve-references.ts";
import { conversationItems } from "../../../src/state/turn-items.ts";
import type { StoreRow } from "../../../src/store/rows.ts";

const key = new Uint8Array(32).fill(7);

function turn(previous: string | null, fields: Partial<KeptTurn> = {}): KeptTurn {
  return { previous, conversation: "c", input: "[]", response: '{"output":[]}', ...fields };
}

function textOf({ caller, id }: TurnName): string {
  return `${caller} ${id}`;
}

/** Rows of several workers in one database. */
function workers(count: number) {
  const rows = new Map<string, Uint8Array | null>();
  const store = {
    keptResponse: (wanted: TurnName) => rows.get(textOf(wanted)) ?? null,
    write(row: StoreRow) {
      if (row.table === "codegate_responses") rows.set(textOf(row), row.sealed);
    },
  };
  const told = new Map<string, KeptChange>();
  const others = {
    tell: (place: string, change: KeptChange) => void told.set(place, change),
    heard: (place: string) => told.get(place) ?? null,
  };
  const kept = createKeptTurns({
    store,
    key: () => key,
    now: () => 1,
    others: count > 1 ? others : null,
  });
  return { ...kept, rows };
}

describe("a turn that another worker is about to write", () => {
  test("is waited for", async () => {
    const several = workers(2);
    const found = several.findSoon(name("resp_1"));
    several.keep(name("resp_1"), turn(null));
    expect(await found).toEqual(turn(null));
    expect(await workers(1).findSoon(name("resp_1"))).toBeNull();
  });

  test("is waited for longer where the other one has said so, as its row may wait for a lock", async () => {
    const several = workers(2);
    several.keep(name("resp_1"), turn(null));
    const [[place = "", row = null] = []] = several.rows;
    several.rows.clear();
    const found = several.findSoon(name("resp_1"));
    expect(await several.findSoon(name("resp_of_nobody"))).toBeNull();
    several.rows.set(place, row);
    expect(await found).toEqual(turn(null));
  });
});

test("a turn that another worker has forgotten is gone, although its row is still there", async () => {
  const several = workers(2);
  several.keep(name("resp_1"), turn(null));
  const rows = [...several.rows];
  several.forget(name("resp_1"));
  for (const [place, row] of rows) several.rows.set(place, row);
  expect(await several.findSoon(name("resp_1"))).toBeNull();
  expect(several.chain(name("resp_1"))).toBeNull();
});

function name(id: string): TurnName {
  return { caller: "local", id };
}

describe("a chain", () => {
  const kept = workers(1);
  kept.keep(name("a"), turn(null, { input: "[1]" }));
  kept.keep(name("b"), turn("a", { input: "[2]" }));
  kept.keep(name("circle"), turn("circle"));
  kept.keep(name("torn"), turn("gone"));

  test("comes oldest first, for its caller alone", () => {
    expect(kept.chain(name("b"))?.map(({ input }) => input)).toEqual(["[1]", "[2]"]);
    expect(kept.chain({ caller: "tenant:t", id: "b" })).toBeNull();
  });

  test("with a missing link, or without an end, is none", () => {
    expect(kept.chain(name("torn"))).toBeNull();
    expect(kept.chain(name("circle"))).toBeNull();
  });

  test("takes no turn that is too large", () => {
    const response = " ".repeat(limits.keptTurnBytes);
    expect(kept.keep(name("large"), turn(null, { response }))).toBe(false);
    expect(kept.find(name("large"))).toBeNull();
  });
});

test("a sealed turn opens in its place, unchanged, with its key, and nowhere else", () => {
  const sealed = sealTurn(turn("a"), "here", key);
  expect(openTurn(sealed, "here", key)).toEqual(turn("a"));
  expect(openTurn(sealed, "there", key)).toBeNull();
  expect(openTurn(sealed, "here", new Uint8Array(32))).toBeNull();
  expect(openTurn(sealed.with(20, (sealed[20] ?? 0) ^ 1), "here", key)).toBeNull();
  expect(openTurn(new Uint8Array(5), "here", key)).toBeNull();
});

test("reasoning that nobody can read again is left out of what a request goes on with", () => {
  const output = [
    { type: "reasoning", id: "rs_1", summary: [] },
    { type: "reasoning", id: "rs_2", encrypted_content: "x" },
    { type: "message", id: "msg_1" },
  ];
  const response = JSON.stringify({ output });
  const items = conversationItems([turn(null, { input: '["in"]', response })]);
  expect(items.map((item) => JSON.parse(item) as unknown)).toEqual(["in", output[1], output[2]]);
});

test("references lead to the items of the response that their ids name", async () => {
  const next = itemIdsOf("resp_abc1");
  const output = [next(), next()].map((id) => ({ type: "message", id: `msg_${id}` }));
  const response = JSON.stringify({ output });
  const find = (id: string) =>
    Promise.resolve(id === "resp_abc1" ? turn(null, { response }) : null);
  const named = [output[1]?.id, "msg_abc1i9", "msg_of_nobody"].map((id) => ({
    type: "item_reference",
    id,
  }));
  const sent = [{ role: "user", content: "Hi." }, ...named];
  expect(JSON.parse(await resolveReferences(JSON.stringify(sent), find))).toEqual([
    sent[0],
    output[1],
    named[1],
    named[2],
  ]);
  expect(await resolveReferences("[ 1 ]", find)).toBe("[ 1 ]");
});
