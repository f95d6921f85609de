/**
 * Every setting of the database: what the command line, the doctor and the README's table say of
 * them. Where source reads a key that is not here, `test/repo/settings.test.ts` fails.
 */
import { leastLoopCalls, mostLoopCalls } from "../../admit/caller-settings.ts";
import { limits } from "../../base/limits.ts";
import { failed, success, type Result } from "../../base/result.ts";
import { detectorIds } from "../../guard/finding.ts";
import { readAllowList } from "../../guard/rules/allow-list.ts";
import { parseModelLimits } from "../../route/model-limits.ts";
import { parseTierRules } from "../../route/tier-rules.ts";
import {
  choice,
  lines,
  names,
  onOrOff,
  readBy,
  someOf,
  trueOrFalse,
  wholeNumber,
  type SettingKind,
} from "./setting-kinds.ts";

export interface KnownSetting {
  /** `<id>` in it stands for each detector. */
  readonly name: string;
  readonly kind: SettingKind;
  /** What a tenant's own takes, where that is less. */
  readonly ofTenant?: SettingKind;
  /** What counts where it is not set, for people. */
  readonly unset: string;
  /** "both": a tenant's own goes before that of everybody. "tenant": read for tenants alone. */
  readonly scope: "everybody" | "both" | "tenant";
  /** One line. */
  readonly meaning: string;
}

const megabyte = 1_024 * 1_024;

const retention = { least: 1, most: limits.mostRetentionDays, unit: "days" } as const;

export const settingTable: readonly KnownSetting[] = [
  {
    name: "auto_switch_on_error",
    kind: trueOrFalse,
    unset: "true",
    scope: "both",
    meaning: "After a provider's error another account is asked",
  },
  {
    name: "auto_switch_on_rate_limit",
    kind: trueOrFalse,
    unset: "true",
    scope: "both",
    meaning: "After a 429 another account is asked",
  },
  {
    name: "codegate_patience",
    kind: choice(...Object.keys(limits.switchWaits)),
    unset: "cheap",
    scope: "both",
    meaning: "How long a request may wait for its conversation's own account",
  },
  {
    name: "codegate_foreign_thinking",
    kind: choice("drop", "keep", "refuse"),
    unset: "drop",
    scope: "both",
    meaning: "What becomes of signed thinking before an account that did not sign it is asked",
  },
  {
    name: "codegate_losses",
    kind: choice("allow", "refuse"),
    unset: "allow",
    scope: "both",
    meaning: "What another dialect cannot say is left out and told, or the request is refused",
  },
  {
    name: "codegate_responses_state",
    kind: choice("off", "keep"),
    unset: "off",
    scope: "both",
    meaning: "keep: responses that clients build on are kept here where no provider keeps them",
  },
  {
    name: "codegate_loop_calls",
    kind: wholeNumber({ least: leastLoopCalls, most: mostLoopCalls, unit: "calls", orElse: "off" }),
    unset: "off",
    scope: "both",
    meaning: "Warn when a tool is called so often in a row with the same input",
  },
  {
    name: "codegate_tier_rules",
    kind: readBy('JSON such as {"gpt-5*": "opus", "*-mini": "haiku"}', readIfAny(parseTierRules)),
    unset: "none",
    scope: "everybody",
    meaning: "Which tier a model name of another vendor counts as; the first match wins",
  },
  {
    name: "codegate_model_limits",
    kind: readBy('JSON such as {"my-model": {"output": 8192, "context": 32768}}', parseModelLimits),
    unset: "none",
    scope: "everybody",
    meaning: "Tokens that a model writes and reads at most; an output of 0 is no limit",
  },
  {
    name: "codegate_overage_accounts",
    kind: names("names of accounts"),
    unset: "none",
    scope: "everybody",
    meaning: "Accounts that may spend paid overage beyond their plan",
  },
  {
    name: "allow_route_override",
    kind: trueOrFalse,
    unset: "false",
    scope: "tenant",
    meaning: "The tenant may choose accounts and configs by header",
  },
  {
    name: "multi_tenancy",
    kind: onOrOff,
    unset: "false",
    scope: "everybody",
    meaning: "Every request needs a key, also on this machine and while there is no tenant",
  },
  {
    name: "privacy_enabled",
    kind: onOrOff,
    unset: "false",
    scope: "both",
    meaning: "Guardrails: secrets and personal data are masked on their way to a provider",
  },
  {
    name: "privacy_categories",
    kind: someOf(detectorIds, "detectors"),
    unset: "all",
    scope: "both",
    meaning: "The detectors that are on",
  },
  {
    name: "guardrail_<id>_enabled",
    kind: onOrOff,
    unset: "as listed",
    scope: "both",
    meaning: "One detector on or off, before the list of privacy_categories",
  },
  {
    name: "codegate_guardrail_<id>_policy",
    kind: choice("mask", "block", "report"),
    unset: "mask",
    scope: "both",
    meaning: "block refuses the request and names detector and place, report only counts",
  },
  {
    name: "codegate_guardrail_allow",
    kind: lines("values, one per line"),
    unset: "none",
    scope: "both",
    meaning: "Values that guardrails leave alone",
  },
  {
    name: "codegate_guardrail_allow_patterns",
    kind: readBy("patterns, one per line", readPatterns),
    unset: "none",
    scope: "both",
    meaning: "Patterns of such values, without look-around and back references",
  },
  {
    name: "privacy_remote_tools",
    kind: lines("names of tools by commas or lines"),
    unset: "none",
    scope: "both",
    meaning: "Tools that send what they get away: their inputs keep the tokens; * is anything",
  },
  {
    name: "privacy_model_hint",
    kind: onOrOff,
    unset: "false",
    scope: "both",
    meaning: "Where guardrails are on, models are told in one constant sentence what tokens are",
  },
  {
    name: "request_logging",
    kind: trueOrFalse,
    unset: "false",
    scope: "both",
    meaning: "A row in the log for each request",
  },
  {
    name: "detailed_request_logging",
    kind: trueOrFalse,
    unset: "false",
    scope: "both",
    meaning: "Bodies as well, where request_logging is true",
  },
  {
    name: "finetune_logging",
    kind: trueOrFalse,
    unset: "false",
    scope: "both",
    meaning: "Bodies alone, for codegate export",
  },
  {
    name: "finetune_full_context",
    kind: trueOrFalse,
    unset: "false",
    scope: "everybody",
    meaning: "codegate export writes whole conversations unless told otherwise",
  },
  {
    name: "log_retention_days",
    kind: wholeNumber(retention),
    unset: String(limits.logRetentionDays),
    scope: "everybody",
    meaning: "Older rows of the log go, and bodies at most an eighth of that time later",
  },
  {
    name: "codegate_ledger_days",
    kind: wholeNumber(retention),
    unset: String(limits.ledgerDays),
    scope: "everybody",
    meaning: "The same for what was spent, never of this month or the last one",
  },
  {
    name: "codegate_bodies_megabytes",
    kind: wholeNumber({
      least: limits.bodiesLeastBytes / megabyte,
      most: limits.mostBodiesMegabytes,
      unit: "megabytes",
      orElse: "0",
    }),
    // The files are everybody's: a tenant can only be left out of them.
    ofTenant: choice("0"),
    unset: String(limits.bodiesBytes / megabyte),
    scope: "both",
    meaning: "Most that kept bodies take on disk, all together; 0 keeps none, also for one tenant",
  },
];

/** Keys of the same table that are not written here, with what to do instead. */
export const otherKeys: Readonly<Record<string, string>> = {
  proxy_api_key: "The global key is shown and made by: codegate keys",
  default_tenant_id: "It is the dashboard's own note of its first tenant",
  proxy_port: "Nothing reads it; the port is the variable PROXY_PORT",
  ui_port: "Nothing of CodeGate reads it; it is the dashboard's",
};

/** The gateway takes an empty text for no rules before it reads. */
function readIfAny(
  read: (text: string) => Result<unknown, string>,
): (text: string) => Result<unknown, string> {
  return (text) => (text === "" ? success(null) : read(text));
}

function readPatterns(text: string): Result<null, string> {
  const { complaints } = readAllowList("", text);
  const [first] = complaints;
  if (first !== undefined) return failed(`codegate_guardrail_allow_patterns: ${first}`);
  const count = text.split(/\r?\n/).filter((line) => line.trim() !== "").length;
  return count > limits.allowPatterns
    ? failed(`Only the first ${limits.allowPatterns} patterns count, and there are ${count}`)
    : success(null);
}
