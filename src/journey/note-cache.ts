/** After an answer: what its prompt cache holds now, and whether it gave what it should. */
import { callerIdOf } from "../admit/identify-caller.ts";
import type { Attempt } from "../attempt/attempt.ts";
import type { Usage } from "../base/usage.ts";
import type { CacheAnswer, CacheQuestion } from "../forensics/turn.ts";
import type { Ending } from "../record/record.ts";
import type { Exchange } from "./exchange.ts";
import type { Rooms } from "./rooms.ts";

/** Mutations that change nothing of what a cache holds. */
const harmless: ReadonlySet<string> = new Set([
  "model",
  "max_tokens",
  "max_completion_tokens",
  "max_output_tokens",
  "stream_options.include_usage",
  "response.usage_chunk",
  "content-encoding",
  "anthropic-beta",
]);

export type NoteCache = (ending: CacheEnding) => void;
type CacheEnding = Pick<Ending, "usage" | "served">;

export interface CacheNoteInput {
  readonly exchange: Exchange;
  readonly attempt: Attempt;
  readonly route: string;
}

/** Keeps only references: the work is done later. */
export function noteCache(input: CacheNoteInput, ending: CacheEnding, { cacheWatch }: Rooms): void {
  if (ending.usage.cacheRead === null) return;
  const question = questionOf(input);
  if (question === null) return;
  const { usage, servedModel, providerReason } = answerOf(ending);
  cacheWatch.note({ ...question, usage, servedModel, providerReason });
}

/** For a stream: to be told how it ended. Its request is read soon, and not held until then. */
export function cacheNoter(
  input: CacheNoteInput,
  begun: Usage | null,
  { cacheWatch }: Rooms,
): NoteCache {
  const question = questionOf(input);
  if (question === null) return nothing;
  const close = cacheWatch.open(question, begun);
  return (ending) => close(answerOf(ending));
}

function questionOf({ exchange, attempt, route }: CacheNoteInput): CacheQuestion | null {
  const { home, request: sent, received, caller, arrival, guardMutations } = exchange;
  if (home === null) return null;
  const { candidate, outgoing, startedAt: at } = attempt;
  const changes = outgoing.mutations.filter((name) => !harmless.has(name));
  return {
    requestId: arrival.id,
    at,
    caller: callerIdOf(caller),
    conversation: home.key.session,
    account: candidate.account,
    model: candidate.model,
    sent,
    received,
    mutations: [...guardMutations, ...changes],
    isMarked: outgoing.dialect === "anthropic-messages",
    route,
  };
}

function answerOf({ usage, served }: CacheEnding): CacheAnswer {
  const { model: servedModel, cacheMissReason: providerReason } = served;
  return { usage, servedModel, providerReason };
}

const nothing: NoteCache = () => undefined;
