/** A custody over a throw-away database, with a scripted token endpoint and a clock to be set. */
import type { Account } from "../../src/store/snapshot.ts";
import { createCustody, type Custody, type CustodyRooms } from "../../src/custody/custody.ts";
import { openGrantJournal } from "../../src/custody/grant-journal.ts";
import { knownEndpoints } from "../../src/custody/token-endpoints.ts";
import { openAccountKeys } from "../../src/store/account-keys.ts";
import { newOwner, openGrantRows } from "../../src/store/grant-rows.ts";
import { openStore } from "../../src/store/store.ts";
import { idOf, makeDataDirectory, type AccountSeed, type DataDirectory } from "./data-directory.ts";

export interface TokenCall {
  readonly url: string;
  /** Fields of the body, form or JSON. */
  readonly fields: Readonly<Record<string, string>>;
  readonly init: BunFetchRequestInit;
}

export interface CustodyRig extends AsyncDisposable {
  readonly custody: Custody;
  readonly data: DataDirectory;
  readonly calls: readonly TokenCall[];
  readonly log: readonly string[];
  /** Answers the next calls; the last one stays. */
  answer(...answers: readonly TokenReply[]): void;
  account(name?: string): Account;
  now(): number;
  advance(milliseconds: number): void;
  /** Another custody on the same database, as a second process has. */
  another(changes?: Partial<CustodyRooms>): Custody;
}

export type TokenReply = Response | Error | ((call: TokenCall) => Response | Promise<Response>);

export const minute = 60_000;
export const start = Date.parse("2026-11-22T12:00:00Z");

/** An OAuth account whose token ends `minutes` after the start. */
export function oauthSeed(minutes: number, changes: Partial<AccountSeed> = {}): AccountSeed {
  return {
    name: "Max",
    authType: "oauth",
    key: "access-0",
    refreshToken: "refresh-0",
    tokenExpiresAt: start + minutes * minute,
    ...changes,
  };
}

export function tokens(generation: number, more: object = {}): TokenReply {
  return () =>
    Response.json({
      access_token: `access-${generation}`,
      refresh_token: `refresh-${generation}`,
      expires_in: 3_600,
      ...more,
    });
}

export async function startCustody(...accounts: readonly AccountSeed[]): Promise<CustodyRig> {
  const data = await makeDataDirectory({ accounts });
  let now = start;
  const calls: TokenCall[] = [];
  const log: string[] = [];
  const note = (message: string) => log.push(message);
  const logger = { debug: note, info: note, warn: note, error: note };
  const place = { dataDirectory: data.path, accountKey: undefined, masterKey: undefined, logger };
  const store = openStore({ ...place, clock: { now: () => now } });
  let replies: TokenReply[] = [];

  async function fetchToken(url: string, init: BunFetchRequestInit): Promise<Response> {
    const call = { url, init, fields: fieldsOf(String(init.body)) };
    calls.push(call);
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    if (reply === undefined) throw new Error("no answer was scripted");
    if (reply instanceof Error) throw reply;
    return typeof reply === "function" ? reply(call) : reply.clone();
  }

  const another = (changes: Partial<CustodyRooms> = {}) =>
    createCustody({
      rows: openGrantRows({ dataDirectory: data.path, keys: openAccountKeys(place) }),
      journal: openGrantJournal(data.path),
      endpoints: knownEndpoints,
      fetch: fetchToken,
      now: () => now,
      // Waiting is for others' work: time itself stands still here.
      sleep: () => Bun.sleep(1),
      times: { jitterMs: 0, leaseMs: 30_000, timeoutMs: 200, pollMs: 1, renewalPauseMs: minute },
      owner: newOwner(),
      logger,
      snapshot: store.snapshot,
      ...changes,
    });
  const custody = another();
  return {
    custody,
    data,
    calls,
    log,
    answer: (...answers) => {
      replies = [...answers];
    },
    account(name = accounts[0]?.name ?? "") {
      const found = store.snapshot().accounts.get(idOf(name));
      if (found === undefined) throw new Error(`there is no account ${name}`);
      return found;
    },
    now: () => now,
    advance(milliseconds) {
      now += milliseconds;
    },
    another,
    async [Symbol.asyncDispose]() {
      await custody.close();
      await store.close();
      data.remove();
    },
  };
}

function fieldsOf(body: string): Record<string, string> {
  return body.startsWith("{")
    ? (JSON.parse(body) as Record<string, string>)
    : Object.fromEntries(new URLSearchParams(body));
}

/** A connection error as Bun throws it. */
export function connectionError(code: string): Error {
  return Object.assign(new Error("unable to connect"), { code });
}
