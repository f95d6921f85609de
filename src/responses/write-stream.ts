/** Writes the stream of a Responses answer. */
import type { AnswerEvent, ProviderError } from "../vocabulary/answer.ts";
import type { AnswerWriter, WriterOptions } from "../vocabulary/answer-stream.ts";
import { openAiError } from "../vocabulary/openai-error.ts";
import { writeIncomplete } from "./stop-reason.ts";
import { writeItems } from "./write-items.ts";
import { begunResponse, endedResponse, responseHead, type ResponseHead } from "./write-response.ts";

type AnswerEnd = Extract<AnswerEvent, { type: "answer-end" }>;

const pingText = ": ping\n\n";

export function createResponsesWriter(options: WriterOptions): AnswerWriter {
  let text = "";
  let sequence = 0;
  let head: ResponseHead | null = null;

  function send(type: string, fields: string): void {
    text += `event: ${type}\ndata: {"type":"${type}","sequence_number":${sequence++},${fields}}\n\n`;
  }

  const items = writeItems(options, send);

  function start(begun: ResponseHead): void {
    head = begun;
    const response = `"response":${JSON.stringify(begunResponse(begun))}`;
    send("response.created", response);
    send("response.in_progress", response);
  }

  function end({ stop, usage, facts }: AnswerEnd): void {
    const isIncomplete = writeIncomplete(stop) !== null;
    const output = items.finish(isIncomplete ? "incomplete" : "completed");
    const ended = endedResponse(head ?? responseHead(facts, options), { stop, usage, output });
    const type = isIncomplete ? "response.incomplete" : "response.completed";
    send(type, `"response":${JSON.stringify(ended)}`);
  }

  /**
   * The reference has the fields in the event itself, the provider sends them in `error` (seen in
   * recordings), and clients read the one or the other.
   */
  function fail(error: ProviderError): void {
    const { type, ...fields } = openAiError(error);
    const whole = JSON.stringify({ ...fields, error: { type, ...fields } });
    send("error", whole.slice(1, -1));
  }

  function write(event: AnswerEvent): string {
    if (event.type === "answer-start") start(responseHead(event.facts, options));
    else if (event.type === "answer-end") end(event);
    else if (event.type === "answer-error") fail(event.error);
    else if (event.type === "ping") return pingText;
    else items.write(event);
    const written = text;
    text = "";
    return written;
  }

  return { write };
}
