/** The accounts as they stand, and the end of a rest, for whoever owns them. */
import { admit } from "../admit/admit.ts";
import { isLocalPeer } from "../admit/is-local-peer.ts";
import { accountObject } from "../answer/list-accounts.ts";
import { refuse } from "../answer/refuse.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import { accountWindow } from "../route/candidate.ts";
import { findNamed } from "../store/change-store.ts";
import type { Account, Snapshot } from "../store/snapshot.ts";
import type { Arrival } from "./arrive.ts";
import type { Rooms } from "./rooms.ts";

/** GET /codegate/accounts */
export function serveAccounts(arrival: Arrival, rooms: Rooms): Response {
  const snapshot = admitOwner(arrival, rooms);
  if (!snapshot.ok) return refused(arrival, snapshot.failure);
  const accounts = Array.from(snapshot.value.accounts.values(), (each) => describe(each, rooms));
  return Response.json({ accounts });
}

/** POST /codegate/accounts/{id or name}/wake: ends its rests, and forgets what its quotas were. */
export function serveWake(arrival: Arrival, reference: string, rooms: Rooms): Response {
  const snapshot = admitOwner(arrival, rooms);
  if (!snapshot.ok) return refused(arrival, snapshot.failure);
  const found = findNamed([...snapshot.value.accounts.values()], reference, "account");
  if (!found.ok) {
    return refused(arrival, { kind: "not_found", message: found.failure, retryable: false });
  }
  rooms.wake(found.value.id);
  return Response.json(describe(found.value, rooms));
}

/** Tenants share the accounts and do not own them; a web page is kept out before. */
function admitOwner({ request, socket }: Arrival, rooms: Rooms): Result<Snapshot, Refusal> {
  const snapshot = rooms.snapshot();
  const isLocal = isLocalPeer(request, socket);
  const { headers } = request;
  const caller = admit({ headers, isLocal, snapshot, rules: rooms.rules });
  if (!caller.ok) return caller;
  if (caller.value.kind !== "tenant") return success(snapshot);
  const message = "Only the owner of the accounts may see and wake them: use the global key.";
  return failed({ kind: "permission", message, retryable: false });
}

function describe(account: Account, rooms: Rooms): unknown {
  return accountObject({
    account,
    rests: rooms.rests.view(account.id),
    quota: rooms.quotas.view(account.id),
    spentUsd: rooms.spendOf(account.id),
    reservedUsd: rooms.reservedOf(account.id),
    placeMs: rooms.windows.waitFor(accountWindow(account.id), account.rateLimit),
    now: rooms.now(),
  });
}

function refused({ dialect, id: requestId }: Arrival, refusal: Refusal): Response {
  return refuse({ refusal, dialect, requestId });
}
