import { admit } from "../admit/admit.ts";
import { isLocalPeer } from "../admit/is-local-peer.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Arrival } from "./arrive.ts";
import type { Rooms } from "./rooms.ts";

/** Tenants share the gateway and do not own it; a web page is kept out before. */
export function admitOwner(
  { request, socket }: Arrival,
  rooms: Rooms,
  /** What only owners may: "see and wake the accounts". */
  deed: string,
): Result<Snapshot, Refusal> {
  const snapshot = rooms.snapshot();
  const isLocal = isLocalPeer(request, socket);
  const { headers } = request;
  const caller = admit({ headers, isLocal, snapshot, rules: rooms.rules });
  if (!caller.ok) return caller;
  if (caller.value.kind !== "tenant") return success(snapshot);
  const message = `Only the owner of the gateway may ${deed}: use the global key.`;
  return failed({ kind: "permission", message, retryable: false });
}
