/** Writes the stream of a Messages answer: one block after the other, numbered without gaps. */
import type { AnswerEvent } from "../vocabulary/answer.ts";
import type { AnswerWriter, WriterOptions } from "../vocabulary/answer-stream.ts";
import type { Part } from "../vocabulary/part.ts";
import { sse } from "../vocabulary/sse.ts";
import { startBlock, type BlockStream } from "./write-block-stream.ts";
import { writeStreamError } from "./write-error.ts";
import { messageId } from "./write-message.ts";
import { writeStop } from "./stop-reason.ts";
import { writeFinalUsage, writeUsage } from "./write-usage.ts";

type AnswerStart = Extract<AnswerEvent, { type: "answer-start" }>;
type AnswerEnd = Extract<AnswerEvent, { type: "answer-end" }>;

const pingText = sse("ping", '{"type": "ping"}');

export function createAnthropicWriter(options: WriterOptions): AnswerWriter {
  let block: BlockStream | null = null;
  let index = 0;

  function begin(part: Part): void {
    block = startBlock(part, options, index);
  }

  function end(): string {
    if (block === null) return "";
    const text = block.end();
    index = block.next();
    block = null;
    return text;
  }

  function write(event: AnswerEvent): string {
    switch (event.type) {
      case "answer-start":
        return writeStart(event, options);
      case "part-start":
        begin(event.begins);
        return block?.begin() ?? "";
      case "part-delta":
        return block?.delta(event.text) ?? "";
      case "thinking-signature":
        return block?.signature(event.signature) ?? "";
      case "thinking-encrypted":
        return block?.encrypted(event.encrypted) ?? "";
      case "text-citation":
        return block?.citation(event.citation) ?? "";
      case "part-end":
        return end();
      case "ping":
        return pingText;
      case "answer-end":
        return end() + writeEnd(event);
      case "answer-error":
        return writeStreamError(event.error);
    }
  }

  return { write };
}

function writeStart({ facts, usage }: AnswerStart, options: WriterOptions): string {
  const message = {
    id: messageId(facts, options),
    type: "message",
    role: "assistant",
    model: options.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: writeUsage(usage, options.estimatedPromptTokens),
  };
  return sse("message_start", JSON.stringify({ type: "message_start", message }));
}

function writeEnd({ stop, usage }: AnswerEnd): string {
  const delta = { type: "message_delta", delta: writeStop(stop), usage: writeFinalUsage(usage) };
  return (
    sse("message_delta", JSON.stringify(delta)) + sse("message_stop", '{"type":"message_stop"}')
  );
}
