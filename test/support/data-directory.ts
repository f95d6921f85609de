/** A throw-away DATA_DIR with the accounts, configs and tenants that a test names. */
import { Database } from "bun:sqlite";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { encrypt } from "../../src/store/cipher.ts";
import { openStore } from "../../src/store/store.ts";

export interface AccountSeed {
  readonly name: string;
  readonly provider?: string;
  readonly baseUrl?: string | null;
  /** Null stores no key. */
  readonly key?: string | null;
  readonly authType?: "api_key" | "oauth";
  readonly externalAccountId?: string;
  /** Short names by commas; see `codegate_account_options`. */
  readonly dialects?: string;
  readonly refreshToken?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly tokenExpiresAt?: number;
  readonly priority?: number;
  readonly rateLimit?: number;
  readonly monthlyBudget?: number;
  readonly enabled?: boolean;
}

export interface TierSeed {
  readonly tier: "opus" | "sonnet" | "haiku";
  /** The account's name. */
  readonly account: string;
  readonly priority?: number;
  readonly targetModel?: string;
}

export interface ConfigSeed {
  readonly name: string;
  readonly strategy?: string;
  readonly isActive?: boolean;
  readonly tiers: readonly TierSeed[];
}

export interface TenantSeed {
  readonly name: string;
  readonly key: string;
  readonly config?: string;
  readonly rateLimit?: number;
  readonly enabled?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Seed {
  readonly accounts?: readonly AccountSeed[];
  readonly configs?: readonly ConfigSeed[];
  readonly tenants?: readonly TenantSeed[];
  readonly settings?: Readonly<Record<string, string>>;
  readonly outputLimits?: Readonly<Record<string, number>>;
}

export interface DataDirectory {
  readonly path: string;
  /** A connection of its own, as another process would have. */
  readonly database: Database;
  rows<Row = Record<string, unknown>>(sql: string): Row[];
  remove(): void;
}

/** Ids are made from names, so that tests can name rows. */
export function idOf(name: string): string {
  return `id-${name}`;
}

export async function makeDataDirectory(
  seed: Seed = {},
  parent: string = tmpdir(),
): Promise<DataDirectory> {
  const path = mkdtempSync(join(parent, "codegate-test-"));
  const accountKey = randomBytes(32);
  writeFileSync(join(path, ".account-key"), accountKey.toString("hex"), { mode: 0o600 });
  const store = openStore({
    dataDirectory: path,
    accountKey: undefined,
    masterKey: undefined,
    logger: silentLogger,
    clock: systemClock,
  });
  await store.close();
  const database = new Database(join(path, "codegate.db"), { strict: true });
  database.run("PRAGMA busy_timeout = 5000");
  database.run("PRAGMA foreign_keys = ON");
  database.transaction(() => plant(database, seed, accountKey)).immediate();
  return {
    path,
    database,
    rows: (sql) => database.query(sql).all() as never,
    remove() {
      database.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function plant(database: Database, seed: Seed, accountKey: Uint8Array): void {
  for (const account of seed.accounts ?? []) plantAccount(database, account, accountKey);
  for (const config of seed.configs ?? []) plantConfig(database, config);
  for (const tenant of seed.tenants ?? []) plantTenant(database, tenant);
  for (const [key, value] of Object.entries(seed.settings ?? {})) {
    database.run("INSERT INTO settings (key, value) VALUES (?, ?)", [key, value]);
  }
  for (const [model, tokens] of Object.entries(seed.outputLimits ?? {})) {
    database.run("INSERT INTO model_limits (model_id, max_output_tokens) VALUES (?, ?)", [
      model,
      tokens,
    ]);
  }
}

function plantAccount(database: Database, account: AccountSeed, accountKey: Uint8Array): void {
  const { name, provider = "anthropic", key = `key-of-${name}` } = account;
  database.run(
    `INSERT INTO accounts (id, name, provider, auth_type, api_key_enc, base_url, priority,
       rate_limit, monthly_budget, enabled, external_account_id, refresh_token_enc, token_expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      idOf(name),
      name,
      provider,
      account.authType ?? "api_key",
      key === null ? null : encrypt(accountKey, key, randomBytes(16)),
      account.baseUrl ?? null,
      account.priority ?? 0,
      account.rateLimit ?? 0,
      account.monthlyBudget ?? null,
      account.enabled === false ? 0 : 1,
      account.externalAccountId ?? null,
      account.refreshToken === undefined
        ? null
        : encrypt(accountKey, account.refreshToken, randomBytes(16)),
      account.tokenExpiresAt ?? null,
    ],
  );
  if (account.dialects === undefined) return;
  database.run("INSERT INTO codegate_account_options (account_id, dialects) VALUES (?, ?)", [
    idOf(name),
    account.dialects,
  ]);
}

function plantConfig(database: Database, config: ConfigSeed): void {
  database.run("INSERT INTO configs (id, name, is_active, routing_strategy) VALUES (?, ?, ?, ?)", [
    idOf(config.name),
    config.name,
    config.isActive === false ? 0 : 1,
    config.strategy ?? "priority",
  ]);
  for (const [index, row] of config.tiers.entries()) {
    database.run(
      `INSERT INTO config_tiers (id, config_id, tier, account_id, priority, target_model)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [
        `${idOf(config.name)}-${index}`,
        idOf(config.name),
        row.tier,
        idOf(row.account),
        row.priority ?? 0,
        row.targetModel ?? null,
      ],
    );
  }
}

function plantTenant(database: Database, tenant: TenantSeed): void {
  const digest = createHash("sha256").update(tenant.key).digest("hex");
  database.run(
    `INSERT INTO tenants (id, name, api_key_hash, api_key_prefix, config_id, rate_limit, enabled)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      idOf(tenant.name),
      tenant.name,
      digest,
      tenant.key.slice(0, 8),
      tenant.config === undefined ? null : idOf(tenant.config),
      tenant.rateLimit ?? 0,
      tenant.enabled === false ? 0 : 1,
    ],
  );
  for (const [key, value] of Object.entries(tenant.settings ?? {})) {
    database.run("INSERT INTO tenant_settings (tenant_id, key, value) VALUES (?, ?, ?)", [
      idOf(tenant.name),
      key,
      value,
    ]);
  }
}
