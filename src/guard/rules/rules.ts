/** Which detectors run for a caller and what they do, read from the settings of this moment. */
import { detectorIds, type Action, type DetectorId } from "../finding.ts";
import { readAllowList } from "./allow-list.ts";

export interface Rules {
  readonly enabled: boolean;
  /** What a finding of the detector leads to; null = it is switched off. */
  readonly actions: Readonly<Record<DetectorId, Action | null>>;
  /** Models are told what tokens are. */
  readonly tellsModel: boolean;
  /** True for values that the user has named as harmless. */
  readonly allows: (value: string) => boolean;
  /** Equal for equal rules; part of the key of everything that is cached. */
  readonly version: string;
  /** What of the settings could not be used, as sentences for the log. */
  readonly complaints: readonly string[];
}

export type Settings = ReadonlyMap<string, string | null>;

/** Changes when a detector finds other things than before: cached results are then not used. */
export const detectorVersion = "4";

const none: Settings = new Map();

/** A tenant's own setting goes before the database's. Unknown words never switch masking off. */
export function readRules(settings: Settings, own: Settings = none): Rules {
  const value = (key: string): string => (own.get(key) ?? settings.get(key) ?? "").trim();
  const listed = value("privacy_categories")
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  const actions = Object.fromEntries(
    detectorIds.map((id) => [id, isOn(id, listed, value) ? actionOf(id, value) : null]),
  ) as Record<DetectorId, Action | null>;
  const values = value("codegate_guardrail_allow");
  const patterns = value("codegate_guardrail_allow_patterns");
  const { allows, complaints } = readAllowList(values, patterns);
  const enabled = isTrue(value("privacy_enabled"));
  const tellsModel = isTrue(value("privacy_model_hint"));
  const version = JSON.stringify([detectorVersion, enabled, actions, values, patterns]);
  return {
    enabled,
    actions,
    tellsModel,
    allows,
    version: Bun.hash(version).toString(36),
    complaints,
  };
}

function isOn(id: DetectorId, listed: readonly string[], value: (key: string) => string): boolean {
  const own = value(`guardrail_${id}_enabled`);
  if (own !== "") return isTrue(own);
  return listed.length === 0 || listed.includes(id);
}

function actionOf(id: DetectorId, value: (key: string) => string): Action {
  const policy = value(`codegate_guardrail_${id}_policy`);
  return policy === "block" || policy === "report" ? policy : "mask";
}

function isTrue(value: string): boolean {
  return value === "true" || value === "1";
}
