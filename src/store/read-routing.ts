import type { RawRow } from "./raw-row.ts";
import {
  orElse,
  readRateLimit,
  readText,
  readWholeNumber,
  textOrNull,
  type Reading,
} from "./read-values.ts";
import type { RoutingConfig, Tenant, Tier, TierRow } from "./snapshot.ts";

/** Rows are given in database order, which decides ties. */
export interface RoutingPicture {
  readonly configs: ReadonlyMap<string, RoutingConfig>;
  /** The dashboard can leave two active configs: the first one counts, there as here. */
  readonly activeConfigId: string | null;
}

const tiers: ReadonlySet<string> = new Set<Tier>(["opus", "sonnet", "haiku"]);

export function readConfigs(
  configRows: readonly RawRow[],
  tierRows: readonly RawRow[],
): RoutingPicture {
  const rowsByConfig = Map.groupBy(tierRows, (row) => row["configId"]);
  const configs = new Map<string, RoutingConfig>();
  let activeConfigId: string | null = null;
  for (const row of configRows) {
    const id = row["id"];
    if (typeof id !== "string" || id === "") continue;
    configs.set(id, {
      id,
      name: orElse(readText(row["name"]), id),
      strategy: orElse(readText(row["routingStrategy"]), "priority").toLowerCase(),
      rows: readTierRows(rowsByConfig.get(id) ?? []),
    });
    if (row["isActive"] === 1) activeConfigId ??= id;
  }
  return { configs, activeConfigId };
}

/** By tier name, then priority downwards, as the reference sorts them. */
function readTierRows(rows: readonly RawRow[]): readonly TierRow[] {
  return rows
    .flatMap((row) => readTierRow(row) ?? [])
    .toSorted((a, b) => compareText(a.tier, b.tier) || b.priority - a.priority);
}

function readTierRow(row: RawRow): TierRow | null {
  const tier = orElse(readText(row["tier"]), "").toLowerCase();
  const accountId = row["accountId"];
  if (!isTier(tier) || typeof accountId !== "string") return null;
  return {
    tier,
    accountId,
    priority: orElse(readWholeNumber(row["priority"]), 0),
    targetModel: textOrNull(row["targetModel"]),
  };
}

function isTier(text: string): text is Tier {
  return tiers.has(text);
}

export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Text settings by key; NULL and binary values are as good as unset. */
export function readSettings(rows: readonly RawRow[]): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const { key, value } of rows) {
    if (typeof key !== "string") continue;
    if (typeof value === "string") settings.set(key, value);
    else if (typeof value === "number") settings.set(key, String(value));
  }
  return settings;
}

export interface TenantPicture {
  readonly tenantsByKeyDigest: ReadonlyMap<string, Tenant>;
  /** Sentences about tenants that are shut out because their row cannot be read. */
  readonly complaints: readonly string[];
}

/**
 * All tenants by the digest of their key. One whose row cannot be read is there, but disabled:
 * letting it in could lift a limit that somebody set, and leaving out the only tenant would make
 * the gateway look as if it had none.
 */
export function readTenants(
  tenantRows: readonly RawRow[],
  settingRows: readonly RawRow[],
): TenantPicture {
  const settingsByTenant = Map.groupBy(settingRows, (row) => row["tenantId"]);
  const tenantsByKeyDigest = new Map<string, Tenant>();
  const complaints: string[] = [];
  for (const [position, row] of tenantRows.entries()) {
    const id = orElse(readText(row["id"]), "");
    const configId = readText(row["configId"]);
    const rateLimit = readRateLimit(row["rateLimit"]);
    const digest = orElse(readText(row["apiKeyHash"]), "").toLowerCase();
    const failure = findTenantFailure({ id, digest, configId, rateLimit });
    if (failure !== null) complaints.push(`Tenant ${id} is shut out: ${failure}`);
    // No digest looks like this, so that no key can match a row without one.
    const key = digest === "" ? `row ${position}` : digest;
    tenantsByKeyDigest.set(key, {
      id,
      name: orElse(readText(row["name"]), id),
      enabled: row["enabled"] === 1 && failure === null,
      configId: orElse<string | null>(configId, null),
      rateLimit: orElse(rateLimit, 0),
      settings: readSettings(settingsByTenant.get(row["id"]) ?? []),
    });
  }
  return { tenantsByKeyDigest, complaints };
}

function findTenantFailure(tenant: {
  readonly id: string;
  readonly digest: string;
  readonly configId: Reading<string>;
  readonly rateLimit: Reading<number>;
}): string | null {
  if (tenant.id === "") return "the column tenants.id is not text.";
  if (!/^[0-9a-f]{64}$/.test(tenant.digest)) {
    return "the column tenants.api_key_hash holds no SHA-256; give it a new key.";
  }
  if (!tenant.configId.ok) return `the column tenants.config_id: ${tenant.configId.failure}.`;
  if (!tenant.rateLimit.ok) return `the column tenants.rate_limit: ${tenant.rateLimit.failure}.`;
  return null;
}

/** Highest output token count by model id. */
export function readModelLimits(rows: readonly RawRow[]): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const row of rows) {
    const most = orElse(readWholeNumber(row["maxOutputTokens"]), 0);
    const { modelId } = row;
    if (typeof modelId === "string" && most > 0) limits.set(modelId, most);
  }
  return limits;
}
