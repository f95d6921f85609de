import type { Served } from "../base/served.ts";
import type { Usage } from "../base/usage.ts";

/** How an attempt ended, as far as it has to be written down. */
export interface Ending {
  /** HTTP status of the provider; null when it gave none. */
  readonly status: number | null;
  readonly outcome: string;
  readonly usage: Usage;
  readonly served: Served;
  /** False when the answer was cut short, so that it may have cost more than was counted. */
  readonly isComplete: boolean;
  readonly isStream: boolean;
  readonly firstContentMs: number | null;
  /** For people; null after a success. */
  readonly message: string | null;
  /** Why this account; see `explainRoute`. */
  readonly route: string;
}
