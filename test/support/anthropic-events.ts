import {
  type MessageOptions,
  type Part,
  type Tokens,
  argumentPieces,
  argumentText,
  callId,
  tokensOf,
  wholeText,
  wordsOf,
} from "./parts.ts";

/** A stream of the Anthropic dialect: one text per event, blank line included. */
export function anthropicEvents(parts: readonly Part[], options: MessageOptions = {}): string[] {
  const tokens = tokensOf(options);
  const started = { ...messageOf(options), content: [], stop_reason: null };
  const blocks = parts.map(blockEvents);
  // Providers send a ping after the first block has begun.
  blocks[0]?.splice(1, 0, frame("ping", {}));
  return [
    frame("message_start", { message: { ...started, usage: usageOf(tokens, 1) } }),
    ...blocks.flat(),
    frame("message_delta", {
      delta: { stop_reason: stopOf(parts, options), stop_sequence: null },
      usage: usageOf(tokens, tokens.output),
    }),
    frame("message_stop", {}),
  ];
}

/** The same as a whole answer. */
export function anthropicMessage(parts: readonly Part[], options: MessageOptions = {}) {
  const tokens = tokensOf(options);
  return {
    ...messageOf(options),
    content: parts.map(blockOf),
    stop_reason: stopOf(parts, options),
    usage: usageOf(tokens, tokens.output),
  };
}

function frame(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

function messageOf({ id = "msg_01TestMessage", model = "claude-opus-5-5" }: MessageOptions) {
  return { id, type: "message", role: "assistant", model, stop_sequence: null };
}

function stopOf(parts: readonly Part[], { stop }: MessageOptions): string {
  return stop ?? (parts.some((part) => "tool" in part) ? "tool_use" : "end_turn");
}

function usageOf(tokens: Tokens, output: number) {
  return {
    input_tokens: tokens.input,
    cache_creation_input_tokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
    cache_read_input_tokens: tokens.cacheRead,
    cache_creation: {
      ephemeral_5m_input_tokens: tokens.cacheWrite5m,
      ephemeral_1h_input_tokens: tokens.cacheWrite1h,
    },
    output_tokens: output,
    output_tokens_details: { thinking_tokens: tokens.reasoning },
    service_tier: "standard",
  };
}

function blockEvents(part: Part, index: number): string[] {
  const delta = (fields: object) => frame("content_block_delta", { index, delta: fields });
  return [
    frame("content_block_start", { index, content_block: emptyBlockOf(part, index) }),
    ...deltasOf(part).map(delta),
    frame("content_block_stop", { index }),
  ];
}

function deltasOf(part: Part): object[] {
  if ("text" in part) return wordsOf(part.text).map((text) => ({ type: "text_delta", text }));
  if ("tool" in part) {
    return ["", ...argumentPieces(part)].map((piece) => ({
      type: "input_json_delta",
      partial_json: piece,
    }));
  }
  return [
    ...wordsOf(part.thinking).map((thinking) => ({ type: "thinking_delta", thinking })),
    { type: "signature_delta", signature: signatureOf(part.signature) },
  ];
}

function emptyBlockOf(part: Part, index: number): object {
  if ("text" in part) return { type: "text", text: "" };
  if ("tool" in part) return { type: "tool_use", ...nameOf(part, index), input: {} };
  return { type: "thinking", thinking: "", signature: "" };
}

function blockOf(part: Part, index: number): object {
  if ("text" in part) return { type: "text", text: wholeText(part.text) };
  if ("tool" in part) {
    const input: unknown = JSON.parse(argumentText(part));
    return { type: "tool_use", ...nameOf(part, index), input };
  }
  const signature = signatureOf(part.signature);
  return { type: "thinking", thinking: wholeText(part.thinking), signature };
}

function nameOf(part: Extract<Part, { tool: string }>, index: number) {
  return { id: callId(part, index, "toolu_"), name: part.tool };
}

function signatureOf(signature = "c2lnbmF0dXJlIG9mIGEgdGVzdA=="): string {
  return signature;
}
