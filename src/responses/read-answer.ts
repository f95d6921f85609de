import { failed, type Result } from "../base/result.ts";
import type { Answer, AnswerEvent, ProviderError } from "../vocabulary/answer.ts";
import { isObject } from "../vocabulary/json-fields.ts";
import { readProviderError } from "../vocabulary/provider-error.ts";
import { collectAnswer } from "../vocabulary/whole-answer.ts";
import { takeEvents } from "./read-stream.ts";

/** A whole Responses answer, or the error that came in its place. */
export function readResponsesAnswer(body: unknown): Result<Answer, ProviderError> {
  if (!isObject(body) || !Array.isArray(body["output"]) || body["status"] === "failed") {
    return failed(readProviderError({ status: null, body, requestId: null }));
  }
  const events: AnswerEvent[] = [];
  const taker = takeEvents((event) => events.push(event));
  taker.take({ type: "response.completed", response: body }, null);
  const collector = collectAnswer();
  collector.add(events);
  return collector.finish();
}
