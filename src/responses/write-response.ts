import type { AnswerFacts, AnswerUsage, Stop } from "../vocabulary/answer.ts";
import type { WriterOptions } from "../vocabulary/answer-stream.ts";
import { writeIncomplete } from "./stop-reason.ts";
import { writeUsage } from "./write-usage.ts";

/** What a response repeats of its request, as it is when the request says nothing. */
const defaults = {
  background: false,
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: null, summary: null },
  store: false,
  temperature: null,
  text: { format: { type: "text" } },
  tool_choice: "auto",
  tools: [],
  top_p: null,
  truncation: "disabled",
  user: null,
} as const;

export interface ResponseHead {
  readonly id: string;
  readonly object: "response";
  readonly created_at: number;
  readonly [field: string]: unknown;
}

export function responseHead(facts: AnswerFacts, options: WriterOptions): ResponseHead {
  return {
    ...defaults,
    ...options.echo,
    id: options.answerId ?? responseId(facts, options.newId),
    object: "response",
    created_at: facts.createdAt ?? options.createdAt,
    model: options.model,
    ...(facts.serviceTier === null ? {} : { service_tier: facts.serviceTier }),
  };
}

function responseId({ id }: AnswerFacts, newId: () => string): string {
  if (id === null) return `resp_${newId()}`;
  return id.startsWith("resp_") ? id : `resp_${id.replace(/^(?:msg_|chatcmpl-)/, "")}`;
}

export function begunResponse(head: ResponseHead): object {
  return { ...head, status: "in_progress", output: [], usage: null };
}

export interface ResponseEnd {
  readonly stop: Stop;
  readonly usage: AnswerUsage | null;
  readonly output: readonly object[];
}

export function endedResponse(head: ResponseHead, { stop, usage, output }: ResponseEnd) {
  const incomplete = writeIncomplete(stop);
  return {
    ...head,
    status: incomplete === null ? "completed" : "incomplete",
    incomplete_details: incomplete,
    output,
    usage: writeUsage(usage),
  };
}
