/**
 * Who rests after a failure, and for how long: an account, one model family of an account, or a
 * whole provider. A rest is a hint: providers lift limits early, so that a long one is tried again
 * now and then with one real request.
 */
import { loadOnce } from "../base/load-once.ts";
import { limits } from "../base/limits.ts";
import { createLastAsked } from "./last-asked.ts";
import {
  familyIn,
  isDisproved,
  isOfAccount,
  keyOf,
  parseRest,
  restAfter,
  viewRest,
  type Failure,
  type Rest,
  type Resting,
  type RestScope,
  type RestView,
} from "./rest.ts";

export type { Resting, RestScope, RestView } from "./rest.ts";

export interface Rests {
  /** Milliseconds that the account or its model still rests; 0 = it may be asked now. */
  remaining(resting: Resting): number;
  /**
   * Milliseconds that its provider still rests. That only orders candidates: an overloaded
   * provider may serve one account and not another, so nobody is kept from being asked.
   */
  providerRemaining(resting: Resting): number;
  /** Both at a moment: routing asks for every account with every request. */
  standing(resting: Resting, at: number): RestStanding;
  /**
   * Puts to rest for as long as the provider asked, or for the next back-off when it did not.
   * Requests that were under way together fail together: of them only the first makes the back-off
   * grow.
   */
  start(scope: RestScope, resting: Resting, askedMs: number | null, failure?: Failure): void;
  /**
   * True when a resting candidate may be tried all the same: always when the length of its rest
   * was only our guess, else on a schedule that doubles. Counts as that try.
   */
  takeProbe(resting: Resting): boolean;
  /** True when nobody but us has said for how long it rests. */
  isGuess(resting: Resting): boolean;
  /**
   * It is about to be asked. After a rest the first request is a try: while it is under way, others
   * that have a choice go elsewhere, so that an account which is still down costs one of them.
   */
  take(resting: Resting): void;
  /** True when this process has not asked its account for a minute. */
  isIdle(resting: Resting): boolean;
  /**
   * It has begun to answer: may be asked again, its failures are not forgotten yet. `sentAt` is when
   * the request was sent: an answer to an earlier one says nothing about a rest that the provider
   * has asked for since.
   */
  wake(resting: Resting, sentAt?: number): void;
  /** A success: awake, and its failures are forgotten. */
  clear(resting: Resting, sentAt?: number): void;
  /** It may be asked again, says a person; with an outcome: whatever it rests for that. */
  clearAccount(accountId: string, outcome?: string): void;
  /** What another worker of this gateway knows of a key; null = it rests no more. */
  adopt(key: string, value: string | null): void;
  /** What keeps the account or models of it now, for people. */
  view(accountId: string): readonly RestView[];
}

export interface RestStanding {
  readonly restMs: number;
  readonly providerRestMs: number;
}

const awake: RestStanding = { restMs: 0, providerRestMs: 0 };

export interface SavedRest {
  readonly key: string;
  /** JSON of a Rest. */
  readonly value: string;
}

export interface RestsOptions {
  readonly now: () => number;
  /** Keeps a rest beyond a restart; null forgets it. */
  readonly save: (key: string, value: string | null, expiresAt: number) => void;
  /** Tells other workers what is not worth keeping beyond a restart: who is being tried. */
  readonly tell?: (key: string, value: string) => void;
  /** What was saved; asked until it is not null, which means "not readable yet". */
  readonly load: () => readonly SavedRest[] | null;
}

interface Kept {
  readonly rests: ReadonlyMap<string, Rest>;
  /** What this process has seen itself is newer than what was saved. */
  loadSaved(): void;
  get(key: string): Rest | undefined;
  /** Changes it without saving it. */
  set(key: string, rest: Rest): void;
  put(key: string, rest: Rest): void;
  drop(key: string): void;
  adopt(key: string, value: string | null): void;
}

/** The rests by their keys, those of an earlier process included. */
function keepRests({ now, save, load, tell }: RestsOptions): Kept {
  const rests = new Map<string, Rest>();
  const loadSaved = loadOnce(load, (saved) => {
    for (const each of saved) {
      const rest = parseRest(each.value);
      if (rest !== null && !rests.has(each.key)) rests.set(each.key, rest);
    }
  });

  return {
    rests,
    loadSaved,
    get(key) {
      loadSaved();
      return rests.get(key);
    },
    set(key, rest) {
      rests.set(key, rest);
      tell?.(key, JSON.stringify(rest));
    },
    put(key, rest) {
      rests.set(key, rest);
      save(key, JSON.stringify(rest), Math.max(rest.until, now()) + limits.restMemoryMs);
    },
    drop(key) {
      if (rests.delete(key)) save(key, null, now());
    },
    adopt(key, value) {
      loadSaved();
      const rest = value === null ? null : parseRest(value);
      if (value === null) rests.delete(key);
      // Of two failures at the same time the later one knows of both, or says the same.
      else if (rest !== null && rest.since >= (rests.get(key)?.since ?? 0)) rests.set(key, rest);
    },
  };
}

export function createRests(options: RestsOptions): Rests {
  const { now } = options;
  const { rests, loadSaved, get, set, put, drop, adopt } = keepRests(options);
  const lastAsked = createLastAsked(now);

  function lasting(key: string): number {
    return leftOf(get(key), now());
  }

  function standing(resting: Resting, at: number): RestStanding {
    loadSaved();
    return rests.size === 0 ? awake : standingOf(keysOf(resting), rests, at);
  }

  /** What keeps this candidate now. */
  function keeping(resting: Resting): [key: string, rest: Rest][] {
    if (rests.size === 0) return [];
    return keysOf(resting).keeping.flatMap((key) => {
      const rest = rests.get(key);
      return rest !== undefined && lasting(key) > 0 ? [[key, rest] as [string, Rest]] : [];
    });
  }

  return {
    remaining: (resting) => standing(resting, now()).restMs,
    providerRemaining: (resting) => standing(resting, now()).providerRestMs,
    standing,
    start(scope, resting, askedMs, failure) {
      const key = keyOf(scope, resting);
      put(key, restAfter(get(key), { scope, askedMs, ...failure }, now()));
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
    isGuess: (resting) => keeping(resting).every(([, rest]) => !rest.isStated),
    isIdle: ({ accountId }) => lastAsked.isIdle(accountId),
    take(resting) {
      lastAsked.note(resting.accountId);
      for (const key of keysOf(resting).keeping) {
        const rest = get(key);
        // Zero: an answer has woken it since.
        if (rest === undefined || rest.until === 0 || rest.until > now()) continue;
        set(key, { ...rest, until: now() + limits.halfOpenMs, isStated: false });
      }
    },
    wake(resting, sentAt = Infinity) {
      for (const [key, rest] of keeping(resting)) {
        if (isDisproved(rest, sentAt)) set(key, { ...rest, until: 0 });
      }
    },
    clear(resting, sentAt = Infinity) {
      for (const key of keysOf(resting).all) {
        const rest = rests.get(key);
        if (rest !== undefined && (lasting(key) === 0 || isDisproved(rest, sentAt))) drop(key);
      }
    },
    clearAccount(accountId, outcome) {
      loadSaved();
      for (const key of keysOfAccount(accountId, outcome, rests)) drop(key);
    },
    adopt,
    view(accountId) {
      loadSaved();
      return [...rests]
        .filter(([key]) => isOfAccount(key, accountId) && lasting(key) > 0)
        .map(([key, rest]) => viewRest(familyIn(key, accountId), rest, now()));
    },
  };
}

function keysOfAccount(
  accountId: string,
  outcome: string | undefined,
  rests: ReadonlyMap<string, Rest>,
): readonly string[] {
  return [...rests]
    .filter(([key, rest]) => {
      return isOfAccount(key, accountId) && (outcome === undefined || rest.outcome === outcome);
    })
    .map(([key]) => key);
}

function leftOf(rest: Rest | undefined, at: number): number {
  return rest !== undefined && rest.until > at ? rest.until - at : 0;
}

function standingOf(
  { account, model, provider }: Keys,
  rests: ReadonlyMap<string, Rest>,
  at: number,
): RestStanding {
  const restMs = Math.max(leftOf(rests.get(account), at), leftOf(rests.get(model), at));
  const providerRestMs = leftOf(rests.get(provider), at);
  return restMs + providerRestMs === 0 ? awake : { restMs, providerRestMs };
}

interface Keys extends Readonly<Record<RestScope, string>> {
  /** Of what keeps it from being asked. */
  readonly keeping: readonly string[];
  readonly all: readonly string[];
}

/** Routing asks for every account with every request: keys are made once for each candidate. */
const madeKeys = new WeakMap<Resting, Keys>();

function keysOf(resting: Resting): Keys {
  const made = madeKeys.get(resting);
  if (made !== undefined) return made;
  const key = (scope: RestScope) => keyOf(scope, resting);
  const [account, model, provider] = [key("account"), key("model"), key("provider")];
  const keeping = [account, model];
  const keys = { account, model, provider, keeping, all: [...keeping, provider] };
  madeKeys.set(resting, keys);
  return keys;
}
