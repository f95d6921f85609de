import type { Answer, AnswerFacts } from "../vocabulary/answer.ts";
import type { WriterOptions } from "../vocabulary/answer-stream.ts";
import { writeBlocks } from "./write-block.ts";
import { writeStop } from "./stop-reason.ts";
import { writeUsage } from "./write-usage.ts";

/** A whole Messages answer. */
export function writeAnthropicAnswer(answer: Answer, options: WriterOptions): object {
  const { facts, parts, stop, usage } = answer;
  return {
    id: messageId(facts, options),
    type: "message",
    role: "assistant",
    model: options.model,
    content: parts.flatMap((part) => writeBlocks(part, options)),
    ...writeStop(stop),
    usage: writeUsage(usage),
  };
}

/** Clients tell a message by its prefix; the rest stays that of the provider. */
export function messageId({ id }: AnswerFacts, { newId }: WriterOptions): string {
  if (id === null) return `msg_${newId()}`;
  if (id.startsWith("msg_")) return id;
  return `msg_${id.replace(/^(?:chatcmpl|resp|gen)[-_]/, "").replaceAll(/[^\w-]/g, "_")}`;
}
