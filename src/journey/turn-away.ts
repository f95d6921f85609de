import { refuse } from "../answer/refuse.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Arrival } from "./arrive.ts";
import type { Rooms } from "./rooms.ts";

/** An error of the gateway's own making, counted and in the words of the caller's dialect. */
export function turnAway(
  { dialect, id: requestId }: Arrival,
  refusal: Refusal,
  { meters }: Pick<Rooms, "meters">,
  headers: Readonly<Record<string, string>> = {},
): Response {
  meters.add("codegate_refusals_total", { kind: refusal.kind });
  return refuse({ refusal, dialect, requestId, headers });
}
