import type { AnswerEvent, AnswerFacts, AnswerUsage, Stop } from "../vocabulary/answer.ts";
import type { ReaderOptions } from "../vocabulary/answer-stream.ts";
import { answerUsage } from "../vocabulary/answer-usage.ts";
import { isObject, listOf, textOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import { createPartQueue } from "../vocabulary/part-queue.ts";
import { readProviderError } from "../vocabulary/provider-error.ts";
import { findUsage } from "../usage/find-usage.ts";
import { mergeUsage, type PartialUsage } from "../usage/partial-usage.ts";
import { readPartialUsage } from "../usage/read-usage.ts";
import { readDeltas } from "./read-delta.ts";
import { readStop } from "./stop-reason.ts";

/** Takes the chunks of a stream; a whole answer is one chunk whose choices have a message. */
export interface ChunkReader {
  take(chunk: JsonObject): void;
  /** Ends the answer. */
  end(): void;
  readonly hasStopped: () => boolean;
  usage(): AnswerUsage | null;
}

const plainEnd: Stop = { reason: "end", sequence: null, details: null };

export function readChunks(
  emit: (event: AnswerEvent) => void,
  options: ReaderOptions,
): ChunkReader {
  const deltas = readDeltas(createPartQueue(emit), options);
  let facts: AnswerFacts = { id: null, model: null, createdAt: null, serviceTier: null };
  let partial: PartialUsage | null = null;
  let stop: Stop | null = null;
  let isStarted = false;

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
    const delta = choice["delta"] ?? choice["message"];
    if (isObject(delta)) deltas.take(delta);
    if (reason === "error" || isObject(choice["error"])) fail(choice);
    else stop = readStop(reason) ?? stop;
  }

  function fail(body: JsonObject): void {
    emit({
      type: "answer-error",
      error: readProviderError({ status: null, body, requestId: null }),
    });
  }

  function take(chunk: JsonObject): void {
    const choice = listOf(chunk["choices"]).find(isFirstChoice);
    noteUsage(chunk, choice);
    if (isError(chunk)) return fail(chunk);
    if (!isStarted) facts = mergeFacts(facts, chunk);
    if (choice !== undefined) takeChoice(choice);
  }

  return {
    take,
    end() {
      start();
      deltas.end();
      emit({ type: "answer-end", stop: stop ?? plainEnd, usage: usage(), facts });
    },
    hasStopped: () => stop !== null,
    usage,
  };
}

/** Of several choices (`n`) only the first can be said in other dialects. */
function isFirstChoice(choice: unknown): choice is JsonObject {
  if (!isObject(choice)) return false;
  const { index } = choice;
  return index === 0 || index === undefined || index === null;
}

/** OpenAI's shape, among the fields of a chunk at OpenRouter, and vLLM's without a wrapper. */
export function isError(body: JsonObject): boolean {
  const { error, choices } = body;
  if (error !== undefined && error !== null && error !== "") return true;
  if (Array.isArray(choices)) return false;
  return body["object"] === "error" || ("detail" in body && !("id" in body));
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
