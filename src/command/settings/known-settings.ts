/** The settings of the table by name. Pure. */
import { detectorIds } from "../../guard/finding.ts";
import type { SettingKind } from "./setting-kinds.ts";
import { settingTable, type KnownSetting } from "./setting-table.ts";

export interface NamedSetting extends KnownSetting {
  /** It is one of fifteen alike. */
  readonly isOfDetector: boolean;
}

/** With the settings of each detector one by one. */
export const knownSettings: readonly NamedSetting[] = settingTable.flatMap((setting) => {
  const isOfDetector = setting.name.includes("<id>");
  const names = detectorIds.map((id) => setting.name.replace("<id>", id));
  return (isOfDetector ? names : [setting.name]).map((name) => ({
    ...setting,
    name,
    isOfDetector,
  }));
});

export const settingNames: readonly string[] = knownSettings.map(({ name }) => name);

export function findSetting(name: string): NamedSetting | null {
  return knownSettings.find((setting) => setting.name === name) ?? null;
}

/** What may be written for everybody, or for a tenant. */
export function kindOf({ kind, ofTenant }: KnownSetting, isForTenant: boolean): SettingKind {
  return isForTenant ? (ofTenant ?? kind) : kind;
}

/** Why a stored value does nothing, or not what it says; null = all is well, or nothing is said. */
export function problemOf(
  setting: KnownSetting,
  stored: string,
  isForTenant: boolean,
): string | null {
  if (stored.trim() === "") return null;
  return kindOf(setting, isForTenant).problem(stored, setting.name);
}
