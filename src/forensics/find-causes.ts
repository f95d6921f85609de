/** Why a prompt cache gave less than the turn before had left in it. */
import { countMarks, type Chain } from "./chain.ts";
import { compareSections, compareTools, isSameSection } from "./compare-chains.ts";
import type { CacheTurn, KnownTurn } from "./turn.ts";

export type CauseWord =
  | "account_switched"
  | "model_changed"
  | "cache_expired"
  | "settings_changed"
  | "gateway_changed"
  | "tools_changed"
  | "system_changed"
  | "messages_changed"
  | "marks_removed"
  | "provider_evicted";

export interface Cause {
  readonly word: CauseWord;
  /** A part of a sentence, for people. */
  readonly text: string;
}

export interface Comparison {
  readonly former: KnownTurn;
  readonly turn: CacheTurn;
  readonly chain: Chain;
  readonly received: Chain | null;
}

/** Each would have been enough by itself; the first says most. Never empty. */
export function findCauses(comparison: Comparison): readonly Cause[] {
  const causes = [
    ...findMoves(comparison),
    ...findLapse(comparison),
    ...findOwnChanges(comparison),
    ...findChanges(comparison),
  ];
  if (causes.length > 0) return causes;
  const text = "nothing of what was sent before has changed: the provider no longer had it";
  return [{ word: "provider_evicted", text }];
}

function findMoves({ former, turn }: Comparison): readonly Cause[] {
  const { account, model, route } = turn;
  const causes: Cause[] = [];
  if (account.id !== former.account.id) {
    const text = `it went from account ${former.account.name} to ${account.name} (${route})`;
    causes.push({ word: "account_switched", text });
  }
  if (model !== former.model) {
    causes.push({ word: "model_changed", text: `the model was ${former.model}, now ${model}` });
  }
  return causes;
}

function findLapse({ former, turn }: Comparison): readonly Cause[] {
  const idleMs = turn.at - former.at;
  if (idleMs <= former.cacheMs) return [];
  const text = `nothing was asked for ${span(idleMs)}, and the cache is kept for ${span(former.cacheMs)}`;
  return [{ word: "cache_expired", text }];
}

/** What we left out or put in of what a cache holds, in this turn and not in the one before. */
function findOwnChanges({ former, turn, chain, received }: Comparison): readonly Cause[] {
  const names = turn.mutations.filter((name) => !former.mutations.includes(name));
  const dropped = former.mutations.filter((name) => !turn.mutations.includes(name));
  const changed = [...names, ...dropped.map((name) => `no longer ${name}`)];
  if (changed.length > 0) {
    return [{ word: "gateway_changed", text: `CodeGate changed something: ${changed.join(", ")}` }];
  }
  // The client sent the same, and what left here was not the same.
  const before = former.received ?? former.chain;
  const isSame = isWholePrefix(before, received ?? chain);
  if (!isSame || isWholePrefix(former.chain, chain)) return [];
  const text = "guardrails masked something otherwise than before";
  return [{ word: "gateway_changed", text }];
}

function isWholePrefix(former: Chain, current: Chain): boolean {
  return (
    isSameSection(former.tools, current.tools) &&
    isSameSection(former.system, current.system) &&
    compareSections(former.messages, current.messages, "message") === null
  );
}

/** What the client changed, in the order in which providers read it. */
function findChanges({ former, turn, chain, received }: Comparison): readonly Cause[] {
  const before = former.received ?? former.chain;
  const now = received ?? chain;
  const tools = compareTools(before.tools, now.tools);
  const system = isSameSection(before.system, now.system)
    ? null
    : (compareSections(before.system, now.system, "block") ?? "a block was put in");
  const messages = compareSections(before.messages, now.messages, "message");
  const hasNoMarks = turn.isMarked && countMarks(now) === 0 && countMarks(before) > 0;
  const causes: readonly (Cause | null)[] = [
    tools === null ? null : { word: "tools_changed", text: `of the tools, ${tools}` },
    system === null ? null : { word: "system_changed", text: `of the system prompt, ${system}` },
    before.settings === now.settings
      ? null
      : {
          word: "settings_changed",
          text: "the effort, the thinking or the choice of tools was changed",
        },
    messages === null ? null : { word: "messages_changed", text: `${messages} by the client` },
    hasNoMarks
      ? { word: "marks_removed", text: "the client marks nothing to be cached any more" }
      : null,
  ];
  return causes.filter((cause) => cause !== null);
}

function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
}
