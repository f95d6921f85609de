import { anthropicEvents } from "./anthropic-events.ts";
import { type ChatOptions, chatEvents } from "./chat-events.ts";
import type { MessageOptions, TextPart, ToolPart } from "./parts.ts";
import { responsesEvents } from "./responses-events.ts";

/**
 * The streams that most tests need. Each is a list of written events, for `sse()` of reply.ts:
 * a stream that breaks off is a `slice` of it. For thinking and mixtures see the `…Events`
 * functions of the dialects, which take any list of parts.
 */
type Text = TextPart["text"];
type Input = ToolPart["input"];

/** A tool with its input: `{ city: "Ulm" }`, or exact deltas of the JSON text. */
export type ToolCall = readonly [tool: string, input: Input];

export function anthropicText(text: Text = "Hello there.", options?: MessageOptions): string[] {
  return anthropicEvents([{ text }], options);
}

/** Tool calls, after a text when there is one. */
export function anthropicToolCall(
  calls: ToolCall | readonly ToolCall[],
  options: MessageOptions & { readonly text?: Text } = {},
): string[] {
  return anthropicEvents(partsOf(calls, options.text), options);
}

export function chatText(text: Text = "Hello there.", options?: ChatOptions): string[] {
  return chatEvents([{ text }], options);
}

/** Tool calls, after a text when there is one. */
export function chatToolCalls(
  calls: ToolCall | readonly ToolCall[],
  options: ChatOptions & { readonly text?: Text } = {},
): string[] {
  return chatEvents(partsOf(calls, options.text), options);
}

export function responsesText(text: Text = "Hello there.", options?: MessageOptions): string[] {
  return responsesEvents([{ text }], options);
}

/** Function calls, after a text when there is one. */
export function responsesFunctionCall(
  calls: ToolCall | readonly ToolCall[],
  options: MessageOptions & { readonly text?: Text } = {},
): string[] {
  return responsesEvents(partsOf(calls, options.text), options);
}

function partsOf(calls: ToolCall | readonly ToolCall[], text?: Text) {
  const list = isSingle(calls) ? [calls] : calls;
  const tools = list.map(([tool, input]) => ({ tool, input }));
  return text === undefined ? tools : [{ text }, ...tools];
}

function isSingle(calls: ToolCall | readonly ToolCall[]): calls is ToolCall {
  return typeof calls[0] === "string";
}
