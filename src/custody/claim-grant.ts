/** Whether a refresh is needed and ours to make, decided inside one transaction. */
import type { GrantSteps, StoredTokens } from "../store/grant-steps.ts";
import type { Times } from "./times.ts";
import { expiryOf, isDue } from "./token-state.ts";

export interface ClaimInput {
  readonly accountId: string;
  readonly owner: string;
  /** The access token that a provider has refused; null = the token is due by its time. */
  readonly refusedToken: string | null;
  readonly now: number;
  readonly times: Times;
}

export type Claim =
  /** Somebody has renewed it already, or there is no need to. */
  | { readonly kind: "fresh" }
  /** Another process is at it. */
  | { readonly kind: "busy" }
  /** Nothing can be done now. */
  | { readonly kind: "stopped" }
  | {
      readonly kind: "claimed";
      readonly name: string;
      readonly provider: string;
      readonly refreshToken: string;
      readonly failures: number;
    };

export function claimGrant(input: ClaimInput, steps: GrantSteps): Claim {
  const { accountId, owner, refusedToken, now, times } = input;
  const stored = steps.read(accountId);
  if (stored === null || stored.refreshToken === null || stored.sharedFile !== null) {
    return { kind: "stopped" };
  }
  const { accessToken, refreshedAt, refreshToken } = stored;
  const expiresAt = expiryOf({ tokenExpiresAt: stored.expiresAt, credential: accessToken });
  const isNeeded =
    refusedToken === null
      ? expiresAt !== null && isDue({ expiresAt, refreshedAt }, now + times.jitterMs)
      : accessToken === refusedToken;
  if (!isNeeded) return { kind: "fresh" };
  if (stored.isRejected || (stored.retryAt ?? 0) > now) return { kind: "stopped" };
  // Whoever refuses a token this young does not mean the token.
  const isYoung = refreshedAt !== null && refreshedAt + times.renewalPauseMs > now;
  if (refusedToken !== null && isYoung) return { kind: "stopped" };
  if (isLeased(stored, input)) return { kind: "busy" };
  steps.lease(accountId, owner, now + times.leaseMs);
  const { name, provider, failures } = stored;
  return { kind: "claimed", name, provider, refreshToken, failures };
}

/** A lease from further in the future than leases last was made before the clock was set back. */
export function isLeased(
  { leaseOwner, leaseUntil }: Pick<StoredTokens, "leaseOwner" | "leaseUntil">,
  { owner, now, times }: Pick<ClaimInput, "owner" | "now" | "times">,
): boolean {
  if (leaseOwner === null || leaseOwner === owner || leaseUntil === null) return false;
  return leaseUntil > now && leaseUntil <= now + times.leaseMs;
}
