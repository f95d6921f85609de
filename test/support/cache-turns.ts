/** Turns of a made-up conversation with its prompt cache, for the watch of caches. */
import type { Usage } from "../../src/base/usage.ts";
import { createCacheWatch } from "../../src/forensics/watch-caches.ts";
import type { AnsweredTurn } from "../../src/forensics/turn.ts";
import { readRequest } from "../../src/read/read-request.ts";
import type { CacheMissRow } from "../../src/store/rows.ts";

export interface Body {
  readonly tools?: readonly unknown[];
  readonly system?: unknown;
  readonly messages?: readonly unknown[];
  readonly [field: string]: unknown;
}

const tools = ["Bash", "Read", "Edit"].map((name) => ({ name, input_schema: { type: "object" } }));
const system = ["You are an agent.", "Rules."].map((text) => ({ type: "text", text }));

/** A question and its answer for each turn, and the last question. */
export function messagesOf(turns: number): readonly { role: string; content: unknown }[] {
  const pairs = Array.from({ length: turns }, (_, index) => [
    { role: "user", content: `question ${index} with "quotes"` },
    { role: "assistant", content: [{ type: "text", text: `answer ${index}` }] },
  ]).flat();
  return [...pairs, { role: "user", content: `question ${turns} with "quotes"` }];
}

export const marked = { cache_control: { type: "ephemeral" } };

/** With the mark on its last message, as agents set it. */
export function bodyOf(turns: number): Body {
  const messages = messagesOf(turns);
  const last = messages.at(-1);
  const content = [{ type: "text", text: last?.content, ...marked }];
  return { tools, system, messages: [...messages.slice(0, -1), { role: "user", content }] };
}

export function sourceOf(body: Body) {
  const bytes = new TextEncoder().encode(JSON.stringify({ model: "m", ...body }));
  const read = readRequest({ operation: "messages", dialect: "anthropic-messages", bytes });
  if (!read.ok) throw new Error(read.failure.message);
  return read.value;
}

export function usageOf(counts: Partial<Usage> = {}): Usage {
  const none = { input: 100, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 10 };
  return { ...none, reasoning: null, ...counts };
}

export type TurnChanges = Partial<Omit<AnsweredTurn, "sent" | "received">>;

/** The first turn, which has written 50,000 tokens; what a second one comes to. */
export const begun = usageOf({ cacheWrite5m: 50_000 });
export const lost = usageOf({ cacheWrite5m: 51_000 });
const start = 1_790_000_000_000;

export function turnOf(body: Body, changes: TurnChanges = {}, received?: Body): AnsweredTurn {
  return {
    requestId: "r",
    at: start,
    caller: "local",
    conversation: "c",
    account: { id: "a", name: "Work", provider: "anthropic" },
    model: "claude-opus-4-6",
    servedModel: null,
    sent: sourceOf(body),
    received: received === undefined ? null : sourceOf(received),
    mutations: [],
    usage: begun,
    isMarked: true,
    route: "priority; served=Work",
    providerReason: null,
    ...changes,
  };
}

export const later = (milliseconds: number): number => start + milliseconds;

/** The misses that a watch writes down for the turns. */
export function missesOf(...turns: readonly AnsweredTurn[]): readonly CacheMissRow[] {
  const rows: CacheMissRow[] = [];
  const watch = createCacheWatch({ write: (row) => rows.push(row), newId: () => "id" });
  for (const turn of turns) {
    watch.note(turn);
    watch.flush();
  }
  return rows;
}
