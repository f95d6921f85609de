import { failed, type Result } from "../base/result.ts";
import type { Answer, AnswerEvent, ProviderError } from "../vocabulary/answer.ts";
import type { ReaderOptions } from "../vocabulary/answer-stream.ts";
import { isObject, listOf } from "../vocabulary/json-fields.ts";
import { readProviderError } from "../vocabulary/provider-error.ts";
import { collectAnswer } from "../vocabulary/whole-answer.ts";
import { readChunks } from "./read-chunk.ts";
import { readChatError } from "./read-error.ts";

/** A whole Chat Completions answer, or the error that came in its place. */
export function readChatAnswer(
  given: unknown,
  options: ReaderOptions,
): Result<Answer, ProviderError> {
  // Some gateways answer with a list of one.
  const body: unknown = Array.isArray(given) ? given[0] : given;
  const error = isObject(body) ? readChatError(body) : null;
  if (error !== null) return failed(error);
  if (!isObject(body) || listOf(body["choices"]).length === 0) {
    return failed(readProviderError({ status: null, body, requestId: null }));
  }
  const events: AnswerEvent[] = [];
  const chunks = readChunks((event) => events.push(event), options);
  chunks.take(body);
  chunks.end();
  const collector = collectAnswer();
  collector.add(events);
  return collector.finish();
}
