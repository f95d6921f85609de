/** Who may come in: no stranger's web page, a valid key or this very machine, a free place. */
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { Snapshot } from "../store/snapshot.ts";
import { isHostAllowed, isOriginAllowed, type OriginRules } from "./check-origin.ts";
import { findKeys } from "./find-keys.ts";
import { identifyCaller, type Caller } from "./identify-caller.ts";
import type { RateWindows } from "./rate-windows.ts";

export interface AdmitRules extends OriginRules {
  /** PROXY_API_KEY; null = not set. */
  readonly proxyApiKey: string | null;
}

/** The first question to everybody; it needs no key and no database. */
export function checkOrigin(headers: Headers, rules: OriginRules): Refusal | null {
  if (isOriginAllowed(headers, rules)) return null;
  const message =
    "Web pages may not call CodeGate. If this one is yours, add its origin to " +
    "CODEGATE_ALLOWED_ORIGINS.";
  return { kind: "permission", message, retryable: false };
}

export interface AdmitInput {
  readonly headers: Headers;
  /** True only when the peer is known to be a process on this machine. */
  readonly isLocal: boolean;
  readonly snapshot: Snapshot;
  readonly rules: AdmitRules;
}

/** The caller behind a request, or why there is none. */
export function admit({ headers, isLocal, snapshot, rules }: AdmitInput): Result<Caller, Refusal> {
  const credentials = { keys: findKeys(headers), isLocal, proxyApiKey: rules.proxyApiKey };
  const caller = identifyCaller(credentials, snapshot);
  // A page that rebinds its own host name to loopback has no key, so only callers without one
  // have to use a name that is ours.
  const isStrange = !isHostAllowed(headers.get("host"), rules);
  if (!caller.ok || caller.value.kind !== "local" || !isStrange) return caller;
  const message =
    "CodeGate does not answer to this host name without a key. Use localhost, send a key, or " +
    "add the name to CODEGATE_ALLOWED_HOSTS.";
  return failed({ kind: "permission", message, retryable: false });
}

/** Counts a tenant's request; a refusal says when the next one fits. */
export function takePlace(caller: Caller, windows: RateWindows): Result<Caller, Refusal> {
  if (caller.kind !== "tenant") return success(caller);
  const { tenant } = caller;
  const waitMs = windows.take(`tenant:${tenant.id}`, tenant.rateLimit);
  if (waitMs === 0) return success(caller);
  return failed({
    kind: "rate_limit",
    message: `Tenant "${tenant.name}" is at its limit of ${tenant.rateLimit} requests a minute.`,
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
  });
}
