import { success, type Result } from "../../base/result.ts";
import { findNamed } from "../../store/change-store.ts";
import type { Snapshot, Tenant } from "../../store/snapshot.ts";
import type { Flag, ParsedWords } from "../command.ts";

export const tenantFlag: Flag = {
  name: "tenant",
  value: "NAME",
  help: "The tenant's own, which goes before that of everybody",
};

/** A row without an id is nobody's, and nothing can be stored for it. */
export function tenantsOf({ tenantsByKeyDigest }: Snapshot): readonly Tenant[] {
  return [...tenantsByKeyDigest.values()].filter(({ id }) => id !== "");
}

/** Null = none was named. */
export function findTenant(words: ParsedWords, snapshot: Snapshot): Result<Tenant | null, string> {
  const name = words.value("tenant");
  return name === undefined ? success(null) : findNamed(tenantsOf(snapshot), name, "tenant");
}
