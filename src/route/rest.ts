/** One rest as a value: how long it is, what ends it, what is said of it. */
import { jsonOr } from "../base/json-or.ts";
import { limits } from "../base/limits.ts";

/** What rests. Provider-wide trouble blames no account. */
export type RestScope = "account" | "model" | "provider";

/** By what a candidate can be kept. */
export interface Resting {
  readonly accountId: string;
  readonly provider: string;
  /** Family of the model that would be asked for. */
  readonly family: string;
}

/** What is known of the failure behind a rest. */
export interface Failure {
  /** When the failed request was sent, milliseconds since the epoch; left out = just now. */
  readonly sentAt?: number;
  /** What came of it, in a word or two. */
  readonly outcome?: string;
}

export interface RestView {
  /** The family of the model that rests; null = the whole account. */
  readonly family: string | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  /** When one request may try although it rests. */
  readonly nextTryAt: number;
  /** What came of the request that failed; "" = not known. */
  readonly outcome: string;
  readonly failures: number;
  /** The provider named the length; else it is a back-off. */
  readonly isStated: boolean;
}

/** A plain record: it is saved and loaded as it is. Times are milliseconds since the epoch. */
export interface Rest {
  /** When the failure came that counted last. */
  readonly since: number;
  readonly until: number;
  /** Failures in a row; survives the end of the rest and falls only on success. */
  readonly failures: number;
  readonly outcome: string;
  /** The provider named the length; else it is our back-off. */
  readonly isStated: boolean;
  /** When it may be tried although it rests, and the pause until the try after that. */
  readonly probeAt: number;
  readonly probePauseMs: number;
}

interface BackOff {
  readonly firstMs: number;
  readonly longestMs: number;
}

const backOffs: Readonly<Record<RestScope, BackOff>> = {
  account: { firstMs: limits.cooldownFirstMs, longestMs: limits.cooldownLongestMs },
  model: { firstMs: limits.cooldownFirstMs, longestMs: limits.cooldownLongestMs },
  provider: { firstMs: limits.overloadFirstMs, longestMs: limits.overloadLongestMs },
};

/** The rest after one more failure. `askedMs`: the length that the provider has named. */
export function restAfter(
  earlier: Rest | undefined,
  { scope, askedMs, sentAt = Infinity, outcome = "" }: RestCause,
  now: number,
): Rest {
  const isNews = earlier === undefined || sentAt > earlier.since;
  const failures = (earlier?.failures ?? 0) + (isNews ? 1 : 0);
  const lengthMs = askedMs ?? backOffMs(backOffs[scope], failures);
  // Of rests that overlap the longest counts, and what is said of it is its own.
  const until = Math.max(now + lengthMs, earlier?.until ?? 0);
  const own = { isStated: askedMs !== null, outcome };
  const told = until === earlier?.until ? earlier : own;
  const probePauseMs = earlier?.probePauseMs ?? limits.probeFirstMs;
  return {
    since: isNews ? now : earlier.since,
    until,
    failures,
    outcome: told.outcome,
    isStated: told.isStated,
    probeAt: Math.max(now + probePauseMs, earlier?.probeAt ?? 0),
    probePauseMs,
  };
}

export interface RestCause extends Failure {
  readonly scope: RestScope;
  readonly askedMs: number | null;
}

export function keyOf(scope: RestScope, { accountId, provider, family }: Resting): string {
  if (scope === "account") return `account ${accountId}`;
  return scope === "model" ? `model ${accountId} ${family}` : `provider ${provider}`;
}

/** The family of the model that the key of an account's rest names; null = the whole account. */
export function familyIn(key: string, accountId: string): string | null {
  const start = `model ${accountId} `;
  return key.startsWith(start) ? key.slice(start.length) : null;
}

export function isOfAccount(key: string, accountId: string): boolean {
  return key === `account ${accountId}` || key.startsWith(`model ${accountId} `);
}

/** Only an answer to a request that was sent after the provider had named a rest ends that. */
export function isDisproved({ isStated, since }: Rest, sentAt: number): boolean {
  return !isStated || sentAt >= since;
}

/** `family`: null for the rest of a whole account. */
export function viewRest(family: string | null, rest: Rest, now: number): RestView {
  const { since, until, outcome, failures, isStated, probeAt } = rest;
  return {
    family,
    since,
    until,
    nextTryAt: isStated ? Math.min(until, Math.max(now, probeAt)) : now,
    outcome,
    failures,
    isStated,
  };
}

function backOffMs({ firstMs, longestMs }: BackOff, failures: number): number {
  return Math.min(firstMs * 2 ** (failures - 1), longestMs);
}

/** What an earlier process saved; null when it cannot be read. */
export function parseRest(value: string): Rest | null {
  const parsed = jsonOr(value, null);
  const { since, until, failures, outcome, isStated, probeAt, probePauseMs } = (parsed ??
    {}) as Partial<Rest>;
  const numbers = [until, failures, probeAt, probePauseMs];
  if (numbers.some((number) => !Number.isFinite(number))) return null;
  return {
    ...(parsed as Rest),
    since: Number.isFinite(since) ? (since as number) : 0,
    outcome: typeof outcome === "string" ? outcome : "",
    isStated: isStated === true,
  };
}
