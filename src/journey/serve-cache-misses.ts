import { missObject } from "../answer/list-misses.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import { admitOwner } from "./admit-owner.ts";
import type { Arrival } from "./arrive.ts";
import type { Rooms } from "./rooms.ts";
import { turnAway } from "./turn-away.ts";

const usuallyTold = 100;

/** GET /codegate/cache-misses, for the owner; `?request=ID` and `?limit=N` choose. */
export function serveCacheMisses(arrival: Arrival, rooms: Rooms): Response {
  const snapshot = admitOwner(arrival, rooms, "see why caches were missed");
  if (!snapshot.ok) return turnAway(arrival, snapshot.failure, rooms);
  const query = new URLSearchParams(arrival.query);
  const limit = query.get("limit") ?? String(usuallyTold);
  if (!/^[1-9]\d{0,3}$/.test(limit)) return turnAway(arrival, noLimit, rooms);
  const most = Math.min(Number(limit), limits.cacheMissesTold);
  const misses = rooms.cacheMisses({ requestId: query.get("request"), most });
  if (misses === null) return turnAway(arrival, unreadable, rooms);
  return Response.json({ cache_misses: misses.map(missObject) });
}

const noLimit: Refusal = {
  kind: "invalid_request",
  message: "limit: a number from 1 to 1000 is required.",
  retryable: false,
};

const unreadable: Refusal = {
  kind: "unavailable",
  message: "CodeGate cannot read its database now. Try again in a moment.",
  retryAfterSeconds: 1,
};
