/** What could go wrong: a request gets the candidates that were remembered for another one. */
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { findCandidates } from "../../../src/route/find-candidates.ts";
import { emptySnapshot, type Account, type Snapshot } from "../../../src/store/snapshot.ts";
import { accountOf } from "../../support/account.ts";

const [a, b] = [accountOf({ name: "a" }), accountOf({ name: "b" })];

function snapshotOf(...accounts: readonly Account[]): Snapshot {
  const row = { priority: 0, targetModel: null };
  const rows = [
    { ...row, tier: "opus", accountId: a.id } as const,
    { ...row, tier: "haiku", accountId: b.id } as const,
  ];
  return {
    ...emptySnapshot(null),
    accounts: new Map(accounts.map((account) => [account.id, account])),
    configs: new Map([["c", { id: "c", name: "config", strategy: "priority", rows }]]),
    activeConfigId: "c",
  };
}

function find(snapshot: Snapshot, tier: "opus" | "haiku" | null, model: string) {
  const override = { account: null, config: null };
  const wanted = { model, dialect: "anthropic-messages", tier, override } as const;
  const found = findCandidates({ ...wanted, caller: { kind: "local" } }, snapshot);
  if (!found.ok) throw new Error(found.failure.message);
  return found.value;
}

function namesOf(...asked: Parameters<typeof find>): string[] {
  return find(...asked).candidates.map(({ account, model }) => `${account.name} ${model}`);
}

test("what is remembered belongs to its tier and model, however many there are", () => {
  const snapshot = snapshotOf(a, b);
  expect(namesOf(snapshot, "opus", "one")).toEqual(["a one"]);
  expect(namesOf(snapshot, "haiku", "one")).toEqual(["b one"]);
  expect(namesOf(snapshot, null, "one")).toEqual(["a one", "b one"]);
  for (let index = 0; index < 3 * limits.routesRemembered; index++) {
    expect(namesOf(snapshot, "opus", `model ${index}`)).toEqual([`a model ${index}`]);
  }
  expect(find(snapshot, "opus", "one")).toBe(find(snapshot, "opus", "one"));
});

test("what is remembered is gone with the picture", () => {
  expect(namesOf(snapshotOf(a, b), "opus", "one")).toEqual(["a one"]);
  const off = find(snapshotOf({ ...a, enabled: false }, b), "opus", "one");
  expect(off.candidates).toEqual([]);
  expect(off.skips.map(({ kind }) => kind)).toEqual(["disabled"]);
});
