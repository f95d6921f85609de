import { eq } from "drizzle-orm/sql";
import { silentLogger } from "../base/logger.ts";
import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";
import { openAccountKeys } from "./account-keys.ts";
import {
  changeStore,
  findNamed,
  hasId,
  readStore,
  type Named,
  type StorePlace,
} from "./change-store.ts";
import {
  checkNewAccount,
  checkNewAddress,
  explainTaken,
  readNewName,
  type NewAccount,
} from "./check-account.ts";
import { forgetAccountHints, hintUpsert, wakeHints } from "./hints.ts";
import type { StoreDatabase } from "./open-database.ts";
import { createSnapshotReader } from "./read-snapshot.ts";
import { orElse, readText, readWholeNumber, textOrNull } from "./read-values.ts";
import { accounts, codegateAccountOptions, codegateGrants, sessions, usage } from "./schema.ts";
import type { Account } from "./snapshot.ts";
import { formatTimestamp } from "./timestamp.ts";

/** An account without its secret, with what its row says about its health. */
export interface AccountListing extends Omit<Account, "credential"> {
  readonly hasCredential: boolean;
  /** "unknown", "active", "expired", "error" or "rate_limited". */
  readonly status: string;
  readonly errorCount: number;
  readonly lastError: string | null;
  /** Timestamps are `YYYY-MM-DD HH:MM:SS`, UTC. */
  readonly lastErrorAt: string | null;
  readonly lastUsedAt: string | null;
}

/** All accounts, disabled ones included, highest priority first. */
export function listAccounts(place: StorePlace): Result<readonly AccountListing[], string> {
  return readStore(place, (database) => success(readListings(place, database)));
}

/** One account by id, name, or the beginning of its id. */
export function findAccount(place: StorePlace, reference: string): Result<AccountListing, string> {
  return readStore(place, (database) =>
    findNamed(readListings(place, database), reference, "account"),
  );
}

/** Stores a new account with its secrets encrypted. */
export function addAccount(place: StorePlace, account: NewAccount): Result<Named, string> {
  const checked = checkNewAccount(account);
  if (!checked.ok) return checked;
  const { row, options, grant, credential, refreshToken } = checked.value;
  return changeStore(place, (database) => {
    const keys = openAccountKeys({ ...place, logger: silentLogger });
    const encrypt = (secret: string | null): Result<string | null, string> =>
      secret === null ? success(null) : keys.encrypt(secret);
    const apiKeyEnc = encrypt(credential);
    if (!apiKeyEnc.ok) return apiKeyEnc;
    const refreshTokenEnc = encrypt(refreshToken);
    if (!refreshTokenEnc.ok) return refreshTokenEnc;
    const id = crypto.randomUUID();
    const secrets = { apiKeyEnc: apiKeyEnc.value, refreshTokenEnc: refreshTokenEnc.value };
    database.orm
      .insert(accounts)
      .values({ id, ...row, ...secrets })
      .run();
    if (Object.values(options).some((option) => option !== null)) {
      database.orm
        .insert(codegateAccountOptions)
        .values({ accountId: id, ...options })
        .run();
    }
    if (grant.grantedAt !== null || grant.sharedFile !== null) {
      database.orm
        .insert(codegateGrants)
        .values({ accountId: id, ...grant })
        .run();
    }
    return success({ id, name: row.name });
  });
}

/** Removes an account and its places in configs. What it spent stays, without the account's id. */
export function removeAccount(place: StorePlace, reference: string): Result<Named, string> {
  return changeStore(place, (database) => {
    const found = findStored(database, reference);
    if (!found.ok) return found;
    const { id } = found.value;
    database.orm.update(usage).set({ accountId: null }).where(eq(usage.accountId, id)).run();
    database.orm.update(sessions).set({ accountId: null }).where(eq(sessions.accountId, id)).run();
    database.orm.delete(accounts).where(eq(accounts.id, id)).run();
    return found;
  });
}

/** Asks a running gateway to use the account again now, whatever it rests for. */
export function wakeAccount(place: StorePlace, reference: string): Result<Named, string> {
  return changeStore(place, (database) => {
    const found = findStored(database, reference);
    if (!found.ok) return found;
    const now = Date.now();
    forgetAccountHints(database, found.value.id);
    database.orm
      .update(codegateGrants)
      .set({ retryAt: null })
      .where(eq(codegateGrants.accountId, found.value.id))
      .run();
    const hint = {
      table: "codegate_hints",
      kind: wakeHints,
      key: found.value.id,
      value: String(now),
      expiresAt: now + limits.restMemoryMs,
    } as const;
    database.client.run(hintUpsert.sql, hintUpsert.bind(hint));
    return found;
  });
}

export function setAccountEnabled(
  place: StorePlace,
  reference: string,
  enabled: boolean,
): Result<Named, string> {
  return changeAccount(place, reference, { enabled: enabled ? 1 : 0 });
}

/** What is left out stays as it is. */
export interface AccountChanges {
  readonly name?: string;
  /** Null = the provider's own. */
  readonly baseUrl?: string | null;
  /** Higher first. */
  readonly priority?: number;
  /** Requests per 60 s; 0 = no limit. */
  readonly rateLimit?: number;
  /** US dollars per calendar month; null = no budget. */
  readonly monthlyBudget?: number | null;
}

export function setAccount(
  place: StorePlace,
  reference: string,
  changes: AccountChanges,
): Result<Named, string> {
  return changeStore(place, (database) => {
    const found = findStored(database, reference);
    if (!found.ok) return found;
    const name = nameOf(database, found.value, changes.name);
    if (!name.ok) return name;
    const provider = providerOf(database, found.value);
    const baseUrl = checkNewAddress(provider, changes.baseUrl ?? null);
    if (changes.baseUrl !== undefined && !baseUrl.ok) return baseUrl;
    const { id } = found.value;
    updateAccount(database, id, { ...changes, name: name.value });
    return success({ id, name: name.value });
  });
}

/** The name that it is to have from now on. */
function nameOf(
  database: StoreDatabase,
  { id, name }: Named,
  wanted: string | undefined,
): Result<string, string> {
  if (wanted === undefined) return success(name);
  const read = readNewName(wanted);
  if (!read.ok) return read;
  const others = readNames(database).filter((each) => each.id !== id);
  const isTaken = others.some((each) => each.name.toLowerCase() === read.value.toLowerCase());
  return isTaken ? failed(explainTaken(read.value)) : read;
}

function providerOf({ orm }: StoreDatabase, { id }: Named): string {
  const row = orm
    .select({ provider: accounts.provider })
    .from(accounts)
    .where(eq(accounts.id, id))
    .get();
  return orElse(readText(row?.provider), "");
}

function changeAccount(
  place: StorePlace,
  reference: string,
  changes: Partial<typeof accounts.$inferInsert>,
): Result<Named, string> {
  return changeStore(place, (database) => {
    const found = findStored(database, reference);
    if (!found.ok) return found;
    updateAccount(database, found.value.id, changes);
    return found;
  });
}

function updateAccount(
  { orm }: StoreDatabase,
  id: string,
  changes: Partial<typeof accounts.$inferInsert>,
): void {
  orm
    .update(accounts)
    .set({ ...changes, updatedAt: formatTimestamp(Date.now()) })
    .where(eq(accounts.id, id))
    .run();
}

/**
 * Replaces the secret of an account. What belonged to the former one (refresh token, expiry, count
 * of errors) goes with it.
 */
export function setAccountCredential(
  place: StorePlace,
  reference: string,
  credential: string,
): Result<Named, string> {
  const secret = credential.trim();
  if (secret === "") return failed("The account needs a key.");
  if (/\s/.test(secret)) return failed("The key must not contain spaces or line breaks.");
  return changeStore(place, (database) => {
    const found = findStored(database, reference);
    if (!found.ok) return found;
    const encrypted = openAccountKeys({ ...place, logger: silentLogger }).encrypt(secret);
    if (!encrypted.ok) return encrypted;
    database.orm
      .update(accounts)
      .set({
        apiKeyEnc: encrypted.value,
        refreshTokenEnc: null,
        tokenExpiresAt: null,
        status: "unknown",
        errorCount: 0,
        updatedAt: formatTimestamp(Date.now()),
      })
      .where(eq(accounts.id, found.value.id))
      .run();
    database.orm.delete(codegateGrants).where(eq(codegateGrants.accountId, found.value.id)).run();
    return found;
  });
}

/** Within a transaction: an account by id, name, or the beginning of its id. */
export function findStored(database: StoreDatabase, reference: string): Result<Named, string> {
  return findNamed(readNames(database), reference, "account");
}

/** Ids and names of all accounts that can be referred to. */
export function readNames(database: StoreDatabase): readonly Named[] {
  return database.orm
    .select({ id: accounts.id, name: accounts.name })
    .from(accounts)
    .all()
    .filter(hasId)
    .map(({ id, name }) => ({ id, name: orElse(readText(name), id) }));
}

function readListings(place: StorePlace, database: StoreDatabase): readonly AccountListing[] {
  const keys = openAccountKeys({ ...place, logger: silentLogger });
  const { snapshot } = createSnapshotReader(database, keys).read(Date.now());
  const rows = database.orm.select().from(accounts).all();
  const rowById = new Map(rows.map((row) => [row.id, row]));
  return [...snapshot.accounts.values()].map(({ credential, ...account }) => {
    const row = rowById.get(account.id);
    return {
      ...account,
      hasCredential: credential !== null,
      status: orElse(readText(row?.status), "unknown"),
      errorCount: orElse(readWholeNumber(row?.errorCount), 0),
      lastError: textOrNull(row?.lastError),
      lastErrorAt: textOrNull(row?.lastErrorAt),
      lastUsedAt: textOrNull(row?.lastUsedAt),
    };
  });
}
