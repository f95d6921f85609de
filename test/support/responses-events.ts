import {
  type MessageOptions,
  type Part,
  type TextPart,
  type ThinkingPart,
  type ToolPart,
  argumentPieces,
  argumentText,
  callId,
  createdAt,
  promptTokens,
  tokensOf,
  wholeText,
  wordsOf,
} from "./parts.ts";

type Event = { readonly type: string; readonly [field: string]: unknown };

/** A stream of the Responses dialect: one text per event, `sequence_number` counted from 0. */
export function responsesEvents(parts: readonly Part[], options: MessageOptions = {}): string[] {
  const begun = { ...responseOf(options), status: "in_progress", output: [], usage: null };
  const response = responsesResponse(parts, options);
  const events: Event[] = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    ...parts.flatMap(itemEvents),
    { type: `response.${response.status}`, response },
  ];
  return events.map((event, index) => {
    const { type, ...fields } = event;
    const data = JSON.stringify({ type, sequence_number: index, ...fields });
    return `event: ${type}\ndata: ${data}\n\n`;
  });
}

/** The same as a whole answer. `stop` is its status: "completed" or "incomplete". */
export function responsesResponse(parts: readonly Part[], options: MessageOptions = {}) {
  const { stop: status = "completed" } = options;
  const reason = { reason: "max_output_tokens" };
  return {
    ...responseOf(options),
    status,
    incomplete_details: status === "incomplete" ? reason : null,
    output: parts.map((part, index) => itemOf(part, index)),
    usage: usageOf(options),
  };
}

function responseOf({ id = "resp_TestResponse", model = "gpt-5.5" }: MessageOptions) {
  return {
    id,
    object: "response",
    created_at: createdAt,
    status: "in_progress",
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    model,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: "medium", summary: null },
    store: false,
    text: { format: { type: "text" }, verbosity: "medium" },
    tool_choice: "auto",
    tools: [],
    truncation: "disabled",
    metadata: {},
  };
}

function usageOf(options: MessageOptions) {
  const tokens = tokensOf(options);
  const input = promptTokens(tokens);
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: tokens.cacheRead,
      cache_write_tokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
    },
    output_tokens: tokens.output,
    output_tokens_details: { reasoning_tokens: tokens.reasoning },
    total_tokens: input + tokens.output,
  };
}

function itemEvents(part: Part, index: number): Event[] {
  const place = { output_index: index };
  return [
    { type: "response.output_item.added", ...place, item: itemOf(part, index, false) },
    ...contentEvents(part, { item_id: itemId(part, index), ...place }),
    { type: "response.output_item.done", ...place, item: itemOf(part, index) },
  ];
}

function contentEvents(part: Part, place: object): Event[] {
  if ("tool" in part) return argumentEvents(part, place);
  return "text" in part ? textEvents(part, place) : summaryEvents(part, place);
}

function textEvents(part: TextPart, place: object): Event[] {
  const at = { ...place, content_index: 0 };
  const text = wholeText(part.text);
  return [
    { type: "response.content_part.added", ...at, part: textContent("") },
    ...wordsOf(part.text).map((delta) => ({
      type: "response.output_text.delta",
      ...at,
      delta,
      logprobs: [],
    })),
    { type: "response.output_text.done", ...at, text, logprobs: [] },
    { type: "response.content_part.done", ...at, part: textContent(text) },
  ];
}

function summaryEvents(part: ThinkingPart, place: object): Event[] {
  const at = { ...place, summary_index: 0 };
  const text = wholeText(part.thinking);
  const kind = "response.reasoning_summary";
  return [
    { type: `${kind}_part.added`, ...at, part: { type: "summary_text", text: "" } },
    ...wordsOf(part.thinking).map((delta) => ({ type: `${kind}_text.delta`, ...at, delta })),
    { type: `${kind}_text.done`, ...at, text },
    { type: `${kind}_part.done`, ...at, part: { type: "summary_text", text } },
  ];
}

function argumentEvents(part: ToolPart, place: object): Event[] {
  const kind = "response.function_call_arguments";
  return [
    ...argumentPieces(part).map((delta) => ({ type: `${kind}.delta`, ...place, delta })),
    { type: `${kind}.done`, ...place, arguments: argumentText(part) },
  ];
}

function itemId(part: Part, index: number): string {
  const prefix = "tool" in part ? "fc_" : "text" in part ? "msg_" : "rs_";
  return `${prefix}${index + 1}`.padEnd(24, "0");
}

/** An item of the output; an unfinished one has no content yet. */
function itemOf(part: Part, index: number, finished = true): object {
  const id = itemId(part, index);
  const status = finished ? "completed" : "in_progress";
  if ("tool" in part) {
    const text = finished ? argumentText(part) : "";
    const call = { call_id: callId(part, index), name: part.tool, arguments: text };
    return { id, type: "function_call", status, ...call };
  }
  if ("text" in part) {
    const content = finished ? [textContent(wholeText(part.text))] : [];
    return { id, type: "message", status, role: "assistant", content };
  }
  const summary = finished ? [{ type: "summary_text", text: wholeText(part.thinking) }] : [];
  return { id, type: "reasoning", encrypted_content: part.signature ?? null, summary };
}

function textContent(text: string) {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}
