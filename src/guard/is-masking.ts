/** Whether guardrails are on for anybody. */
import type { Snapshot } from "../store/snapshot.ts";
import { readRules } from "./rules/rules.ts";

export function isMasking({ settings, tenantsByKeyDigest }: Snapshot): boolean {
  if (readRules(settings).enabled) return true;
  const tenants = [...tenantsByKeyDigest.values()];
  return tenants.some((tenant) => tenant.enabled && readRules(settings, tenant.settings).enabled);
}
