import { eq } from "drizzle-orm/sql";
import { failed, success, type Result } from "../base/result.ts";
import {
  changeStore,
  findNamed,
  parseName,
  readStore,
  type Named,
  type StorePlace,
} from "./change-store.ts";
import { readNames } from "./manage-accounts.ts";
import type { StoreDatabase } from "./open-database.ts";
import { readConfigs } from "./read-routing.ts";
import { textOrNull } from "./read-values.ts";
import { configs, configTiers, tenants } from "./schema.ts";
import type { Tier, TierRow } from "./snapshot.ts";

export const strategies = [
  "priority",
  "round-robin",
  "least-used",
  "budget-aware",
  "quota-aware",
] as const;
export type Strategy = (typeof strategies)[number];

export interface ConfigTierListing extends TierRow {
  /** The account's id when the account is gone. */
  readonly accountName: string;
}

export interface ConfigListing extends Named {
  readonly description: string | null;
  readonly isActive: boolean;
  /** As stored, lower case. */
  readonly strategy: string;
  readonly rows: readonly ConfigTierListing[];
}

/** All configs, each with its tier rows in the order in which they are tried. */
export function listConfigs(place: StorePlace): Result<readonly ConfigListing[], string> {
  return readStore(place, (database) => success(readListings(database)));
}

/** Makes exactly one config active: this one. By name, id, or the beginning of the id. */
export function useConfig(place: StorePlace, reference: string): Result<Named, string> {
  return changeStore(place, (database) => {
    const found = findNamed(readListings(database), reference, "config");
    if (!found.ok) return found;
    const { id, name } = found.value;
    activate(database, id);
    return success({ id, name });
  });
}

export interface NewTierRow {
  readonly tier: Tier;
  /** Id, name, or the beginning of the id of an account. */
  readonly account: string;
  /** Higher first. Left out: in the order of the list. */
  readonly priority?: number | undefined;
  /** Null or left out = keep the client's model name. */
  readonly targetModel?: string | null | undefined;
}

export interface ConfigChange {
  /** Name of the config, which is created when there is none of this name. */
  readonly name: string;
  readonly description?: string | null | undefined;
  /** Left out: as it was; "priority" for a new config. */
  readonly strategy?: Strategy | undefined;
  /** Replaces all rows. Left out: as they were. */
  readonly rows?: readonly NewTierRow[] | undefined;
  /** Also makes it the active config. */
  readonly activate?: boolean | undefined;
}

export interface ConfigSet extends Named {
  readonly isNew: boolean;
}

/** Creates a config, or replaces its strategy and rows. */
export function setConfig(place: StorePlace, change: ConfigChange): Result<ConfigSet, string> {
  const name = parseName(change.name);
  if (name === null) return failed("The name must be 1 to 200 characters on one line.");
  if (change.strategy !== undefined && !strategies.includes(change.strategy)) {
    return failed(`The strategy must be one of ${strategies.join(", ")}.`);
  }
  return changeStore(place, (database) => {
    const existing = readListings(database).find((config) => config.name === name);
    const id = existing?.id ?? crypto.randomUUID();
    const fields = {
      ...(change.strategy === undefined ? {} : { routingStrategy: change.strategy }),
      ...(change.description === undefined ? {} : { description: change.description }),
    };
    if (existing === undefined)
      database.orm
        .insert(configs)
        .values({ id, name, ...fields })
        .run();
    else if (Object.keys(fields).length > 0) {
      database.orm.update(configs).set(fields).where(eq(configs.id, id)).run();
    }
    const replaced = replaceRows(database, id, change.rows);
    if (!replaced.ok) return replaced;
    if (change.activate === true) activate(database, id);
    return success({ id, name, isNew: existing === undefined });
  });
}

/** By name, id, or the beginning of the id. */
export function findConfig(place: StorePlace, reference: string): Result<ConfigListing, string> {
  return readStore(place, (database) => findNamed(readListings(database), reference, "config"));
}

/** Refused while tenants are routed by it: without it their requests would be refused. */
export function removeConfig(place: StorePlace, reference: string): Result<Named, string> {
  return changeStore(place, (database) => {
    const found = findNamed(readListings(database), reference, "config");
    if (!found.ok) return found;
    const { id, name } = found.value;
    const { orm } = database;
    const using = orm.select({ name: tenants.name }).from(tenants);
    const users = using.where(eq(tenants.configId, id)).all();
    if (users.length > 0) {
      const names = users.map((user) => JSON.stringify(user.name)).join(", ");
      const what = `The config ${JSON.stringify(name)} routes the requests of ${names}.`;
      return failed(`${what} Give them another first: codegate keys set TENANT --config NAME`);
    }
    orm.delete(configs).where(eq(configs.id, id)).run();
    return success({ id, name });
  });
}

/** The dashboard can leave several active configs behind; here all others are cleared. */
function activate(database: StoreDatabase, id: string): void {
  database.orm.update(configs).set({ isActive: 0 }).run();
  database.orm.update(configs).set({ isActive: 1 }).where(eq(configs.id, id)).run();
}

function replaceRows(
  database: StoreDatabase,
  configId: string,
  rows: readonly NewTierRow[] | undefined,
): Result<null, string> {
  if (rows === undefined) return success(null);
  database.orm.delete(configTiers).where(eq(configTiers.configId, configId)).run();
  const names = readNames(database);
  for (const [position, row] of rows.entries()) {
    const account = findNamed(names, row.account, "account");
    if (!account.ok) return account;
    const priority = row.priority ?? rows.length - position;
    if (!Number.isSafeInteger(priority)) return failed("The priority must be a whole number.");
    const targetModel = row.targetModel?.trim() ?? "";
    database.orm
      .insert(configTiers)
      .values({
        id: crypto.randomUUID(),
        configId,
        tier: row.tier,
        accountId: account.value.id,
        priority,
        targetModel: targetModel === "" ? null : targetModel,
      })
      .run();
  }
  return success(null);
}

function readListings(database: StoreDatabase): readonly ConfigListing[] {
  const configRows = database.orm.select().from(configs).all();
  const tierRows = database.orm.select().from(configTiers).all();
  const picture = readConfigs(configRows, tierRows);
  const names = new Map(readNames(database).map(({ id, name }) => [id, name]));
  const descriptions = new Map(configRows.map((row) => [row.id, row.description]));
  return [...picture.configs.values()].map(({ id, name, strategy, rows }) => ({
    id,
    name,
    description: textOrNull(descriptions.get(id)),
    isActive: id === picture.activeConfigId,
    strategy,
    rows: rows.map((row) => ({ ...row, accountName: names.get(row.accountId) ?? row.accountId })),
  }));
}
