/** Settings that do not do what somebody meant: misspelt names, and values that nobody can use. */
import { oneLine } from "../../process/logger.ts";
import type { Snapshot, Tenant } from "../../store/snapshot.ts";
import { tenantsOf } from "../settings/find-tenant.ts";
import { settingLines, unreadKeys, type SettingLine } from "../settings/setting-lines.ts";
import { shellWord } from "../terminal/phrases.ts";
import { problem, warning, type Finding } from "./finding.ts";

export function checkSettings(snapshot: Snapshot, program: string): readonly Finding[] {
  return [null, ...tenantsOf(snapshot)].flatMap((tenant) => [
    ...findUnusable(snapshot, tenant, program),
    ...findUnread(snapshot, tenant, program),
  ]);
}

function findUnusable(
  snapshot: Snapshot,
  tenant: Tenant | null,
  program: string,
): readonly Finding[] {
  return settingLines(snapshot, tenant).flatMap(({ setting, problem: trouble, source }) => {
    if (trouble === null || source !== sourceOf(tenant)) return [];
    const what = `The setting ${setting.name}${of(tenant)} does not work as it stands: ${trouble}`;
    const change = `settings set ${setting.name} VALUE${flag(tenant)}`;
    return [problem("callers", what, `Change it with: ${program} ${change}`)];
  });
}

/** What a tenant only takes over from everybody is told once. */
function sourceOf(tenant: Tenant | null): SettingLine["source"] {
  return tenant === null ? "everybody" : "tenant";
}

/** Only those that look like mistakes: other programs may keep settings in the same table. */
function findUnread(
  snapshot: Snapshot,
  tenant: Tenant | null,
  program: string,
): readonly Finding[] {
  const suspects = unreadKeys(snapshot, tenant).filter(({ isSuspect }) => isSuspect);
  return suspects.map(({ key, why }) => {
    const what = `The setting ${oneLine(key)}${of(tenant)} does nothing: ${why}`;
    const removal = `settings unset ${shellWord(oneLine(key))}${flag(tenant)}`;
    return warning("callers", what, `Remove it with: ${program} ${removal}`);
  });
}

function of(tenant: Tenant | null): string {
  return tenant === null ? "" : ` of the tenant ${JSON.stringify(oneLine(tenant.name))}`;
}

function flag(tenant: Tenant | null): string {
  return tenant === null ? "" : ` --tenant ${shellWord(tenant.name)}`;
}
