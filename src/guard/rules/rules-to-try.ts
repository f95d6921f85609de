import { readRules, type Rules, type Settings } from "./rules.ts";

export interface RulesToTry {
  /** As if guardrails were on: a test shows what they would do in any case. */
  readonly rules: Rules;
  /** They are switched on for this caller. */
  readonly isOn: boolean;
}

export function rulesToTry(settings: Settings, own: Settings | undefined): RulesToTry {
  const rules = readRules(switchedOn(settings), own === undefined ? own : switchedOn(own));
  return { rules, isOn: readRules(settings, own).enabled };
}

function switchedOn(settings: Settings): Settings {
  return new Map([...settings, ["privacy_enabled", "true"] as const]);
}
