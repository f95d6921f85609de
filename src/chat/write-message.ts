import type { Answer, AnswerFacts } from "../vocabulary/answer.ts";
import type { WriterOptions } from "../vocabulary/answer-stream.ts";
import { carriedFormat } from "../vocabulary/carried-thinking.ts";
import type { Citation, Part, ThinkingPart, ToolCallPart } from "../vocabulary/part.ts";
import { writeStop } from "./stop-reason.ts";
import { writeUsage } from "./write-usage.ts";

/** A whole Chat Completions answer. */
export function writeChatAnswer(answer: Answer, options: WriterOptions): object {
  const { facts, stop, usage } = answer;
  const message = writeMessage(answer.parts, options);
  const counts = writeUsage(usage);
  return {
    ...head(facts, options),
    object: "chat.completion",
    choices: [
      { index: 0, message, logprobs: null, finish_reason: writeStop(stop, options.usesFunctions) },
    ],
    ...(counts === null ? {} : { usage: counts }),
  };
}

export function head(facts: AnswerFacts, { model, createdAt, newId }: WriterOptions) {
  return { id: chatId(facts, newId), created: facts.createdAt ?? createdAt, model };
}

function chatId({ id }: AnswerFacts, newId: () => string): string {
  if (id === null) return `chatcmpl-${newId()}`;
  return id.startsWith("chatcmpl-") ? id : `chatcmpl-${id.replace(/^(?:msg|resp)_/, "")}`;
}

interface Message {
  content: string | null;
  refusal: string | null;
  reasoning: string;
  details: object[];
  calls: object[];
  functionCall: object | null;
  annotations: object[];
}

function writeMessage(parts: readonly Part[], options: WriterOptions): object {
  const message: Message = {
    content: null,
    refusal: null,
    reasoning: "",
    details: [],
    calls: [],
    functionCall: null,
    annotations: [],
  };
  for (const part of parts) addPart(message, part, options);
  const { content, refusal, reasoning, details, calls, functionCall, annotations } = message;
  return {
    role: "assistant",
    content,
    refusal,
    ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(functionCall === null ? {} : { function_call: functionCall }),
    ...(annotations.length === 0 ? {} : { annotations }),
  };
}

function addPart(message: Message, part: Part, options: WriterOptions): void {
  switch (part.type) {
    case "text": {
      const start = message.content?.length ?? 0;
      message.content = (message.content ?? "") + part.text;
      message.annotations.push(
        ...writeAnnotations(part.citations ?? [], start, message.content.length),
      );
      return;
    }
    case "thinking":
      message.reasoning += part.text;
      message.details.push(...writeCarried(part, options));
      return;
    case "refusal":
      message.refusal = (message.refusal ?? "") + part.text;
      return;
    case "tool-call":
      addCall(message, part, options);
      return;
    default:
      losePart(part, options);
  }
}

function addCall(message: Message, part: ToolCallPart, options: WriterOptions): void {
  if (!options.usesFunctions) message.calls.push(writeCall(part));
  else if (message.functionCall !== null) loseCall(options);
  else message.functionCall = { name: part.name, arguments: argumentsOf(part) };
}

/** The former `function_call` has room for one call. */
export function loseCall({ lose }: WriterOptions): void {
  lose({ path: "tool_calls", reason: "only one function_call at a time" });
}

/** What only the provider can read of its thinking, for the next turn. */
export function writeCarried(part: ThinkingPart, { carry }: WriterOptions): object[] {
  if (carry === null || (part.signature === undefined && part.encrypted === undefined)) return [];
  return [{ type: "reasoning.encrypted", data: carry(part), format: carriedFormat, index: 0 }];
}

/** What Chat cannot say. Tools that the provider ran are never calls for the client. */
export function losePart(part: Part, { lose }: WriterOptions): void {
  const path = part.type === "server-tool" || part.type === "opaque" ? part.name : part.type;
  lose({ path, reason: "unknown to Chat clients" });
}

function writeCall({ id, name, kind, input }: ToolCallPart): object {
  if (kind === "custom") return { id, type: "custom", custom: { name, input } };
  return { id, type: "function", function: { name, arguments: argumentsOf({ input }) } };
}

function argumentsOf({ input }: Pick<ToolCallPart, "input">): string {
  return input.trim() === "" ? "{}" : input;
}

/** Sources with an address; others have no place in Chat. Offsets are those of the whole text. */
export function writeAnnotations(
  citations: readonly Citation[],
  textStart: number,
  textEnd: number,
): object[] {
  return citations.flatMap(({ url, title, start, end }) => {
    if (url === null) return [];
    const range = {
      start_index: start === null ? textStart : textStart + start,
      end_index: end === null ? textEnd : textStart + end,
    };
    return [{ type: "url_citation", url_citation: { url, title: title ?? url, ...range } }];
  });
}
