import type { Caller } from "../admit/identify-caller.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Arrival } from "./arrive.ts";
import type { ResponseEndpoint } from "./rooms.ts";

/** A question about a response that was made before. */
export interface ResponseQuestion {
  readonly arrival: Arrival;
  readonly endpoint: ResponseEndpoint;
  readonly caller: Caller;
  readonly snapshot: Snapshot;
}
