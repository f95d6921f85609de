/** Writes the stream of a Chat Completions answer. */
import type { AnswerEvent } from "../vocabulary/answer.ts";
import type { AnswerWriter, WriterOptions } from "../vocabulary/answer-stream.ts";
import { openAiError } from "../vocabulary/openai-error.ts";
import type { Citation, Part, ToolCallPart } from "../vocabulary/part.ts";
import { sse } from "../vocabulary/sse.ts";
import { writeStop } from "./stop-reason.ts";
import { head, losePart, writeAnnotations } from "./write-message.ts";
import { writeUsage } from "./write-usage.ts";

type AnswerStart = Extract<AnswerEvent, { type: "answer-start" }>;
type AnswerEnd = Extract<AnswerEvent, { type: "answer-end" }>;

const doneText = "data: [DONE]\n\n";
const pingText = ": ping\n\n";

/** The field of a delta that a part's text goes to. */
const textFields: Readonly<Partial<Record<Part["type"], string>>> = {
  text: '{"content":',
  refusal: '{"refusal":',
  thinking: '{"reasoning_content":',
};

export function createChatWriter(options: WriterOptions): AnswerWriter {
  const frame = chunkFrame(options);
  let open: Part | null = null;
  let citations: Citation[] = [];
  let textLength = 0;
  let partStart = 0;
  /** Index of the newest tool call; Chat counts calls, not parts. */
  let call = -1;
  let hasInput = false;

  function begin(part: Part): string {
    open = part;
    partStart = textLength;
    if (part.type === "tool-call") {
      call++;
      hasInput = false;
      return frame.delta(callDelta(call, part));
    }
    if (textFields[part.type] === undefined) losePart(part, options);
    return "";
  }

  function delta(text: string): string {
    if (open === null) return "";
    if (open.type === "tool-call") {
      hasInput = true;
      return frame.delta(inputDelta(call, open, text));
    }
    const field = textFields[open.type];
    if (field === undefined) return "";
    if (open.type === "text") textLength += text.length;
    return frame.delta(`${field}${JSON.stringify(text)}}`);
  }

  function end(): string {
    const part = open;
    open = null;
    if (part?.type === "tool-call") {
      const isEmpty = !hasInput && part.kind === "function";
      return isEmpty ? frame.delta(inputDelta(call, part, "{}")) : "";
    }
    const annotations = writeAnnotations(citations, partStart, textLength);
    citations = [];
    return annotations.length === 0 ? "" : frame.delta(JSON.stringify({ annotations }));
  }

  function write(event: AnswerEvent): string {
    switch (event.type) {
      case "answer-start":
        return frame.start(event);
      case "part-start":
        return begin(event.begins);
      case "part-delta":
        return delta(event.text);
      case "part-end":
        return end();
      case "text-citation":
        citations.push(event.citation);
        return "";
      case "thinking-signature":
      case "thinking-encrypted":
        return "";
      case "ping":
        return pingText;
      case "answer-end":
        return end() + frame.end(event);
      case "answer-error":
        return sse(null, JSON.stringify({ error: openAiError(event.error) }));
    }
  }

  return { write };
}

function callDelta(index: number, { id, name, kind }: ToolCallPart): string {
  const called =
    kind === "custom"
      ? { type: "custom", custom: { name, input: "" } }
      : { type: "function", function: { name, arguments: "" } };
  return JSON.stringify({ tool_calls: [{ index, id, ...called }] });
}

function inputDelta(index: number, { kind }: ToolCallPart, text: string): string {
  const value = JSON.stringify(text);
  const field =
    kind === "custom" ? `"custom":{"input":${value}}` : `"function":{"arguments":${value}}`;
  return `{"tool_calls":[{"index":${index},${field}}]}`;
}

/** The chunk around each delta, which is the same for all chunks of a stream. */
function chunkFrame(options: WriterOptions) {
  const { wantsStreamUsage } = options;
  const usageField = wantsStreamUsage ? ',"usage":null' : "";
  const after = `,"logprobs":null,"finish_reason":null}]${usageField}}\n\n`;
  let opening = "";

  const delta = (json: string) => `${opening}[{"index":0,"delta":${json}${after}`;

  function start({ facts }: AnswerStart): string {
    const { id, created, model } = head(facts, options);
    const fields = { id, object: "chat.completion.chunk", created, model };
    opening = `data: ${JSON.stringify(fields).slice(0, -1)},"choices":`;
    return delta('{"role":"assistant","content":""}');
  }

  function end({ stop, usage }: AnswerEnd): string {
    const reason = JSON.stringify(writeStop(stop));
    const last = `${opening}[{"index":0,"delta":{},"logprobs":null,"finish_reason":${reason}}]${usageField}}\n\n`;
    const counts = wantsStreamUsage ? writeUsage(usage) : null;
    const usageChunk = counts === null ? "" : `${opening}[],"usage":${JSON.stringify(counts)}}\n\n`;
    return last + usageChunk + doneText;
  }

  return { start, delta, end };
}
