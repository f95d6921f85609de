/** `codegate accounts list`. */
import { success, type Result } from "../../base/result.ts";
import { oneLine } from "../../process/logger.ts";
import { listAccounts, type AccountListing } from "../../store/manage-accounts.ts";
import { readSnapshotOnce } from "../../store/read-once.ts";
import { complain, exitCodes, type Action, type CommandRooms } from "../command.ts";
import { fullPath, readIfThere } from "../find-store.ts";
import { ago, parseTimestamp } from "../terminal/phrases.ts";
import { writeTable, type Row } from "../terminal/table.ts";
import {
  describeLimits,
  describeProvider,
  describeState,
  describeTrouble,
  hidePassword,
} from "./describe-account.ts";

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
    const { accounts, spend } = read.value;
    const { out, error } = terminal;
    const at = now();
    if (words.has("json")) {
      const list = accounts.map((account) => toJson(account, spend.get(account.id) ?? 0, at));
      out.line(JSON.stringify(list, null, 2));
    } else if (accounts.length === 0) {
      error.line(`There are no accounts in ${fullPath(place)}.`);
      error.line(`Add one with: ${program} accounts add`);
    } else {
      const rows = accounts.map((account) => toRow(account, spend.get(account.id) ?? 0, at));
      writeTable(out, columns, rows);
    }
    return exitCodes.done;
  },
};

export interface AccountsRead {
  readonly accounts: readonly AccountListing[];
  /** US dollars of this month by account id. */
  readonly spend: ReadonlyMap<string, number>;
}

export function readAccounts({
  place,
  now,
}: Pick<CommandRooms, "place" | "now">): Result<AccountsRead, string> {
  const accounts = readIfThere(place, listAccounts, []);
  if (!accounts.ok || accounts.value.length === 0) {
    return accounts.ok ? success({ accounts: [], spend: new Map() }) : accounts;
  }
  const snapshot = readSnapshotOnce(place, now());
  if (!snapshot.ok) return snapshot;
  return success({ accounts: accounts.value, spend: snapshot.value.monthlySpend });
}

const columns = [
  { title: "NAME", canShrink: true },
  { title: "PROVIDER", canShrink: true },
  { title: "STATE" },
  { title: "LAST USED" },
  { title: "PRIORITY", isNumber: true },
  { title: "LIMITS" },
] as const;

function toRow(account: AccountListing, spent: number, now: number): Row {
  const { name, provider, authType, lastUsedAt, priority, baseUrl, proxyUrl } = account;
  const state = describeState(account, now);
  const used = parseTimestamp(lastUsedAt);
  const trouble = describeTrouble(account, now);
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
    notes: [way, trouble].filter((note) => note !== ""),
  };
}

function toJson(account: AccountListing, spent: number, now: number): unknown {
  const { baseUrl, proxyUrl } = account;
  return {
    id: account.id,
    name: account.name,
    provider: account.provider,
    auth_type: account.authType,
    enabled: account.enabled,
    usable: account.enabled && account.unusableReason === null,
    unusable_reason: account.unusableReason,
    state: describeState(account, now).word,
    status: account.status,
    error_count: account.errorCount,
    last_error: account.lastError,
    last_error_at: account.lastErrorAt,
    last_used_at: account.lastUsedAt,
    has_key: account.hasCredential,
    token_expires_at_ms: account.tokenExpiresAt,
    base_url: baseUrl === null ? null : hidePassword(baseUrl),
    proxy_url: proxyUrl === null ? null : hidePassword(proxyUrl),
    priority: account.priority,
    rate_limit: account.rateLimit,
    monthly_budget_usd: account.monthlyBudget,
    spent_this_month_usd: spent,
  };
}
