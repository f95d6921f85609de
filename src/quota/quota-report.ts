/** What one answer said about the quotas of its account. Null always means "not said". */

export type QuotaStatus = "allowed" | "allowed_warning" | "rejected";

export interface QuotaWindow {
  /** "5h", "7d", "7d_opus", "requests", "input-tokens", "primary", ...; unique with `model`. */
  readonly name: string;
  readonly scope: "account" | "model";
  /**
   * Family of the models that a window of scope "model" counts (`family-of.ts`). Null for scope
   * "account", and for windows that count whatever model the answer came from.
   */
  readonly model: string | null;
  /** Share that is used, 0 to 1. */
  readonly used: number | null;
  /** Requests or tokens that are left, and that there are in all. */
  readonly remaining: number | null;
  readonly limit: number | null;
  /** Milliseconds since the epoch. */
  readonly resetAt: number | null;
  /** Milliseconds from one reset to the next. */
  readonly lengthMs: number | null;
  readonly status: QuotaStatus | null;
  /** True for buckets that fill up all the time and are full at `resetAt`; false: all at once. */
  readonly refillsSteadily: boolean;
}

/** Paid use beyond the plan. */
export interface Overage {
  /** Whether the provider would go on and charge for it. */
  readonly status: QuotaStatus | null;
  /** Share of the spending limit that is used, 0 to 1. */
  readonly used: number | null;
  /** Milliseconds since the epoch. */
  readonly resetAt: number | null;
  /** For example "out_of_credits" or "org_level_disabled". */
  readonly disabledReason: string | null;
  /** This very answer was charged. */
  readonly isInUse: boolean;
}

/** A smaller model or share that the provider falls back to when the quota is used up. */
export interface QuotaFallback {
  readonly isOffered: boolean;
  readonly share: number | null;
}

export interface QuotaReport {
  /** When the answer came, milliseconds since the epoch. */
  readonly at: number;
  readonly windows: readonly QuotaWindow[];
  /** Status of the account as a whole for this request. */
  readonly status: QuotaStatus | null;
  /** Name of the window that decided `status`, also "overage". */
  readonly representative: string | null;
  /** When the deciding window resets, milliseconds since the epoch. */
  readonly resetAt: number | null;
  readonly overage: Overage | null;
  readonly fallback: QuotaFallback | null;
  /** The plan is used up for this request, whatever the HTTP status: answers can be 200 (paid). */
  readonly isRejected: boolean;
}

/** Name of the window of paid use, for accounts that have no other. */
export const overageWindow = "overage";
