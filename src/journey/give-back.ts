/** What becomes of the memory of a request once its answer is on its way. */
import type { Attempt } from "../attempt/attempt.ts";
import { giveBack } from "../base/lent-memory.ts";
import type { Exchange } from "./exchange.ts";

/**
 * Nobody asks anybody else any more. Who compares caches or learns of tokens holds the bytes; rows
 * and files that show bodies have them until they are written.
 */
export function giveBackBodies({ request, received, settings }: Exchange, attempt: Attempt): void {
  if (settings.keepsBodies || settings.logsBodies) return;
  giveBack(request.bytes);
  giveBack(attempt.outgoing.body);
  if (received !== null) giveBack(received.bytes);
}
