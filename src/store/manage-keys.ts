import { createHash, randomBytes } from "node:crypto";
import { eq } from "drizzle-orm/sql";
import { failed, success, type Result } from "../base/result.ts";
import {
  changeStore,
  findNamed,
  hasId,
  parseName,
  readStore,
  type Named,
  type StorePlace,
} from "./change-store.ts";
import { codegateBudgets } from "./budget-tables.ts";
import type { StoreDatabase } from "./open-database.ts";
import { orElse, readRateLimit, readText, textOrNull } from "./read-values.ts";
import { configs, requestLogs, settings, tenants, usage } from "./schema.ts";
import { formatTimestamp } from "./timestamp.ts";

const globalKeyName = "proxy_api_key";

/** The key of the database's settings that clients may use; null when there is none. */
export function readGlobalKey(place: StorePlace): Result<string | null, string> {
  return readStore(place, ({ orm }) => {
    const rows = orm.select().from(settings).where(eq(settings.key, globalKeyName)).all();
    return success(textOrNull(rows[0]?.value));
  });
}

/** Makes a new key for the settings and returns it. The former one is no longer valid. */
export function generateGlobalKey(place: StorePlace): Result<string, string> {
  const value = createKey();
  return changeStore(place, ({ orm }) => {
    orm
      .insert(settings)
      .values({ key: globalKeyName, value })
      .onConflictDoUpdate({ target: settings.key, set: { value } })
      .run();
    return success(value);
  });
}

export interface TenantListing extends Named {
  /** First characters of the key, enough to recognise it. */
  readonly keyPrefix: string;
  readonly configId: string | null;
  readonly configName: string | null;
  /** Requests per 60 s; 0 = no limit. */
  readonly rateLimit: number;
  readonly enabled: boolean;
}

export function listTenants(place: StorePlace): Result<readonly TenantListing[], string> {
  return readStore(place, (database) => success(readListings(database)));
}

export function readTenantNames(database: StoreDatabase): readonly Named[] {
  return readListings(database).map(({ id, name }) => ({ id, name }));
}

export interface NewTenant {
  readonly name: string;
  /** Name or id of the config that this tenant is routed by. Left out: the active one. */
  readonly config?: string | null | undefined;
  /** Requests per 60 s; 0 = no limit. Default 0. */
  readonly rateLimit?: number | undefined;
}

export interface AddedTenant extends Named {
  /** The key in clear. It is stored as a digest only: this is the one time it can be read. */
  readonly key: string;
}

export function addTenant(place: StorePlace, tenant: NewTenant): Result<AddedTenant, string> {
  const name = parseName(tenant.name);
  if (name === null) return failed("The name must be 1 to 200 characters on one line.");
  const { rateLimit = 0 } = tenant;
  if (!Number.isSafeInteger(rateLimit) || rateLimit < 0) {
    return failed("The rate limit must be a whole number of requests per minute, or 0 for none.");
  }
  return changeStore(place, (database) => {
    if (readListings(database).some((other) => other.name === name)) {
      return failed(`There is a tenant called ${name} already.`);
    }
    const configId = findConfigId(database, tenant.config);
    if (!configId.ok) return configId;
    const key = createKey();
    const id = crypto.randomUUID();
    database.orm
      .insert(tenants)
      .values({
        id,
        name,
        ...digestOf(key),
        configId: configId.value,
        rateLimit,
      })
      .run();
    return success({ id, name, key });
  });
}

/** Removes a tenant with its settings. What it spent and asked stays, without its id. */
export function removeTenant(place: StorePlace, reference: string): Result<Named, string> {
  return changeStore(place, (database) => {
    const found = findNamed(readListings(database), reference, "tenant");
    if (!found.ok) return found;
    const { id, name } = found.value;
    database.orm.update(usage).set({ tenantId: null }).where(eq(usage.tenantId, id)).run();
    database.orm
      .update(requestLogs)
      .set({ tenantId: null })
      .where(eq(requestLogs.tenantId, id))
      .run();
    database.orm.delete(codegateBudgets).where(eq(codegateBudgets.caller, id)).run();
    database.orm.delete(tenants).where(eq(tenants.id, id)).run();
    return success({ id, name });
  });
}

/** What is left out stays as it is. */
export interface TenantChanges {
  readonly enabled?: boolean;
  /** Name or id of a config; null = the active one. */
  readonly config?: string | null;
  /** Requests per 60 s; 0 = no limit. */
  readonly rateLimit?: number;
  /** The former key is no longer valid. */
  readonly makesKey?: boolean;
}

export interface ChangedTenant extends Named {
  /** A new key in clear, if one was asked for. */
  readonly key: string | null;
}

export function setTenant(
  place: StorePlace,
  reference: string,
  { enabled, config, rateLimit, makesKey = false }: TenantChanges,
): Result<ChangedTenant, string> {
  return changeStore(place, (database) => {
    const found = findNamed(readListings(database), reference, "tenant");
    if (!found.ok) return found;
    const configId = findConfigId(database, config);
    if (!configId.ok) return configId;
    const { id, name } = found.value;
    const key = makesKey ? createKey() : null;
    database.orm
      .update(tenants)
      .set({
        ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }),
        ...(config !== undefined && { configId: configId.value }),
        ...(rateLimit !== undefined && { rateLimit }),
        ...(key !== null && digestOf(key)),
        updatedAt: formatTimestamp(Date.now()),
      })
      .where(eq(tenants.id, id))
      .run();
    return success({ id, name, key });
  });
}

/** All that is stored of a key. */
function digestOf(key: string) {
  return {
    apiKeyHash: createHash("sha256").update(key).digest("hex"),
    apiKeyPrefix: key.slice(0, 8),
  };
}

/** A key for clients: `cgk_` and 32 hexadecimal digits. */
function createKey(): string {
  return `cgk_${randomBytes(16).toString("hex")}`;
}

function findConfigId(
  database: StoreDatabase,
  reference: string | null | undefined,
): Result<string | null, string> {
  if (reference === null || reference === undefined) return success(null);
  const found = findNamed(readConfigNames(database), reference, "config");
  return found.ok ? success(found.value.id) : found;
}

function readConfigNames({ orm }: StoreDatabase): readonly Named[] {
  const rows = orm.select({ id: configs.id, name: configs.name }).from(configs).all();
  return rows.filter(hasId).map(({ id, name }) => ({ id, name: orElse(readText(name), id) }));
}

function readListings(database: StoreDatabase): readonly TenantListing[] {
  const configNames = new Map(readConfigNames(database).map(({ id, name }) => [id, name]));
  return database.orm
    .select()
    .from(tenants)
    .all()
    .filter(hasId)
    .map((row) => {
      const configId = textOrNull(row.configId);
      return {
        id: row.id,
        name: orElse(readText(row.name), row.id),
        keyPrefix: orElse(readText(row.apiKeyPrefix), ""),
        configId,
        configName: configId === null ? null : (configNames.get(configId) ?? null),
        rateLimit: orElse(readRateLimit(row.rateLimit), 0),
        enabled: row.enabled === 1,
      };
    });
}
