import type { Grant } from "../../store/snapshot.ts";
import type { AccountHealth } from "./account-health.ts";

/** For programs; names end in their unit. */
export function healthJson(health: AccountHealth): Readonly<Record<string, unknown>> {
  return {
    state: health.state.word,
    since_ms: health.since,
    why: health.why === "" ? null : health.why,
    next_try_at_ms: health.nextTryAt,
    last_success_at_ms: health.lastSuccessAt,
    token_expires_at_ms: health.tokenExpiresAt,
    quota_windows: health.windows.map((window) => ({
      name: window.name,
      model: window.model,
      used: window.used,
      remaining: window.remaining,
      limit: window.limit,
      resets_at_ms: window.resetAt,
      is_used_up: window.isUsedUp,
      age_ms: window.ageMs,
    })),
  };
}

export function grantJson(grant: Grant | null): unknown {
  if (grant === null) return null;
  return {
    can_renew: grant.hasRefreshToken && grant.sharedFile === null && !grant.isRejected,
    shared_file: grant.sharedFile,
    granted_at_ms: grant.grantedAt,
    refreshed_at_ms: grant.refreshedAt,
    retry_at_ms: grant.retryAt,
    problem: grant.problem,
    problem_since_ms: grant.problemSince,
  };
}
