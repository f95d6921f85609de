import type { Usage } from "../base/usage.ts";

/** How an attempt ended, as far as it has to be written down. */
export interface Ending {
  /** HTTP status of the provider; null when it gave none. */
  readonly status: number | null;
  readonly outcome: string;
  readonly usage: Usage;
  readonly isStream: boolean;
  readonly firstContentMs: number | null;
  /** For people; null after a success. */
  readonly message: string | null;
  /** Why this account; see `explainRoute`. */
  readonly route: string;
}
