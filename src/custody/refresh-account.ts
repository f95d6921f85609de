/** One refresh, from the claim to the stored token. Safe to run in several processes at once. */
import { limits } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { GrantRows } from "../store/grant-rows.ts";
import type { SealedTokens } from "../store/sealed-tokens.ts";
import type { StoredTokens } from "../store/grant-steps.ts";
import { digestOf } from "../store/read-grant.ts";
import { askEndpoint, type Way } from "./ask-endpoint.ts";
import { claimGrant, isLeased, type Claim } from "./claim-grant.ts";
import type { GrantJournal, OpenNote } from "./grant-journal.ts";
import type { TokenAnswer, Tokens } from "./read-token-answer.ts";
import type { TokenEndpoints } from "./token-endpoints.ts";
import { refreshRequest } from "./token-request.ts";
import type { Times } from "./times.ts";
import { keepWhenUnlocked, whenUnlocked } from "./when-unlocked.ts";

export interface RefreshRooms {
  readonly rows: GrantRows;
  readonly journal: GrantJournal;
  readonly endpoints: TokenEndpoints;
  readonly fetch: (url: string, init: BunFetchRequestInit) => Promise<Response>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly times: Times;
  /** This process, among those that share the database. */
  readonly owner: string;
  /** True when nothing new should be begun or waited for. */
  readonly isStopping: () => boolean;
  readonly logger: Logger;
}

export interface RefreshInput {
  readonly accountId: string;
  readonly way: Way;
  /** The access token that a provider has refused; null = the token is due by its time. */
  readonly refusedToken: string | null;
}

export type Refreshed = "fresh" | "renewed" | "stopped";

export async function refreshAccount(input: RefreshInput, rooms: RefreshRooms): Promise<Refreshed> {
  const { accountId, refusedToken } = input;
  const { owner, now, times, sleep } = rooms;
  const deadline = now() + 2 * times.leaseMs;
  for (;;) {
    const claim = await whenUnlocked(rooms, (steps) =>
      claimGrant({ accountId, owner, refusedToken, now: now(), times }, steps),
    );
    if (claim === null) return "stopped";
    if (claim.kind === "claimed") return renew({ ...input, claim }, rooms);
    if (claim.kind !== "busy") return claim.kind;
    do {
      if (now() > deadline || rooms.isStopping()) return "stopped";
      await sleep(times.pollMs);
    } while (isBusy(input, rooms));
  }
}

/** Looks without a lock: a process that waits must not be in the way of the one it waits for. */
function isBusy({ accountId }: RefreshInput, { rows, now, times, owner }: RefreshRooms): boolean {
  const stored = rows.look(accountId);
  return stored.ok && stored.value !== null && isLeased(stored.value, { owner, now: now(), times });
}

type Claimed = Extract<Claim, { kind: "claimed" }>;

interface RenewInput extends RefreshInput {
  readonly claim: Claimed;
}

async function renew(input: RenewInput, rooms: RefreshRooms): Promise<Refreshed> {
  const { accountId, claim } = input;
  const usedDigest = digestOf(claim.refreshToken);
  const notes = rooms.journal
    .notes()
    .filter((note) => note.accountId === accountId && note.usedDigest === usedDigest);
  // Another process had the answer and was stopped before it could store it.
  for (const { answer, at: notedAt } of notes) {
    if (answer === null) continue;
    const settled = await settle({ accountId, usedDigest, notedAt }, answer, rooms);
    if (settled === "renewed") return settled;
  }

  const endpoint = rooms.endpoints.get(claim.provider);
  if (endpoint === undefined) {
    const sentence = `CodeGate knows no token endpoint for the provider ${claim.provider}; describe it in CODEGATE_OAUTH_FILE.`;
    return postpone(input, { sentence, pauseMs: limits.tokenRetryLongestMs }, rooms);
  }
  // What cannot be sealed must not be asked for: the answer would be lost.
  const key = rooms.rows.seal(claim.refreshToken, null);
  if (!key.ok) return failAt(input, key.failure, rooms);
  const note = rooms.journal.begin({ accountId, usedDigest, at: rooms.now() });
  if (!note.ok) {
    const sentence = `The data directory takes no new file (${note.failure}), so that a new token could be lost; make room or give this user the right to write.`;
    return failAt(input, sentence, rooms);
  }
  const answer = await askEndpoint(refreshRequest(endpoint, claim.refreshToken), input.way, {
    fetch: rooms.fetch,
    now: rooms.now,
    timeoutMs: rooms.times.timeoutMs,
  });
  // The note stays: whether the refresh token has been used up is not known.
  if (!answer.ok) return failAt(input, `The token endpoint failed: ${answer.failure}.`, rooms);
  const wasLost = notes.length > 0;
  return follow({ ...input, usedDigest, wasLost }, answer.value, note.value, rooms);
}

interface FollowInput extends RenewInput {
  readonly usedDigest: string;
  /** An earlier refresh with the same token has left no answer. */
  readonly wasLost: boolean;
}

async function follow(
  input: FollowInput,
  answer: TokenAnswer,
  note: OpenNote,
  rooms: RefreshRooms,
): Promise<Refreshed> {
  if (answer.kind === "tokens") return keep(input, answer.tokens, note, rooms);
  note.drop();
  switch (answer.kind) {
    case "rejected":
      return reject(input, answer.words, rooms);
    case "limited": {
      const pauseMs = answer.waitMs ?? backOff(limits.tokenLimitedFirstMs, input.claim.failures);
      const sentence = "The provider takes no more token refreshes for now (HTTP 429).";
      return postpone(
        input,
        { sentence, pauseMs: Math.min(pauseMs, limits.tokenLimitedLongestMs) },
        rooms,
      );
    }
    case "failed":
      return failAt(input, `The token endpoint failed: ${answer.words}.`, rooms);
  }
}

/** To the disk first, then to the database, and only then to anybody who wants to use it. */
async function keep(
  { accountId, usedDigest, claim }: FollowInput,
  tokens: Tokens,
  note: OpenNote,
  rooms: RefreshRooms,
): Promise<Refreshed> {
  const sealed = rooms.rows.seal(tokens.accessToken, tokens.refreshToken);
  if (!sealed.ok) {
    // The key was there a moment ago; without it nothing can be kept.
    rooms.logger.error(`A new token of account "${claim.name}" is lost. ${sealed.failure}`);
    return "stopped";
  }
  const stored = { ...sealed.value, expiresAt: tokens.expiresAt };
  const noted = note.answer(stored);
  if (!noted.ok) {
    const fields = { account: claim.name, code: noted.failure };
    rooms.logger.error("A new token could not be noted on disk before it is stored.", fields);
  }
  return settle({ accountId, usedDigest, notedAt: null }, stored, rooms);
}

export interface Used {
  readonly accountId: string;
  readonly usedDigest: string;
  /** When the refresh of a found note began; null = the answer has come just now. */
  readonly notedAt: number | null;
}

/** Stores what was answered to a refresh token, unless somebody has stored another one since. */
export async function settle(
  { accountId, usedDigest, notedAt }: Used,
  tokens: SealedTokens,
  rooms: RefreshRooms,
): Promise<Refreshed> {
  const settled = await keepWhenUnlocked(rooms, (steps): Refreshed => {
    const stored = steps.read(accountId);
    // Where the refresh token stays, only its time tells an old note from a new one.
    const isPast =
      notedAt !== null && tokens.refreshTokenEnc === null && notedAt <= (stored?.refreshedAt ?? 0);
    if (isUnchanged(stored, usedDigest) && !isPast) {
      steps.store(accountId, tokens, rooms.now());
      return "renewed";
    }
    if (notedAt === null) steps.release(accountId, rooms.owner);
    return "fresh";
  });
  // Still locked: the note stays, and the next refresh or the next start finds it.
  if (settled === null) return "stopped";
  rooms.journal.clear(accountId, usedDigest);
  return settled;
}

async function reject(
  { accountId, usedDigest, claim, wasLost }: FollowInput,
  words: string,
  rooms: RefreshRooms,
): Promise<Refreshed> {
  const { name, provider } = claim;
  const cause = wasLost
    ? `The answer to an earlier refresh was lost, and the provider takes the former token no more (${words}).`
    : `The provider has ended its sign-in (${words}).`;
  const sentence = `${cause} Sign in again: codegate login ${provider} --account ${JSON.stringify(name)}`;
  const rejected = await whenUnlocked(rooms, (steps): Refreshed => {
    const isSame = isUnchanged(steps.read(accountId), usedDigest);
    if (isSame) steps.reject(accountId, sentence, rooms.now());
    else steps.release(accountId, rooms.owner);
    return isSame ? "stopped" : "fresh";
  });
  if (rejected === null) return "stopped";
  rooms.journal.clear(accountId, usedDigest);
  if (rejected === "stopped") rooms.logger.error(`Account "${name}" cannot be used. ${sentence}`);
  return rejected;
}

function isUnchanged(stored: StoredTokens | null, usedDigest: string): boolean {
  const refreshToken = stored?.refreshToken ?? null;
  return refreshToken !== null && digestOf(refreshToken) === usedDigest;
}

function failAt(input: RenewInput, sentence: string, rooms: RefreshRooms): Promise<Refreshed> {
  const pauseMs = backOff(limits.tokenRetryFirstMs, input.claim.failures);
  return postpone(
    input,
    { sentence, pauseMs: Math.min(pauseMs, limits.tokenRetryLongestMs) },
    rooms,
  );
}

async function postpone(
  { accountId, claim }: RenewInput,
  { sentence, pauseMs }: { readonly sentence: string; readonly pauseMs: number },
  rooms: RefreshRooms,
): Promise<Refreshed> {
  const now = rooms.now();
  const failures = claim.failures + 1;
  await whenUnlocked(rooms, (steps) =>
    steps.postpone(accountId, { retryAt: now + pauseMs, failures, problem: sentence, now }),
  );
  const fields = { account: claim.name, retrySeconds: Math.ceil(pauseMs / 1_000) };
  rooms.logger.warn(`A token could not be renewed. ${sentence}`, fields);
  return "stopped";
}

function backOff(firstMs: number, failures: number): number {
  return firstMs * 2 ** Math.min(failures, 20);
}
