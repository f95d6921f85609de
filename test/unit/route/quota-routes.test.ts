// What could go wrong: quota expires while another account is used up, or a plan turns into a bill.
import { describe, expect, test } from "bun:test";
import { createQuotas } from "../../../src/quota/keep-quota.ts";
import { readQuota } from "../../../src/quota/read-quota.ts";
import type { RouteRooms } from "../../../src/route/route.ts";
import { accountOf } from "../../support/account.ts";
import { makeRooms, order, row, snapshotOf, start, three } from "../../support/routes.ts";

/** What Claude says of a subscription; the week ends in so many days. */
const week = (used: number, days: number, overage = "allowed") =>
  new Headers({
    "anthropic-ratelimit-unified-status": used < 1 ? "allowed" : "rejected",
    "anthropic-ratelimit-unified-representative-claim": "seven_day",
    "anthropic-ratelimit-unified-7d-utilization": String(used),
    "anthropic-ratelimit-unified-7d-status": used < 1 ? "allowed" : "rejected",
    "anthropic-ratelimit-unified-7d-reset": String(start / 1_000 + days * 86_400),
    "anthropic-ratelimit-unified-overage-status": overage,
  });

function roomsWith(reports: Readonly<Record<string, Headers>>): RouteRooms {
  const { rooms } = makeRooms();
  const quotas = createQuotas({ now: rooms.now, save: () => undefined, load: () => [] });
  for (const [id, headers] of Object.entries(reports)) {
    const report = readQuota(headers, rooms.now());
    if (report !== null) quotas.note(id, "claude-opus-4-6", report);
  }
  return { ...rooms, quotas };
}

describe("quotas", () => {
  const rows = [row("a", { priority: 1 }), row("b")];
  test("quota-aware spends first what would expire unused", () => {
    const rooms = roomsWith({ "id-a": week(0.5, 6), "id-b": week(0.5, 1) });
    const snapshot = snapshotOf(three, rows, "quota-aware");
    expect(order(snapshot, { rooms })).toEqual(["b", "a"]);
  });

  test("quota-aware asks a plan that has told nothing yet, and no key that is paid by use", () => {
    const rooms = roomsWith({ "id-a": week(0.1, 3) });
    const fleet = [
      accountOf({ name: "a", authType: "oauth" }),
      accountOf({ name: "b", authType: "oauth" }),
      accountOf({ name: "c" }),
    ];
    const all = [row("c", { priority: 3 }), row("a", { priority: 2 }), row("b")];
    const snapshot = snapshotOf(fleet, all, "quota-aware");
    const asked = { rooms, client: "claude-code" };
    expect(order(snapshot, asked)).toEqual(["b", "a", "c"]);
    const told = roomsWith({ "id-a": week(0.1, 3), "id-b": week(0.3, 3) });
    expect(order(snapshot, { ...asked, rooms: told })).toEqual(["a", "b", "c"]);
  });

  test("a used-up plan does not turn into a bill, unless the account is named", () => {
    const rooms = roomsWith({ "id-a": week(1, 3) });
    const snapshot = snapshotOf(three, rows);
    expect(order(snapshot, { rooms })).toEqual(["b"]);
    const settings = new Map([["codegate_overage_accounts", "x, a"]]);
    // Named for it, but what costs nothing more comes first.
    expect(order({ ...snapshot, settings }, { rooms })).toEqual(["b", "a"]);
  });
});
