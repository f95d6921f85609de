/** Routing, and the settings and tenants that decide who gets where. */
import { isStrategy } from "../../route/strategies.ts";
import { oneLine } from "../../process/logger.ts";
import type { ConfigListing } from "../../store/manage-configs.ts";
import type { Account, Snapshot, Tier } from "../../store/snapshot.ts";
import { tiers } from "../configs/parse-tier.ts";
import { list, shellWord } from "../terminal/phrases.ts";
import { checkSettings } from "./check-settings.ts";
import { fine, orFine, problem, warning, type Finding } from "./finding.ts";

export interface ConfigFacts {
  readonly configs: readonly ConfigListing[];
  /** Rows that say that they are active; readers take the first. */
  readonly activeRows: number;
  readonly snapshot: Snapshot;
  readonly program: string;
}

export function checkConfigs(facts: ConfigFacts): readonly Finding[] {
  const { configs, program } = facts;
  if (configs.length === 0)
    return [fine("configs", "There is no config: every account may serve.")];
  const active = configs.find(({ isActive }) => isActive);
  const general: Finding[] = [];
  if (active === undefined) {
    const what = "No config is active: every account may serve, whatever the configs say.";
    general.push(warning("configs", what, `Choose one: ${program} configs use NAME`));
  }
  if (active !== undefined && facts.activeRows > 1) {
    const what = `${facts.activeRows} configs are active at once; ${oneLine(active.name)} is used.`;
    const remedy = `Choose one: ${program} configs use ${shellWord(active.name)}`;
    general.push(problem("configs", what, remedy));
  }
  const each = configs.flatMap((config) => checkConfig(config, facts));
  return orFine([...general, ...each], "configs", "Every config can be served.");
}

function nameOf({ name }: ConfigListing): string {
  return `Config ${JSON.stringify(oneLine(name))}`;
}

function checkConfig(config: ConfigListing, facts: ConfigFacts): readonly Finding[] {
  const findings = tiers.flatMap((tier) => checkTier(config, tier, facts));
  if (!isStrategy(config.strategy)) {
    const what = `${nameOf(config)} has the strategy ${JSON.stringify(oneLine(config.strategy))}, which does not exist; priority is used.`;
    const remedy = `Run: ${facts.program} configs set ${shellWord(config.name)} --strategy priority`;
    findings.push(warning("configs", what, remedy));
  }
  return findings;
}

/** Only what requests meet counts: a config that nobody uses may be unfinished. */
function checkTier(
  config: ConfigListing,
  tier: Tier,
  { snapshot, program }: ConfigFacts,
): Finding[] {
  const isUsed =
    config.isActive ||
    [...snapshot.tenantsByKeyDigest.values()].some(({ configId }) => configId === config.id);
  if (!isUsed) return [];
  const rows = config.rows.filter((row) => row.tier === tier);
  const set = `Run: ${program} configs set ${shellWord(config.name)} --tier ${tier}=ACCOUNT`;
  if (rows.length === 0) {
    const what = `${nameOf(config)} has no account for the ${tier} tier: such requests are refused.`;
    return [problem("configs", what, set)];
  }
  const accountOf = (id: string) => snapshot.accounts.get(id);
  const usable = rows.filter(({ accountId }) => isUsable(accountOf(accountId)));
  if (usable.length === 0) {
    const names = list(rows.map(({ accountName }) => oneLine(accountName)));
    const what = `${nameOf(config)} has no usable account for the ${tier} tier (${names}).`;
    return [problem("configs", what, `Mend or switch on one of them, or: ${set}`)];
  }
  return usable.flatMap(({ accountId, accountName, targetModel }) => {
    const provider = accountOf(accountId)?.provider ?? "";
    if (targetModel !== null || !renames.has(provider)) return [];
    const account = oneLine(accountName);
    const what = `${nameOf(config)} asks ${account} for the client's own model name in the ${tier} tier, and ${provider} has no Claude models.`;
    return [
      warning("configs", what, `Name its model: --tier ${shellWord(`${tier}=${account}:MODEL`)}`),
    ];
  });
}

/** Providers that sell no model of a name with opus, sonnet or haiku in it. */
const renames: ReadonlySet<string> = new Set([
  "openai",
  "openai_sub",
  "cerebras",
  "deepseek",
  "gemini",
  "minimax",
  "groq",
  "xai",
  "mistral",
  "fireworks",
  "moonshot",
  "qwen",
]);

function isUsable(account: Account | undefined): boolean {
  return account?.enabled === true && account.unusableReason === null;
}

export function checkCallers({ snapshot, program, configs }: ConfigFacts): readonly Finding[] {
  const { settings } = snapshot;
  const tenants = [...snapshot.tenantsByKeyDigest.values()];
  const findings: Finding[] = [];
  if (settings.get("multi_tenancy") === "true" && !tenants.some(({ enabled }) => enabled)) {
    const what = "Multi-tenancy is on and no tenant is enabled: nobody is let in.";
    findings.push(
      problem(
        "callers",
        what,
        `Make a key: ${program} keys new, or let programs here in without one: ${program} settings unset multi_tenancy`,
      ),
    );
  }
  for (const { name, configId, enabled } of tenants) {
    if (!enabled || configId === null || configs.some(({ id }) => id === configId)) continue;
    const what = `Tenant ${JSON.stringify(oneLine(name))} has a config that no longer exists: its requests are refused.`;
    const remedy = `Give the tenant another config: ${program} keys set ${shellWord(name)} --config NAME`;
    findings.push(problem("callers", what, remedy));
  }
  findings.push(...checkSettings(snapshot, program), ...checkOverage(snapshot, program));
  return orFine(findings, "callers", "Tenants and settings make sense.");
}

function checkOverage({ settings, accounts }: Snapshot, program: string): readonly Finding[] {
  const names = (settings.get("codegate_overage_accounts") ?? "")
    .split(",")
    .map((name) => name.trim());
  const known = new Set([...accounts.values()].map(({ name }) => name));
  const strangers = names.filter((name) => name !== "" && !known.has(name));
  if (strangers.length === 0) return [];
  const what = `The setting codegate_overage_accounts names ${list(strangers)}, and there is no such account.`;
  const change = `${program} settings set codegate_overage_accounts NAMES`;
  return [warning("callers", what, `Correct the names in it: ${change}`)];
}
