/**
 * The steps of a token's refresh in the database, each one short immediate transaction on a
 * connection of its own. Of its own, because the picture is only read again after commits of other
 * connections, and because a token must be on disk when its commit returns.
 */
import type { SealedTokens } from "./sealed-tokens.ts";
import type { Database } from "bun:sqlite";
import { randomBytes } from "node:crypto";
import { failed, success, type Result } from "../base/result.ts";
import type { AccountKeys } from "./account-keys.ts";
import { openDatabase } from "./open-database.ts";
import { prepareGrantSteps, type GrantSteps, type StoredTokens } from "./grant-steps.ts";
import { trySqlite } from "./sqlite-failure.ts";

export interface GrantRows {
  /**
   * Takes the steps in one transaction. A failure: the database cannot be used now. What a process
   * loses by a crash is nothing; a power cut may take back all but `keep`.
   */
  change<Value>(work: (steps: GrantSteps) => Value): Result<Value, string>;
  /** The same for new tokens: on disk when it returns. */
  keep<Value>(work: (steps: GrantSteps) => Value): Result<Value, string>;
  /** Reads without the lock that writing takes, so that nobody waits for it. */
  look(accountId: string): Result<StoredTokens | null, string>;
  /** The failure is a sentence: without a key nothing may be asked for that cannot be kept. */
  seal(
    accessToken: string,
    refreshToken: string | null,
  ): Result<Omit<SealedTokens, "expiresAt">, string>;
}

export interface GrantRowsOptions {
  readonly dataDirectory: string;
  readonly keys: AccountKeys;
}

export function openGrantRows({ dataDirectory, keys }: GrantRowsOptions): GrantRows {
  function withDatabase<Value>(work: (client: Database) => Value): Result<Value, string> {
    const opened = openDatabase(dataDirectory, 0);
    if (!opened.ok) return failed(opened.failure.sentence);
    const { client } = opened.value;
    try {
      keys.reload();
      const done = trySqlite(() => work(client));
      return done.ok ? done : failed(done.failure.message);
    } finally {
      client.close();
    }
  }

  const take = <Value>(client: Database, work: (steps: GrantSteps) => Value): Value =>
    client.transaction(() => work(prepareGrantSteps(client, keys))).immediate();

  return {
    change: (work) => withDatabase((client) => take(client, work)),
    keep: (work) =>
      withDatabase((client) => {
        client.run("PRAGMA synchronous = FULL");
        return take(client, work);
      }),
    look: (accountId) => withDatabase((client) => prepareGrantSteps(client, keys).read(accountId)),
    seal(accessToken, refreshToken) {
      const apiKeyEnc = keys.encrypt(accessToken);
      if (!apiKeyEnc.ok) return apiKeyEnc;
      if (refreshToken === null)
        return success({ apiKeyEnc: apiKeyEnc.value, refreshTokenEnc: null });
      const refreshTokenEnc = keys.encrypt(refreshToken);
      if (!refreshTokenEnc.ok) return refreshTokenEnc;
      return success({ apiKeyEnc: apiKeyEnc.value, refreshTokenEnc: refreshTokenEnc.value });
    },
  };
}

/** Names a process among those that share the database. */
export function newOwner(): string {
  return `${process.pid}-${randomBytes(8).toString("hex")}`;
}
