/**
 * Which account keeps a response. Clients build on one in the moment in which they have it, and may
 * come to another worker than the one that gave it, whose word is then still on its way.
 */
import { callerIdOf, type Caller } from "../admit/identify-caller.ts";
import type { Binding } from "../affinity/binding.ts";
import { responseKey } from "../affinity/conversation-key.ts";
import { previousResponse } from "../affinity/key/read-session-id.ts";
import { limits } from "../base/limits.ts";
import { untilFound } from "../base/until-found.ts";
import type { ModelRequest } from "../read/read-request.ts";
import type { Rooms } from "./rooms.ts";

type OwnerRooms = Pick<Rooms, "responseOwners" | "worker">;

/** Null = it is not known that any account keeps it. */
export async function findOwner(
  caller: Caller,
  responseId: string,
  { responseOwners, worker }: OwnerRooms,
): Promise<Binding | null> {
  const key = responseKey(callerIdOf(caller), responseId);
  const look = () => responseOwners.lookup(key);
  return worker === null ? look() : untilFound(look, limits.peerNewsMs);
}

/**
 * Resolves when it is known what others are about to tell of the response that the request builds
 * on; null = there is nothing to wait for.
 */
export function hearOfOwner(
  { dialect, bytes, scan }: ModelRequest,
  caller: Caller,
  rooms: OwnerRooms,
): Promise<unknown> | null {
  if (rooms.worker === null || dialect !== "openai-responses") return null;
  const previous = previousResponse(bytes, scan);
  return previous === null ? null : findOwner(caller, previous, rooms);
}
