/** Who is asking: the user on this machine, the holder of the global key, or a tenant. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { Snapshot, Tenant } from "../store/snapshot.ts";

export type Caller =
  | { readonly kind: "local" }
  | { readonly kind: "global" }
  | { readonly kind: "tenant"; readonly tenant: Tenant };

/** Callers never share a conversation or a budget. */
export function callerIdOf(caller: Caller): string {
  return caller.kind === "tenant" ? caller.tenant.id : caller.kind;
}

export interface Credentials {
  /** Keys that the request carries, in the order they are tried. */
  readonly keys: readonly string[];
  /** True only when the peer is known to be a process on this machine. */
  readonly isLocal: boolean;
  /** PROXY_API_KEY; null = not set. */
  readonly proxyApiKey: string | null;
}

/**
 * With PROXY_API_KEY, multi-tenancy or any tenant, everybody needs a valid key. Otherwise
 * processes on this machine need none, and everybody else needs the global key.
 */
export function identifyCaller(
  { keys, isLocal, proxyApiKey }: Credentials,
  snapshot: Snapshot,
): Result<Caller, Refusal> {
  const globalKey = proxyApiKey ?? nonEmpty(snapshot.settings.get("proxy_api_key"));
  let isDisabled = false;
  for (const key of keys) {
    const digest = createHash("sha256").update(key).digest();
    if (proxyApiKey !== null && equals(digest, proxyApiKey)) return success({ kind: "global" });
    const tenant = snapshot.tenantsByKeyDigest.get(digest.toString("hex"));
    // In tenant mode the setting repeats the Default tenant's key, so tenants are asked first:
    // a disabled tenant must not come in by the global door.
    if (tenant?.enabled === true) return success({ kind: "tenant", tenant });
    if (tenant !== undefined) isDisabled = true;
    else if (globalKey !== null && equals(digest, globalKey)) return success({ kind: "global" });
  }
  if (isLocal && !everybodyNeedsKey(proxyApiKey, snapshot)) return success({ kind: "local" });
  return failed(refuse({ keys, isDisabled, hasGlobalKey: globalKey !== null }));
}

/** Programs on this machine too. */
export function everybodyNeedsKey(
  proxyApiKey: string | null,
  snapshot: Pick<Snapshot, "settings" | "tenantsByKeyDigest">,
): boolean {
  const multiTenancy = snapshot.settings.get("multi_tenancy");
  return (
    proxyApiKey !== null ||
    multiTenancy === "true" ||
    multiTenancy === "1" ||
    snapshot.tenantsByKeyDigest.size > 0
  );
}

/** Compares digests, so that neither length nor content of the key shows in the time it takes. */
function equals(digest: Buffer, expectedKey: string): boolean {
  return timingSafeEqual(digest, createHash("sha256").update(expectedKey).digest());
}

function nonEmpty(value: string | undefined): string | null {
  return value === undefined || value === "" ? null : value;
}

interface Rejected {
  readonly keys: readonly string[];
  readonly isDisabled: boolean;
  readonly hasGlobalKey: boolean;
}

function refuse({ keys, isDisabled, hasGlobalKey }: Rejected): Refusal {
  return { kind: "authentication", message: explain(), retryable: false };

  function explain(): string {
    if (isDisabled) return "This CodeGate key belongs to a tenant that is switched off.";
    if (keys.length > 0) {
      return "This key is not a CodeGate key. `codegate keys` shows the valid ones.";
    }
    if (hasGlobalKey) {
      return "CodeGate needs a key: send it as x-api-key or as Authorization: Bearer.";
    }
    return (
      "CodeGate answers without a key only to programs on its own machine. " +
      "Set PROXY_API_KEY, or run `codegate keys new`, and send that key."
    );
  }
}
