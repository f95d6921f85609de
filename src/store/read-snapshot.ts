import type { AccountKeys } from "./account-keys.ts";
import type { StoreDatabase } from "./open-database.ts";
import { readAccount } from "./read-account.ts";
import type { RawRow } from "./raw-row.ts";
import { readHints, wakeHints, type Hint } from "./hints.ts";
import { readBudgets } from "./read-budgets.ts";
import { createCallerSpendReader } from "./read-caller-spend.ts";
import { createMonthSpendReader } from "./read-month-spend.ts";
import {
  compareText,
  readConfigs,
  readModelLimits,
  readSettings,
  readTenants,
} from "./read-routing.ts";
import { withPrices } from "./read-prices.ts";
import { createTableReader, type TableReader } from "./read-table.ts";
import type { Account, Snapshot } from "./snapshot.ts";

/** What the row of an account said last about its health. */
export interface StoredStatus {
  readonly status: unknown;
  readonly lastError: unknown;
}

export interface SnapshotReading {
  readonly snapshot: Snapshot;
  readonly statusByAccount: ReadonlyMap<string, StoredStatus>;
  /** Sentences about tenants that are shut out, and budgets that hold nobody back. */
  readonly complaints: readonly string[];
  /** True when a secret could not be decrypted: a key file that appears later may open it. */
  readonly hasLockedSecrets: boolean;
  /** True when a table is missing: the schema should be completed again. */
  readonly lacksTables: boolean;
}

export interface SnapshotReader {
  /** Reads everything in one transaction. SQLite's errors are thrown: a lock can be met. */
  read(now: number): SnapshotReading;
}

interface RawTables {
  readonly accounts: readonly RawRow[];
  readonly options: readonly RawRow[];
  readonly grants: readonly RawRow[];
  readonly configs: readonly RawRow[];
  readonly tiers: readonly RawRow[];
  readonly tenants: readonly RawRow[];
  readonly tenantSettings: readonly RawRow[];
  readonly settings: readonly RawRow[];
  readonly modelLimits: readonly RawRow[];
  readonly prices: readonly RawRow[];
  readonly budgets: readonly RawRow[];
  readonly lacksTables: boolean;
}

export function createSnapshotReader(database: StoreDatabase, keys: AccountKeys): SnapshotReader {
  const monthSpend = createMonthSpendReader(database);
  const callerSpend = createCallerSpendReader(database);
  const tables = createTableReader(database);
  /** Plaintexts by ciphertext, of the last reading only. */
  let secrets = new Map<string, string>();

  function readAccounts(raw: RawTables): Pick<SnapshotReading, "hasLockedSecrets"> & {
    readonly accounts: ReadonlyMap<string, Account>;
  } {
    const opened = new Map<string, string>();
    let hasLockedSecrets = false;
    const decrypt = (stored: string): string | null => {
      const plaintext = secrets.get(stored) ?? keys.decrypt(stored);
      if (plaintext === null) hasLockedSecrets = true;
      else opened.set(stored, plaintext);
      return plaintext;
    };
    const options = new Map(raw.options.map((row) => [row["accountId"], row]));
    const grants = new Map(raw.grants.map((row) => [row["accountId"], row]));
    const extrasOf = ({ id }: RawRow) => ({
      options: options.get(id) ?? {},
      grant: grants.get(id) ?? {},
    });
    const list = raw.accounts
      .flatMap((row) => readAccount(row, extrasOf(row), decrypt) ?? [])
      .toSorted(
        (a, b) => b.priority - a.priority || compareText(a.name, b.name) || compareText(a.id, b.id),
      );
    secrets = opened;
    return { accounts: new Map(list.map((account) => [account.id, account])), hasLockedSecrets };
  }

  function read(now: number): SnapshotReading {
    keys.reload();
    const { raw, spend, spentByDay } = database.client
      .transaction(() => {
        const rows = readTables(tables);
        // Nobody else asks, and a month can have a million rows.
        const byDay = rows.budgets.length === 0 ? new Map() : callerSpend.read(now);
        return { raw: rows, spend: monthSpend.read(now), spentByDay: byDay };
      })
      .deferred();
    const { accounts: accountsById, hasLockedSecrets } = readAccounts(raw);
    const { tenantsByKeyDigest, complaints } = readTenants(raw.tenants, raw.tenantSettings);
    const { budgets, complaints: aboutBudgets } = readBudgets(raw.budgets);
    return {
      snapshot: {
        accounts: withPrices(accountsById, raw.prices),
        ...readConfigs(raw.configs, raw.tiers),
        tenantsByKeyDigest,
        settings: readSettings(raw.settings),
        maxOutputTokens: readModelLimits(raw.modelLimits),
        monthlySpend: spend,
        budgets,
        callerSpend: spentByDay,
        commitsSeen: [],
        wakes: readWakes(readHints(database, wakeHints, now) ?? []),
        problem: null,
      },
      statusByAccount: readStatuses(raw.accounts),
      complaints: [...complaints, ...aboutBudgets],
      hasLockedSecrets,
      lacksTables: raw.lacksTables,
    };
  }

  return { read };
}

function readTables(reader: TableReader): RawTables {
  let lacksTables = false;
  const rowsOf = (table: string): readonly RawRow[] => {
    const rows = reader.read(table);
    lacksTables ||= rows === null;
    return rows ?? [];
  };
  const tables = {
    accounts: rowsOf("accounts"),
    options: rowsOf("codegate_account_options"),
    grants: rowsOf("codegate_grants"),
    configs: rowsOf("configs"),
    tiers: rowsOf("config_tiers"),
    tenants: rowsOf("tenants"),
    tenantSettings: rowsOf("tenant_settings"),
    settings: rowsOf("settings"),
    modelLimits: rowsOf("model_limits"),
    prices: rowsOf("codegate_prices"),
    budgets: rowsOf("codegate_budgets"),
  };
  return { ...tables, lacksTables };
}

function readWakes(hints: readonly Hint[]): ReadonlyMap<string, number> {
  const times = hints.map(({ key, value }) => [key, Number(value)] as const);
  return new Map(times.filter(([, time]) => Number.isFinite(time)));
}

function readStatuses(rows: readonly RawRow[]): ReadonlyMap<string, StoredStatus> {
  return new Map(
    rows.map((row) => [String(row["id"]), { status: row["status"], lastError: row["lastError"] }]),
  );
}
