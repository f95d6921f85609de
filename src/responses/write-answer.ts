import type { Answer } from "../vocabulary/answer.ts";
import type { WriterOptions } from "../vocabulary/answer-stream.ts";
import { eventsOf } from "../vocabulary/whole-answer.ts";
import { nothing } from "./item-writer.ts";
import { writeIncomplete } from "./stop-reason.ts";
import { writeItems } from "./write-items.ts";
import { endedResponse, responseHead } from "./write-response.ts";

/** A whole Responses answer. */
export function writeResponsesAnswer(answer: Answer, options: WriterOptions): object {
  const { facts, stop, usage } = answer;
  const items = writeItems(options, nothing);
  for (const event of eventsOf(answer)) items.write(event);
  const output = items.finish(writeIncomplete(stop) === null ? "completed" : "incomplete");
  return endedResponse(responseHead(facts, options), { stop, usage, output });
}
