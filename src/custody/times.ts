import { limits } from "../base/limits.ts";

/** Milliseconds; tests shorten them. */
export interface Times {
  /** How much earlier than others this process finds a token due. */
  readonly jitterMs: number;
  readonly leaseMs: number;
  /** Must be shorter than a lease: who may still get an answer must still hold it. */
  readonly timeoutMs: number;
  readonly pollMs: number;
  readonly renewalPauseMs: number;
}

export function usualTimes(random: () => number): Times {
  return {
    jitterMs: random() * limits.tokenJitterMs,
    leaseMs: limits.tokenLeaseMs,
    timeoutMs: limits.tokenTimeoutMs,
    pollMs: limits.tokenPollMs,
    renewalPauseMs: limits.tokenRenewalPauseMs,
  };
}
