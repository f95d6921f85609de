/**
 * Who rests after a failure, and for how long: an account, one model family of an account, or a
 * whole provider. A rest is a hint: providers lift limits early, so that a long one is tried again
 * now and then with one real request.
 */
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

export interface Rests {
  /** Milliseconds that the account or its model still rests; 0 = it may be asked now. */
  remaining(resting: Resting): number;
  /**
   * Milliseconds that its provider still rests. That only orders candidates: an overloaded
   * provider may serve one account and not another, so nobody is kept from being asked.
   */
  providerRemaining(resting: Resting): number;
  /** Puts to rest for as long as the provider asked, or for the next back-off when it did not. */
  start(scope: RestScope, resting: Resting, askedMs: number | null): void;
  /**
   * True when a resting candidate may be tried all the same: always when the length of its rest
   * was only our guess, else on a schedule that doubles. Counts as that try.
   */
  takeProbe(resting: Resting): boolean;
  /** It has begun to answer: may be asked again, its failures are not forgotten yet. */
  wake(resting: Resting): void;
  /** A success: awake, and its failures are forgotten. */
  clear(resting: Resting): void;
  /** A person says that the account may be asked again. */
  clearAccount(accountId: string): void;
}

export interface SavedRest {
  readonly key: string;
  /** JSON of a Rest. */
  readonly value: string;
}

export interface RestsOptions {
  readonly now: () => number;
  /** Keeps a rest beyond a restart; null forgets it. */
  readonly save: (key: string, value: string | null, expiresAt: number) => void;
  /** What was saved; asked until it is not null, which means "not readable yet". */
  readonly load: () => readonly SavedRest[] | null;
}

interface Rest {
  readonly until: number;
  /** Failures in a row; survives the end of the rest and falls only on success. */
  readonly failures: number;
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

const scopes: readonly RestScope[] = ["account", "model", "provider"];

export function createRests({ now, save, load }: RestsOptions): Rests {
  const rests = new Map<string, Rest>();
  let isLoaded = false;

  /** What this process has seen itself is newer than what was saved. */
  function get(key: string): Rest | undefined {
    const saved = isLoaded ? null : load();
    for (const each of saved ?? []) {
      const rest = parseRest(each.value);
      if (rest !== null && !rests.has(each.key)) rests.set(each.key, rest);
    }
    isLoaded ||= saved !== null;
    return rests.get(key);
  }

  function put(key: string, rest: Rest): void {
    rests.set(key, rest);
    save(key, JSON.stringify(rest), Math.max(rest.until, now()) + limits.restMemoryMs);
  }

  function drop(key: string): void {
    if (rests.delete(key)) save(key, null, now());
  }

  function lasting(key: string): number {
    return Math.max(0, (get(key)?.until ?? 0) - now());
  }

  /** What keeps this candidate now. */
  function keeping(resting: Resting): [key: string, rest: Rest][] {
    return keepingKeys(resting).flatMap((key) => {
      const rest = rests.get(key);
      return rest !== undefined && lasting(key) > 0 ? [[key, rest] as [string, Rest]] : [];
    });
  }

  return {
    remaining: (resting) => Math.max(...keepingKeys(resting).map(lasting)),
    providerRemaining: (resting) => lasting(keyOf("provider", resting)),
    start(scope, resting, askedMs) {
      const key = keyOf(scope, resting);
      const earlier = get(key);
      const failures = (earlier?.failures ?? 0) + 1;
      const lengthMs = askedMs ?? backOffMs(backOffs[scope], failures);
      // Requests that were under way together fail together; the longest rest counts.
      const until = Math.max(now() + lengthMs, earlier?.until ?? 0);
      const probePauseMs = earlier?.probePauseMs ?? limits.probeFirstMs;
      const probeAt = Math.max(now() + probePauseMs, earlier?.probeAt ?? 0);
      put(key, { until, failures, isStated: askedMs !== null, probeAt, probePauseMs });
    },
    takeProbe(resting) {
      const stated = keeping(resting).filter(([, rest]) => rest.isStated);
      if (stated.some(([, rest]) => rest.probeAt > now())) return false;
      for (const [key, rest] of stated) {
        const probePauseMs = Math.min(rest.probePauseMs * 2, limits.probeLongestMs);
        put(key, { ...rest, probePauseMs, probeAt: now() + probePauseMs });
      }
      return true;
    },
    wake(resting) {
      for (const [key, rest] of keeping(resting)) rests.set(key, { ...rest, until: 0 });
    },
    clear(resting) {
      for (const scope of scopes) drop(keyOf(scope, resting));
    },
    clearAccount(accountId) {
      for (const key of rests.keys()) if (isOfAccount(key, accountId)) drop(key);
    },
  };
}

function keepingKeys(resting: Resting): readonly string[] {
  return [keyOf("account", resting), keyOf("model", resting)];
}

function keyOf(scope: RestScope, { accountId, provider, family }: Resting): string {
  if (scope === "account") return `account ${accountId}`;
  return scope === "model" ? `model ${accountId} ${family}` : `provider ${provider}`;
}

function isOfAccount(key: string, accountId: string): boolean {
  return key === `account ${accountId}` || key.startsWith(`model ${accountId} `);
}

function backOffMs({ firstMs, longestMs }: BackOff, failures: number): number {
  return Math.min(firstMs * 2 ** (failures - 1), longestMs);
}

/** What an earlier process saved; null when it cannot be read. */
function parseRest(value: string): Rest | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const { until, failures, isStated, probeAt, probePauseMs } = (parsed ?? {}) as Partial<Rest>;
  const numbers = [until, failures, probeAt, probePauseMs];
  if (numbers.some((number) => !Number.isFinite(number))) return null;
  return { ...(parsed as Rest), isStated: isStated === true };
}
