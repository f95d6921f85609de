/** Reading and writing an account's tokens within a transaction. */
import type { Database } from "bun:sqlite";
import type { AccountKeys } from "./account-keys.ts";
import { cutText } from "./cut-text.ts";
import type { RawRow } from "./raw-row.ts";
import type { SealedTokens } from "./sealed-tokens.ts";
import { limits } from "../base/limits.ts";
import { digestOf } from "./read-grant.ts";
import { orElse, readInstant, readText, readWholeNumber, textOrNull } from "./read-values.ts";
import { formatTimestamp } from "./timestamp.ts";

/** What is stored now. Tokens in clear; null = none, or none that can be decrypted. */
export interface StoredTokens {
  readonly provider: string;
  readonly name: string;
  readonly accessToken: string | null;
  readonly refreshToken: string | null;
  /** Milliseconds since the epoch, as everything below. */
  readonly expiresAt: number | null;
  readonly refreshedAt: number | null;
  readonly sharedFile: string | null;
  readonly isRejected: boolean;
  readonly retryAt: number | null;
  readonly failures: number;
  readonly leaseOwner: string | null;
  readonly leaseUntil: number | null;
}

export interface Postponement {
  readonly retryAt: number;
  readonly failures: number;
  readonly problem: string;
  readonly now: number;
}

export interface GrantSteps {
  /** Null when there is no such account. */
  read(accountId: string): StoredTokens | null;
  lease(accountId: string, owner: string, until: number): void;
  /** Gives the lease back if it is still this owner's. */
  release(accountId: string, owner: string): void;
  /** Stores tokens; the account is well. */
  store(accountId: string, tokens: SealedTokens, now: number): void;
  /** The stored refresh token is not accepted any more. */
  reject(accountId: string, problem: string, now: number): void;
  postpone(accountId: string, postponement: Postponement): void;
  /** What is wrong with a grant that is only followed. */
  complain(accountId: string, problem: string, now: number): void;
}

type Values = Readonly<Record<string, unknown>>;

/** Statements about one account: `assignments` is SQL whose parameters `values` names. */
interface Statements {
  row(id: string): RawRow | null;
  /** Changes its row in `codegate_grants`, which is made when it is missing. */
  change(id: string, assignments: string, values: Values): void;
  /** Changes its row in `accounts`. */
  touch(id: string, assignments: string, values: Values): void;
}

function prepareStatements(client: Database): Statements {
  return {
    row: (id) =>
      client
        .query<RawRow, [string]>(
          `SELECT a.name, a.provider, a.api_key_enc, a.refresh_token_enc, a.token_expires_at, g.*
          FROM accounts a LEFT JOIN codegate_grants g ON g.account_id = a.id WHERE a.id = ?`,
        )
        .get(id),
    change(id, assignments, values) {
      client.run("INSERT OR IGNORE INTO codegate_grants (account_id) VALUES (?)", [id]);
      const update = `UPDATE codegate_grants SET ${assignments} WHERE account_id = $id`;
      client.query(update).run({ id, ...values } as never);
    },
    touch(id, assignments, values) {
      const update = `UPDATE accounts SET ${assignments} WHERE id = $id`;
      client.query(update).run({ id, ...values } as never);
    },
  };
}

export function prepareGrantSteps(client: Database, keys: AccountKeys): GrantSteps {
  const { row, change, touch } = prepareStatements(client);
  return {
    read: (id) => {
      const found = row(id);
      return found === null ? null : readTokens(found, keys);
    },
    lease: (id, owner, until) =>
      change(id, "lease_owner = $owner, lease_until = $until", { owner, until }),
    release(id, owner) {
      client.run(
        `UPDATE codegate_grants SET lease_owner = NULL, lease_until = NULL
        WHERE account_id = ? AND lease_owner = ?`,
        [id, owner],
      );
    },
    store(id, { apiKeyEnc, refreshTokenEnc, expiresAt }, now) {
      touch(
        id,
        `api_key_enc = $apiKeyEnc, refresh_token_enc = coalesce($refreshTokenEnc, refresh_token_enc),
        token_expires_at = $expiresAt, status = 'active', updated_at = $at`,
        {
          apiKeyEnc,
          refreshTokenEnc,
          expiresAt: expiresAt === null ? null : Math.floor(expiresAt),
          at: formatTimestamp(now),
        },
      );
      change(
        id,
        `refreshed_at = $now, retry_at = NULL, failures = 0, rejected_digest = NULL,
        problem = NULL, problem_since = NULL, lease_owner = NULL, lease_until = NULL`,
        { now },
      );
    },
    reject(id, problem, now) {
      const stored = orElse(readText(row(id)?.["refresh_token_enc"]), "");
      change(
        id,
        `rejected_digest = $digest, problem = $problem, problem_since = $now, retry_at = NULL,
        lease_owner = NULL, lease_until = NULL`,
        { digest: digestOf(stored), problem, now },
      );
      touch(
        id,
        `status = 'expired', last_error = $error, last_error_at = $at, updated_at = $at,
        error_count = coalesce(error_count, 0) + 1`,
        { error: cutText(problem, limits.lastErrorLength), at: formatTimestamp(now) },
      );
    },
    postpone(id, { retryAt, failures, problem, now }) {
      change(
        id,
        `retry_at = $retryAt, failures = $failures, problem = $problem,
        problem_since = coalesce(problem_since, $now), lease_owner = NULL, lease_until = NULL`,
        { retryAt: Math.ceil(retryAt), failures, problem, now },
      );
    },
    complain(id, problem, now) {
      change(id, "problem = $problem, problem_since = coalesce(problem_since, $now)", {
        problem,
        now,
      });
    },
  };
}

function readTokens(row: RawRow, keys: AccountKeys): StoredTokens {
  const text = (column: string) => textOrNull(row[column]);
  const time = (column: string) => orElse<number | null>(readInstant(row[column]), null);
  const secret = (column: string) => {
    const stored = text(column);
    return stored === null ? null : (keys.decrypt(stored)?.trim() ?? null);
  };
  const storedRefresh = text("refresh_token_enc");
  const rejected = text("rejected_digest");
  return {
    provider: (text("provider") ?? "").toLowerCase(),
    name: text("name") ?? "",
    accessToken: secret("api_key_enc"),
    refreshToken: secret("refresh_token_enc"),
    expiresAt: time("token_expires_at"),
    refreshedAt: time("refreshed_at"),
    sharedFile: text("shared_file"),
    isRejected: rejected !== null && storedRefresh !== null && rejected === digestOf(storedRefresh),
    retryAt: time("retry_at"),
    failures: orElse(readWholeNumber(row["failures"]), 0),
    leaseOwner: text("lease_owner"),
    leaseUntil: time("lease_until"),
  };
}
