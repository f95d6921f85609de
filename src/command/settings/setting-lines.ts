/** What holds now: each known setting with its value, and keys that nobody knows. Pure. */
import { closestName } from "../../process/closest-name.ts";
import { compareText } from "../../store/read-routing.ts";
import type { Snapshot, Tenant } from "../../store/snapshot.ts";
import { tenantsOf } from "./find-tenant.ts";
import {
  findSetting,
  knownSettings,
  problemOf,
  settingNames,
  type NamedSetting,
} from "./known-settings.ts";
import { otherKeys } from "./setting-table.ts";

export interface SettingLine {
  readonly setting: NamedSetting;
  /** Null = it is not set. */
  readonly value: string | null;
  readonly source: "default" | "everybody" | "tenant";
  readonly problem: string | null;
  /** Tenants that have a value of their own. */
  readonly own: readonly OwnValue[];
}

export interface OwnValue {
  readonly tenant: string;
  readonly value: string;
}

/** All that hold for a tenant, or for everybody. */
export function settingLines(snapshot: Snapshot, tenant: Tenant | null): readonly SettingLine[] {
  const wanted = knownSettings.filter(({ scope }) => tenant === null || scope !== "everybody");
  return wanted.map((setting) => lineOf(setting, snapshot, tenant));
}

function lineOf(setting: NamedSetting, snapshot: Snapshot, tenant: Tenant | null): SettingLine {
  const { name, scope } = setting;
  const own = tenant?.settings.get(name) ?? null;
  const general = scope === "tenant" ? null : (snapshot.settings.get(name) ?? null);
  const value = own ?? general;
  const others = scope === "everybody" || tenant !== null ? [] : tenantsOf(snapshot);
  return {
    setting,
    value,
    source: own !== null ? "tenant" : general !== null ? "everybody" : "default",
    problem: value === null ? null : problemOf(setting, value, own !== null),
    own: others.flatMap((each) => {
      const theirs = each.settings.get(name);
      return theirs === undefined ? [] : [{ tenant: each.name, value: theirs }];
    }),
  };
}

/** A key of the table that CodeGate does not read. Its value may be anything, and is not shown. */
export interface UnreadKey {
  readonly key: string;
  /** A sentence without its stop. */
  readonly why: string;
  /** It looks like a name that somebody has misspelt. */
  readonly isSuspect: boolean;
}

export function unreadKeys(snapshot: Snapshot, tenant: Tenant | null): readonly UnreadKey[] {
  const stored = [...(tenant?.settings ?? snapshot.settings).keys()];
  return stored
    .flatMap((key) => whyUnread(key, tenant) ?? [])
    .toSorted((one, other) => compareText(one.key, other.key));
}

function whyUnread(key: string, tenant: Tenant | null): UnreadKey | null {
  const setting = findSetting(key);
  if (setting === null) {
    const other = Object.hasOwn(otherKeys, key) && tenant === null ? otherKeys[key] : undefined;
    if (other !== undefined) return { key, why: other, isSuspect: false };
    const meant = closestName(key, settingNames);
    if (meant === null) return { key, why: "Nothing here reads it", isSuspect: false };
    return { key, why: `Nothing reads it; did you mean ${meant}?`, isSuspect: true };
  }
  if (tenant !== null && setting.scope === "everybody") {
    return { key, why: "It holds for everybody alone, not for a tenant", isSuspect: true };
  }
  if (tenant === null && setting.scope === "tenant") {
    return { key, why: "It is read for tenants alone", isSuspect: true };
  }
  return null;
}
