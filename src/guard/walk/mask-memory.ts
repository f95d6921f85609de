/**
 * What has been decided about which bytes. A decision that was sent once stays the same for as long
 * as it is remembered, whatever becomes of settings and detectors in between: providers' prompt
 * caches live on prefixes that do not change. It also makes a turn cost only what it adds.
 */
import type { Dialect } from "../../base/dialect.ts";
import type { DecisionKind } from "./decision-kind.ts";
import type { Mark } from "./mark.ts";
import { createPassages, type Beginning, type DecidedUnit } from "./passages.ts";

export interface MaskMemory {
  open(name: ScopeName): MaskScope;
  /** True when decisions of the scope are remembered. */
  has(name: ScopeName): boolean;
  /**
   * Takes up what `MaskScope.unsaved` gave, perhaps in another process. What is decided already stays
   * as it was sent.
   */
  load(name: ScopeName, saved: readonly SavedDecision[]): void;
  /** Bytes that the decisions are taken for. */
  size(): number;
}

/** Where decisions are remembered: with the conversation, or else with the rules. */
export interface ScopeName {
  readonly tenant: string;
  /** Of the client; null when it is not known. */
  readonly conversation: string | null;
  readonly rulesVersion: string;
}

export interface MaskScope {
  /** Several conversations meet here, because nobody knows which is which. */
  readonly isShared: boolean;
  /** The decision about these bytes; `decide` is asked when there is none. */
  recall(bytes: Uint8Array, kind: DecisionKind, decide: () => readonly Mark[]): Recalled;
  /** What this request has in common with an earlier one of the scope, from its beginning on. */
  begin(bytes: Uint8Array, dialect: Dialect): Beginning;
  /**
   * Keeps what was decided since the last call, when the request may be sent. `units` are all of it
   * in the order of the text, and `basis` the values that were known before what grows.
   */
  commit(bytes: Uint8Array, units: readonly DecidedUnit[], basis: bigint): void;
  /** Drops what was decided since the last commit: a refused request freezes nothing. */
  discard(): void;
  /** Committed decisions about leaves since the last call, for keeping them beyond the process. */
  unsaved(): readonly SavedDecision[];
}

export interface Recalled {
  /** Names the decision. */
  readonly key: number;
  readonly marks: readonly Mark[];
  readonly isKnown: boolean;
}

/** Two hashes of the bytes, and what was decided. */
export interface SavedDecision {
  readonly key: number;
  readonly check: bigint;
  readonly marks: readonly Mark[];
}

export interface MaskMemoryOptions {
  /** All scopes together, bytes. */
  readonly budgetBytes: number;
  /** One scope, bytes. */
  readonly scopeBytes: number;
  /**
   * Two secret 64-bit numbers, the same in all processes that share a database: nobody else can
   * make bytes that pass for others.
   */
  readonly seeds: readonly [bigint, bigint];
}

/** A conversation outlives versions of the rules: that is what freezes its decisions. */
function keyOf({ tenant, conversation, rulesVersion }: ScopeName): string {
  const parts = conversation === null ? [tenant, null, rulesVersion] : [tenant, conversation];
  return JSON.stringify(parts);
}

/** What a scope, a decision without marks and each mark are taken for, bytes. */
const scopeCost = 500;
const decisionCost = 160;
const markCost = 200;

export function createMaskMemory(options: MaskMemoryOptions): MaskMemory {
  const scopes = new Map<string, Scope>();
  let total = 0;

  function open(name: ScopeName): Scope {
    const key = keyOf(name);
    const known = scopes.get(key);
    const isShared = name.conversation === null;
    const scope = known ?? createScope(options, isShared, (bytes) => grow(key, bytes));
    // The last one used is the last one dropped.
    scopes.delete(key);
    scopes.set(key, scope);
    if (known === undefined) total += scopeCost;
    return scope;
  }

  function grow(current: string, bytes: number): void {
    // A scope that was dropped while its request ran is counted no more.
    if (!scopes.has(current)) return;
    total += bytes;
    for (const [name, scope] of scopes) {
      if (total <= options.budgetBytes || name === current) break;
      scopes.delete(name);
      total -= scope.size() + scopeCost;
    }
  }

  return {
    open,
    has: (name) => scopes.has(keyOf(name)),
    load: (name, saved) => open(name).load(saved),
    size: () => total,
  };
}

interface Scope extends MaskScope {
  load(saved: readonly SavedDecision[]): void;
  size(): number;
}

interface Decision extends SavedDecision {
  readonly isLeaf: boolean;
  /** The commit before which it was last asked for. */
  usedAt: number;
}

/** How full a scope is after a clearing, so that not every turn clears. */
const keptShare = 0.75;
/** How much of a scope's bytes what its last request began with may take. */
const passagesShare = 0.25;

function createScope(
  options: MaskMemoryOptions,
  isShared: boolean,
  onGrowth: (bytes: number) => void,
): Scope {
  const decisions = new Map<number, Decision>();
  const passages = createPassages(options.scopeBytes * passagesShare);
  let pending: Decision[] = [];
  let fresh: SavedDecision[] = [];
  let size = 0;
  let commits = 0;

  function keep(added: readonly Decision[]): number {
    const before = size;
    for (const decision of added) {
      const known = decisions.get(decision.key);
      size += costOf(decision) - (known === undefined ? 0 : costOf(known));
      decisions.set(decision.key, decision);
    }
    if (size > options.scopeBytes) clear();
    return size - before;
  }

  function clear(): void {
    for (const { key } of passages.units()) touch(decisions.get(key));
    for (const decision of [...decisions.values()].toSorted(byUse)) {
      if (size <= options.scopeBytes * keptShare) break;
      decisions.delete(decision.key);
      size -= costOf(decision);
    }
  }

  function touch(decision: Decision | undefined): void {
    if (decision !== undefined) decision.usedAt = commits;
  }

  return {
    isShared,
    recall(bytes, kind, decide) {
      const { key, check } = identify(bytes, kind, options.seeds);
      const known = decisions.get(key);
      if (known !== undefined && known.check === check) {
        touch(known);
        return { key, marks: known.marks, isKnown: true };
      }
      const marks = decide();
      pending.push({ key, check, marks, isLeaf: kind.isLeaf, usedAt: commits });
      return { key, marks, isKnown: false };
    },
    begin: passages.recall,
    commit(bytes, units, basis) {
      const before = passages.size();
      passages.keep(bytes, units, basis);
      commits++;
      onGrowth(keep(pending) + passages.size() - before);
      for (const decision of pending) if (decision.isLeaf) fresh.push(decision);
      pending = [];
    },
    discard() {
      pending = [];
    },
    unsaved() {
      const saved = fresh.map(({ key, check, marks }) => ({ key, check, marks }));
      fresh = [];
      return saved;
    },
    load(saved) {
      const added = saved.filter(({ key }) => !decisions.has(key));
      onGrowth(keep(added.map((decision) => ({ ...decision, isLeaf: true, usedAt: commits }))));
    },
    size: () => size + passages.size(),
  };
}

function byUse(one: Decision, other: Decision): number {
  return one.usedAt - other.usedAt;
}

function costOf({ marks }: SavedDecision): number {
  return decisionCost + marks.length * markCost;
}

/** A number that a Map finds fast, and a second opinion. */
function identify(
  bytes: Uint8Array,
  kind: DecisionKind,
  [one, two]: readonly [bigint, bigint],
): { readonly key: number; readonly check: bigint } {
  const key = Number(Bun.hash.xxHash3(bytes, one ^ kind.seed));
  return { key, check: Bun.hash.wyhash(bytes, two ^ kind.seed) };
}
