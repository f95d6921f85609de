/** Which accounts a caller's config names for a model. */
import type { Caller } from "../admit/identify-caller.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { Account, RoutingConfig, Snapshot, Tier } from "../store/snapshot.ts";
import type { Choice } from "./candidate.ts";
import type { Override } from "./override.ts";

export interface Chosen {
  /** Null = no config is active: every account, by its own priority. */
  readonly config: RoutingConfig | null;
  readonly choices: readonly Choice[];
}

export interface ChooseInput {
  readonly caller: Caller;
  readonly tier: Tier | null;
  readonly snapshot: Snapshot;
  readonly override: Override;
}

export function chooseConfig(input: ChooseInput): Result<Chosen, Refusal> {
  const chosen = chooseByConfig(input);
  const { account } = input.override;
  if (account === null) return chosen;
  const own = chosen.ok ? chosen.value.choices.filter((each) => each.account === account) : [];
  const config = chosen.ok ? chosen.value.config : null;
  return success({ config, choices: own.length > 0 ? own : [withOwnModel(account)] });
}

/** The config that decides; null = none is active. */
export function configIdOf({
  caller,
  snapshot,
  override,
}: Omit<ChooseInput, "tier">): string | null {
  const tenant = caller.kind === "tenant" ? caller.tenant : null;
  return override.config?.id ?? tenant?.configId ?? snapshot.activeConfigId;
}

function chooseByConfig(input: ChooseInput): Result<Chosen, Refusal> {
  const { caller, tier, snapshot } = input;
  const configId = configIdOf(input);
  if (configId === null) return success({ config: null, choices: direct(snapshot) });
  const config = snapshot.configs.get(configId);
  // A tenant whose config is gone must not fall through to accounts it was never given.
  if (config === undefined) return failed(danglingConfig(caller));
  const choices = tier === null ? acrossTiers(config, snapshot) : inTier(config, tier, snapshot);
  return choices.length > 0 ? success({ config, choices }) : failed(noRows(config, tier));
}

function direct(snapshot: Snapshot): readonly Choice[] {
  return Array.from(snapshot.accounts.values(), withOwnModel);
}

/** The account under its own priority, asked for the model that the client named. */
function withOwnModel(account: Account): Choice {
  return { account, row: { priority: account.priority, targetModel: null } };
}

function inTier(config: RoutingConfig, tier: Tier, snapshot: Snapshot): readonly Choice[] {
  const seen = new Set<string>();
  const choices: Choice[] = [];
  for (const row of config.rows) {
    const account = snapshot.accounts.get(row.accountId);
    const key = `${row.accountId} ${row.targetModel ?? ""}`;
    if (row.tier !== tier || account === undefined || seen.has(key)) continue;
    seen.add(key);
    choices.push({ account, row });
  }
  return choices;
}

/** Models of no tier may use every account of the config once, by its highest tier's row. */
function acrossTiers(config: RoutingConfig, snapshot: Snapshot): readonly Choice[] {
  const byAccount = new Map<string, Choice>();
  for (const tier of ["opus", "sonnet", "haiku"] as const) {
    for (const choice of inTier(config, tier, snapshot)) {
      if (!byAccount.has(choice.account.id)) byAccount.set(choice.account.id, choice);
    }
  }
  return [...byAccount.values()];
}

function danglingConfig(caller: Caller): Refusal {
  const tenant = caller.kind === "tenant" ? caller.tenant.name : "";
  return {
    kind: "unavailable",
    message: `The routing config of tenant "${tenant}" no longer exists. Give the tenant another config.`,
    retryable: false,
  };
}

function noRows(config: RoutingConfig, tier: Tier | null): Refusal {
  const what = tier === null ? "no accounts" : `no accounts for the ${tier} tier`;
  const how = `codegate configs set "${config.name}" --tier ${tier ?? "sonnet"}=ACCOUNT`;
  return {
    kind: "unavailable",
    message: `The routing config "${config.name}" has ${what}. Add one with: ${how}`,
    retryable: false,
  };
}
