/**
 * Turns as every provider demands them: each call has exactly one result, results come right after
 * the turn that made the calls and before anything else, ids are unique, and what one answer of
 * the model was is one turn. Clients of another dialect need not keep to that: Responses has single
 * items in any order, and agents inject messages between a call and its result.
 */
import type { Dialect } from "../base/dialect.ts";
import { flatMap } from "./flat-map.ts";
import { createToolIds } from "./tool-ids.ts";
import type { Turn } from "./conversation.ts";
import type { Notes } from "./notes.ts";
import type { Part, ToolCallPart, ToolResultPart } from "./part.ts";

export interface SettledTurn {
  readonly role: "user" | "assistant" | "system";
  /** Answers to the calls of the turn before; only in user turns, and sent before `parts`. */
  readonly results: readonly ToolResultPart[];
  /** Everything else; no tool results. */
  readonly parts: readonly Part[];
  readonly name?: string;
}

export interface SettledConversation {
  /** The instructions before the first other turn. */
  readonly head: readonly Part[];
  readonly turns: readonly SettledTurn[];
}

const unanswered = "No result: the call was interrupted or its answer was left out.";

/** `provider`: the dialect for which they are settled. */
export function settleTurns(
  turns: readonly Turn[],
  provider: Dialect,
  notes: Notes,
): SettledConversation {
  const first = turns.findIndex(({ role }) => role === "user" || role === "assistant");
  const headTurns = first === -1 ? turns : turns.slice(0, first);
  const rest = mergeAnswers(first === -1 ? [] : turns.slice(first));
  return { head: headTurns.flatMap(({ parts }) => parts), turns: settle(rest, provider, notes) };
}

/** What stands between two turns of others is one answer, however many items it came in. */
function mergeAnswers(turns: readonly Turn[]): readonly Turn[] {
  const merged: Turn[] = [];
  for (const turn of turns) {
    const last = merged.at(-1);
    if (turn.role === "assistant" && last?.role === "assistant") {
      merged[merged.length - 1] = { ...last, parts: [...last.parts, ...turn.parts] };
    } else {
      merged.push(turn);
    }
  }
  return merged;
}

interface PlacedResult {
  readonly turn: number;
  readonly result: ToolResultPart;
}

interface PlacedCall {
  readonly turn: number;
  readonly call: ToolCallPart;
}

const none: readonly ToolResultPart[] = [];

function isCall({ type }: Part): boolean {
  return type === "tool-call";
}

function isResult({ type }: Part): boolean {
  return type === "tool-result";
}

function settle(turns: readonly Turn[], provider: Dialect, notes: Notes): readonly SettledTurn[] {
  const answers = matchResults(turns);
  const taken = new Set([...answers.values()].flatMap((found) => (found ? [found.result] : [])));
  const ids = createToolIds(provider);
  const settled: SettledTurn[] = [];
  let open: readonly ToolResultPart[] = none;
  for (const turn of turns) {
    const hasResults = turn.parts.some(isResult);
    const parts = hasResults
      ? turn.parts.flatMap((part) => withoutResult(part, taken, notes))
      : turn.parts;
    if (turn.role !== "user" && open.length > 0) {
      settled.push({ role: "user", results: open, parts: [] });
      open = [];
    }
    if (turn.role === "assistant" && !parts.some(isCall)) {
      settled.push({ role: "assistant", results: none, parts });
    } else if (turn.role === "assistant") {
      const named = nameCalls(parts, ids.ofCall);
      open = resultsOf(named, { answers, notes });
      settled.push({ role: "assistant", results: [], parts: named.map(({ part }) => part) });
    } else if (parts.length > 0 || open.length > 0) {
      const role = turn.role === "user" ? "user" : "system";
      const name = turn.name === undefined ? {} : { name: turn.name };
      settled.push({ role, results: role === "user" ? open : [], parts, ...name });
      if (role === "user") open = [];
    }
  }
  if (open.length > 0) settled.push({ role: "user", results: open, parts: [] });
  return settled;
}

/** The result of each call: the first free one behind it, up to another turn that reuses its id. */
function matchResults(turns: readonly Turn[]): ReadonlyMap<ToolCallPart, PlacedResult | undefined> {
  const results = new Map<string, PlacedResult[]>();
  const calls = new Map<string, PlacedCall[]>();
  turns.forEach(({ parts }, turn) => {
    for (const part of parts) {
      if (part.type === "tool-call") addTo(calls, part.id, { turn, call: part });
      if (part.type === "tool-result") addTo(results, part.callId, { turn, result: part });
    }
  });
  const answers = new Map<ToolCallPart, PlacedResult | undefined>();
  for (const [id, sameId] of calls) {
    const free = results.get(id) ?? [];
    sameId.forEach(({ turn, call }) => {
      const next = sameId.find((other) => other.turn > turn)?.turn ?? turns.length;
      const index = free.findIndex((each) => each.turn > turn && each.turn < next);
      answers.set(call, index === -1 ? undefined : free.splice(index, 1)[0]);
    });
  }
  return answers;
}

function addTo<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [value]);
  else known.push(value);
}

function withoutResult(
  part: Part,
  taken: ReadonlySet<ToolResultPart>,
  notes: Notes,
): readonly Part[] {
  if (part.type !== "tool-result") return [part];
  if (taken.has(part)) return [];
  notes.lose("messages[].tool_result", "answers no call; passed on as text");
  return [{ type: "text", text: `Result of tool call ${part.callId}:` }, ...part.content];
}

interface NamedPart {
  readonly part: Part;
  /** The client's own part, when it is a call. */
  readonly call: ToolCallPart | null;
}

function nameCalls(parts: readonly Part[], ofCall: (id: string) => string): readonly NamedPart[] {
  return parts.map((part) => {
    if (part.type !== "tool-call") return { part, call: null };
    const id = ofCall(part.id);
    return { part: id === part.id ? part : { ...part, id }, call: part };
  });
}

interface Answers {
  readonly answers: ReadonlyMap<ToolCallPart, PlacedResult | undefined>;
  readonly notes: Notes;
}

function resultsOf(
  named: readonly NamedPart[],
  { answers, notes }: Answers,
): readonly ToolResultPart[] {
  return flatMap(named, ({ part, call }): ToolResultPart[] => {
    if (call === null || part.type !== "tool-call") return [];
    const found = answers.get(call);
    if (found !== undefined) return [{ ...found.result, callId: part.id }];
    notes.lose("messages[].tool_calls", "a call without a result got one that says so");
    return [
      {
        type: "tool-result",
        callId: part.id,
        kind: part.kind,
        isError: true,
        content: [{ type: "text", text: unanswered }],
      },
    ];
  });
}
