/** `codegate accounts list`. */
import { oneLine } from "../../process/logger.ts";
import { complain, exitCodes, type Action } from "../command.ts";
import { fullPath } from "../find-store.ts";
import { ago } from "../terminal/phrases.ts";
import { writeTable, type Row } from "../terminal/table.ts";
import { describeHealth, type HealthFacts } from "./account-health.ts";
import {
  describeLimits,
  describeProvider,
  hidePassword,
  type Spending,
} from "./describe-account.ts";
import { grantJson, healthJson } from "./health-json.ts";
import { readAccounts } from "./read-health.ts";

export const listAction: Action = {
  name: "list",
  operands: [],
  flags: [{ name: "json", help: "One JSON array for programs" }],
  summary: "Show the accounts and whether they can serve",
  details: ["Highest priority first. Keys are never shown."],
  examples: ["accounts list", "accounts list --json"],
  run(words, rooms) {
    const { terminal, place, now, program } = rooms;
    const read = readAccounts(rooms);
    if (!read.ok) return complain(terminal, read.failure);
    const { accounts, spend, partlyKnown } = read.value;
    const spentBy = ({ account: { id } }: HealthFacts): Spending => ({
      usd: spend.get(id) ?? 0,
      isLeast: partlyKnown.has(id),
    });
    const { out, error } = terminal;
    const at = now();
    if (words.has("json")) {
      const list = accounts.map((facts) => toJson(facts, spentBy(facts), at));
      out.line(JSON.stringify(list, null, 2));
    } else if (accounts.length === 0) {
      error.line(`There are no accounts in ${fullPath(place)}.`);
      error.line(`Add one with: ${program} accounts add`);
    } else {
      const rows = accounts.map((facts) => toRow(facts, spentBy(facts), at));
      writeTable(out, columns, rows);
    }
    return exitCodes.done;
  },
};

const columns = [
  { title: "NAME", canShrink: true },
  { title: "PROVIDER", canShrink: true },
  { title: "STATE" },
  { title: "LAST USED" },
  { title: "PRIORITY", isNumber: true },
  { title: "LIMITS" },
] as const;

function toRow(facts: HealthFacts, spent: Spending, now: number): Row {
  const { account } = facts;
  const { name, provider, authType, priority, baseUrl, proxyUrl } = account;
  const { state, why, lastSuccessAt: used } = describeHealth(facts, now);
  const way = [
    ...(baseUrl === null ? [] : [`at ${hidePassword(baseUrl)}`]),
    ...(proxyUrl === null ? [] : [`through ${hidePassword(proxyUrl)}`]),
  ].join(" ");
  return {
    cells: [
      { text: oneLine(name), style: "bold" },
      { text: describeProvider(provider, authType) },
      { text: state.word, style: state.style },
      { text: used === null ? "never" : ago(used, now) },
      { text: String(priority) },
      { text: describeLimits(account, spent) },
    ],
    notes: [way, why].filter((note) => note !== ""),
  };
}

function toJson(facts: HealthFacts, spent: Spending, now: number): unknown {
  const { account } = facts;
  const { baseUrl, proxyUrl } = account;
  const health = describeHealth(facts, now);
  return {
    id: account.id,
    name: account.name,
    provider: account.provider,
    auth_type: account.authType,
    enabled: account.enabled,
    usable: account.enabled && account.unusableReason === null,
    unusable_reason: account.unusableReason,
    ...healthJson(health),
    status: account.status,
    error_count: account.errorCount,
    last_error: account.lastError,
    last_error_at: account.lastErrorAt,
    last_used_at: account.lastUsedAt,
    has_key: account.hasCredential,
    grant: grantJson(account.grant),
    base_url: baseUrl === null ? null : hidePassword(baseUrl),
    proxy_url: proxyUrl === null ? null : hidePassword(proxyUrl),
    allowed_clients: account.allowedClients,
    allowed_tenants: account.allowedTenants,
    priority: account.priority,
    rate_limit: account.rateLimit,
    monthly_budget_usd: account.monthlyBudget,
    spent_this_month_usd: spent.usd,
    spent_is_at_least: spent.isLeast,
  };
}
