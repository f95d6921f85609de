import { success, type Result } from "../base/result.ts";
import { findNamed } from "./change-store.ts";
import type { Snapshot, Tenant } from "./snapshot.ts";

/** The tenant of that name or id; null where none is named, which means the caller without one. */
export function findTenant(
  name: string | undefined,
  { tenantsByKeyDigest }: Pick<Snapshot, "tenantsByKeyDigest">,
): Result<Tenant | null, string> {
  return name === undefined
    ? success(null)
    : findNamed([...tenantsByKeyDigest.values()], name, "tenant");
}
