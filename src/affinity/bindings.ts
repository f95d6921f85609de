/** Conversations stay on their accounts, because a switch costs the prompt cache. */
import { loadOnce } from "../base/load-once.ts";
import { limits } from "../base/limits.ts";
import { afterTurn, moved, type Binding, type BindReason, type Turn } from "./binding.ts";
import type { ConversationKey } from "./conversation-key.ts";
import { createFairShares } from "./fair-shares.ts";

export interface Bindings {
  /** Where the conversation lives; null = nowhere yet, or silent for too long. */
  lookup(key: ConversationKey): Binding | null;
  /**
   * Makes the conversation live on an account and gives what holds then. `first` never moves one:
   * of two first requests at once, one decides. Every other reason does.
   */
  bind(key: ConversationKey, accountId: string, reason: BindReason): Binding;
  /** Notes an answer. The conversation stays where it is, also when another account gave it. */
  touch(key: ConversationKey, turn: Turn): void;
  /** What another worker of this gateway knows of a conversation. */
  adopt(binding: Binding): void;
  /** Saves what is not saved yet; to be called at stop. */
  flush(): void;
  readonly size: number;
}

export interface BindingLimits {
  /** Most bindings, all callers together. */
  readonly most: number;
  /** Silence after which a binding is forgotten, without and with thinking, milliseconds. */
  readonly idleMs: number;
  readonly thinkingIdleMs: number;
  /** Each binding is saved at most this often, milliseconds. */
  readonly saveMs: number;
}

export interface BindingsOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Takes what has changed, to be written later; what it loses is only a hint. */
  readonly save: (changed: readonly Binding[]) => void;
  /** What was saved, in any order; asked until it is not null, which means "not readable yet". */
  readonly load: () => readonly Binding[] | null;
  readonly limits?: Partial<BindingLimits>;
}

const defaults: BindingLimits = {
  most: limits.bindings,
  idleMs: limits.bindingIdleMs,
  thinkingIdleMs: limits.bindingThinkingIdleMs,
  saveMs: limits.bindingSaveMs,
};

export function createBindings(options: BindingsOptions): Bindings {
  const { now, load } = options;
  const bounds = { ...defaults, ...options.limits };
  const isStale = (binding: Binding): boolean => isSilent(binding, bounds, now());
  const shares = createFairShares<Binding>({ most: bounds.most, isStale });
  const saver = createSaver(options, bounds.saveMs);

  /** What this process has seen itself is newer than what was saved. */
  const loadSaved = loadOnce(load, (saved) => {
    const usable = saved.map((each) => repair(each, now())).filter((each) => !isStale(each));
    for (const binding of usable.toSorted((one, other) => one.seenAt - other.seenAt)) {
      const { callerId, id } = binding;
      if (shares.get(callerId, id) === undefined) shares.set(callerId, id, binding);
    }
  });

  function find({ callerId, id }: Pick<ConversationKey, "callerId" | "id">): Binding | null {
    loadSaved();
    return shares.get(callerId, id) ?? null;
  }

  function keep(binding: Binding): Binding {
    shares.set(binding.callerId, binding.id, binding);
    saver.note(binding);
    return binding;
  }

  function lookup(key: ConversationKey): Binding | null {
    const binding = find(key);
    if (binding === null || isStale(binding)) return null;
    const time = now();
    // Nobody goes by less than seconds here, and agents ask several times in one.
    if (isWithin(binding.seenAt, time, limits.bindingSeenStepMs)) return binding;
    const seen = { ...binding, seenAt: time };
    // Not worth a save: the answer follows, and with it the next one.
    shares.set(key.callerId, key.id, seen);
    return seen;
  }

  return {
    lookup,
    bind(key, accountId, reason) {
      const binding = lookup(key);
      if (binding === null) return keep(newBinding(key, { accountId, reason }, now()));
      if (reason === "first" || binding.accountId === accountId) return binding;
      return keep(moved(binding, { accountId, reason }, now()));
    },
    touch(key, turn) {
      // However long the answer took: it is a sign of life.
      const binding = find(key);
      if (binding !== null) keep(afterTurn(binding, turn, now()));
    },
    adopt(binding) {
      const own = find(binding);
      if (own === null || isMoreTrue(binding, own)) {
        shares.set(binding.callerId, binding.id, binding);
      }
    },
    flush: saver.flush,
    get size() {
      return shares.size;
    },
  };
}

/**
 * Workers that hear of two homes at once have to come to the same one: a move counts more than
 * where a conversation was first served, and of two first homes the earlier one is the true one.
 */
function isMoreTrue(told: Binding, own: Binding): boolean {
  if (told.accountId === own.accountId) return told.seenAt >= own.seenAt;
  const areFirst = told.reason === "first" && own.reason === "first";
  if (told.boundAt === own.boundAt) return told.accountId < own.accountId;
  return areFirst ? told.boundAt < own.boundAt : told.boundAt > own.boundAt;
}

function newBinding(
  { id, callerId, source, session }: ConversationKey,
  { accountId, reason }: { readonly accountId: string; readonly reason: BindReason },
  now: number,
): Binding {
  return {
    id,
    callerId,
    accountId,
    reason,
    boundAt: now,
    seenAt: now,
    usedAt: null,
    turns: 0,
    prompts: [],
    cacheMs: limits.promptCacheMs,
    thinkingBy: [],
    detour: null,
    ...(source === "previous-response" ? { session } : {}),
  };
}

function isSilent({ seenAt, thinkingBy }: Binding, bounds: BindingLimits, now: number): boolean {
  return now - seenAt >= (thinkingBy.length > 0 ? bounds.thinkingIdleMs : bounds.idleMs);
}

/** A clock that was set back must not leave bindings that never grow old. */
function repair(binding: Binding, now: number): Binding {
  const { seenAt, usedAt, boundAt } = binding;
  if (seenAt <= now) return binding;
  return {
    ...binding,
    seenAt: now,
    boundAt: Math.min(boundAt, now),
    usedAt: usedAt === null ? null : Math.min(usedAt, now),
  };
}

interface Saver {
  note(binding: Binding): void;
  flush(): void;
}

/** Saves a binding at once when it has not been saved lately, otherwise when its time has come. */
function createSaver({ now, save }: BindingsOptions, saveMs: number): Saver {
  /** When each was saved last; the oldest come first. */
  const savedAt = new Map<string, number>();
  /** What waits, the longest first. */
  const waiting = new Map<string, { binding: Binding; since: number }>();

  function write(bindings: readonly Binding[], time: number): void {
    if (bindings.length === 0) return;
    for (const { id } of bindings) {
      waiting.delete(id);
      savedAt.delete(id);
      savedAt.set(id, time);
    }
    save(bindings);
  }

  function forgetOld(time: number): void {
    for (const [id, at] of savedAt) {
      if (isWithin(at, time, saveMs)) return;
      savedAt.delete(id);
    }
  }

  function due(time: number): Binding[] {
    const bindings: Binding[] = [];
    for (const { binding, since } of waiting.values()) {
      if (isWithin(since, time, saveMs)) break;
      bindings.push(binding);
    }
    return bindings;
  }

  return {
    note(binding) {
      const time = now();
      forgetOld(time);
      const since = waiting.get(binding.id)?.since;
      if (since !== undefined || savedAt.has(binding.id)) {
        waiting.set(binding.id, { binding, since: since ?? time });
        write(due(time), time);
      } else write([binding, ...due(time)], time);
    },
    flush() {
      write(
        Array.from(waiting.values(), ({ binding }) => binding),
        now(),
      );
    },
  };
}

/** False also when the clock was set back, so that nothing waits for it to catch up. */
function isWithin(since: number, time: number, lengthMs: number): boolean {
  return time >= since && time - since < lengthMs;
}
