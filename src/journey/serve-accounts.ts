/** The accounts as they stand, and the end of a rest, for whoever owns them. */
import { accountObject } from "../answer/list-accounts.ts";
import type { Refusal } from "../base/refusal.ts";
import { accountWindow } from "../route/candidate.ts";
import { findNamed } from "../store/change-store.ts";
import type { Account } from "../store/snapshot.ts";
import { admitOwner } from "./admit-owner.ts";
import type { Arrival } from "./arrive.ts";
import type { Rooms } from "./rooms.ts";
import { turnAway } from "./turn-away.ts";

const deed = "see and wake the accounts";

/** GET /codegate/accounts */
export function serveAccounts(arrival: Arrival, rooms: Rooms): Response {
  const snapshot = admitOwner(arrival, rooms, deed);
  if (!snapshot.ok) return turnAway(arrival, snapshot.failure, rooms);
  const accounts = Array.from(snapshot.value.accounts.values(), (each) => describe(each, rooms));
  return Response.json({ accounts });
}

/** POST /codegate/accounts/{id or name}/wake: ends its rests, and forgets what its quotas were. */
export function serveWake(arrival: Arrival, reference: string, rooms: Rooms): Response {
  const snapshot = admitOwner(arrival, rooms, deed);
  if (!snapshot.ok) return turnAway(arrival, snapshot.failure, rooms);
  const found = findNamed([...snapshot.value.accounts.values()], reference, "account");
  if (!found.ok) {
    const refusal: Refusal = { kind: "not_found", message: found.failure, retryable: false };
    return turnAway(arrival, refusal, rooms);
  }
  rooms.wake(found.value.id);
  return Response.json(describe(found.value, rooms));
}

function describe(account: Account, rooms: Rooms): unknown {
  return accountObject({
    account,
    rests: rooms.rests.view(account.id),
    quota: rooms.quotas.view(account.id),
    spentUsd: rooms.spendOf(account.id),
    spentIsLeast: rooms.partlyKnown()?.has(account.id) === true,
    reservedUsd: rooms.reservedOf(account.id),
    placeMs: rooms.windows.waitFor(accountWindow(account.id), account.rateLimit),
    lastSuccessAt: rooms.recorder.lastSuccess(account.id) ?? account.lastSuccessAt ?? null,
    now: rooms.now(),
  });
}
