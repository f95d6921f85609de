import { isFirstChoice } from "../stream/chat-error.ts";
import type {
  AnswerEvent,
  AnswerFacts,
  AnswerUsage,
  ProviderError,
  Stop,
} from "../vocabulary/answer.ts";
import type { ReaderOptions } from "../vocabulary/answer-stream.ts";
import { answerUsage } from "../vocabulary/answer-usage.ts";
import { isObject, listOf, textOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import { createPartQueue } from "../vocabulary/part-queue.ts";
import { readProviderError } from "../vocabulary/provider-error.ts";
import { findUsage } from "../usage/find-usage.ts";
import { mergeUsage, type PartialUsage } from "../usage/partial-usage.ts";
import { readPartialUsage } from "../usage/read-usage.ts";
import type { Repeatable } from "../vocabulary/repeated-event.ts";
import { readDeltas } from "./read-delta.ts";
import { readChatError } from "./read-error.ts";
import { readStop } from "./stop-reason.ts";

/** Takes the chunks of a stream; a whole answer is one chunk whose choices have a message. */
export interface ChunkReader {
  /** `name` is that of the `event:` line. */
  take(chunk: JsonObject, name?: string | null): void;
  /** See `EventTaker`. */
  repeatable(chunk: JsonObject): Repeatable | null;
  /** Ends the answer. */
  end(): void;
  readonly hasStopped: () => boolean;
  usage(): AnswerUsage | null;
}

const plainEnd: Stop = { reason: "end", sequence: null, details: null };
const wordless = readProviderError({ status: null, body: {}, requestId: null });

export function readChunks(
  emit: (event: AnswerEvent) => void,
  options: ReaderOptions,
): ChunkReader {
  const deltas = readDeltas(createPartQueue(emit), options);
  let facts: AnswerFacts = { id: null, model: null, createdAt: null, serviceTier: null };
  let partial: PartialUsage | null = null;
  let stop: Stop | null = null;
  let isStarted = false;
  let hasDeltas = false;

  const usage = () => answerUsage(partial);

  function start(): void {
    if (isStarted) return;
    isStarted = true;
    emit({ type: "answer-start", facts, usage: usage() });
  }

  function noteUsage(chunk: JsonObject, choice: JsonObject | undefined): void {
    const isSilent = (chunk["usage"] ?? chunk["x_groq"] ?? choice?.["usage"] ?? null) === null;
    if (isSilent) return;
    const found = findUsage("openai-chat", chunk);
    if (found !== undefined) partial = mergeUsage(partial, readPartialUsage("openai-chat", found));
  }

  function takeChoice(choice: JsonObject): void {
    start();
    const reason = choice["finish_reason"];
    const { delta, message } = choice;
    if (isObject(delta)) deltas.take(delta);
    // MiniMax ends a stream with the whole message once more.
    else if (isObject(message) && !hasDeltas) deltas.take(message);
    hasDeltas ||= isObject(delta);
    stop = readStop(reason) ?? stop;
  }

  function fail(error: ProviderError, choice: JsonObject | undefined): void {
    if (choice !== undefined) takeChoice(choice);
    emit({ type: "answer-error", error });
  }

  function take(chunk: JsonObject, name: string | null = null): void {
    const choice = listOf(chunk["choices"]).find(isFirstChoice) as JsonObject | undefined;
    noteUsage(chunk, choice);
    const error = readChatError(chunk) ?? (name === "error" ? wordless : null);
    if (error !== null) return fail(error, choice);
    if (!isStarted) facts = mergeFacts(facts, chunk);
    if (choice !== undefined) takeChoice(choice);
  }

  function repeatable(chunk: JsonObject): Repeatable | null {
    const [choice, ...others] = listOf(chunk["choices"]);
    const text = others.length === 0 && isFirstChoice(choice) ? onlyText(choice) : null;
    const { usage: counts, x_groq: groq } = chunk;
    if (text === null || (counts ?? groq ?? null) !== null || readChatError(chunk) !== null)
      return null;
    return { field: "content", text, again: deltas.sayText };
  }

  return {
    take,
    repeatable,
    end() {
      start();
      deltas.end();
      emit({ type: "answer-end", stop: stop ?? plainEnd, usage: usage(), facts });
    },
    hasStopped: () => stop !== null,
    usage,
  };
}

/** The text of a choice that says nothing else; null = it does. */
function onlyText(choice: Readonly<Record<string, unknown>>): string | null {
  const { delta, finish_reason: reason, usage } = choice;
  if (!isObject(delta) || (reason ?? usage ?? null) !== null) return null;
  for (const [name, value] of Object.entries(delta)) {
    const isSilent = name === "role" || value === null || value === "";
    if (name !== "content" && !isSilent) return null;
  }
  return textOf(delta["content"]);
}

function mergeFacts(known: AnswerFacts, chunk: JsonObject): AnswerFacts {
  const { created } = chunk;
  return {
    id: known.id ?? textOf(chunk["id"]),
    model: known.model ?? textOf(chunk["model"]),
    createdAt: known.createdAt ?? (typeof created === "number" && created > 0 ? created : null),
    serviceTier: known.serviceTier ?? textOf(chunk["service_tier"]),
  };
}
