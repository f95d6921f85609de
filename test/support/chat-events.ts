import {
  type MessageOptions,
  type Part,
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

export interface ChatOptions extends MessageOptions {
  /** The chunk with the usage at the end, as `stream_options.include_usage` asks for. */
  readonly includeUsage?: boolean;
  /** Fragments of parallel tool calls take turns instead of coming one call after the other. */
  readonly interleaved?: boolean;
}

/** A stream of the Chat Completions dialect, ending in [DONE]: one text per event. */
export function chatEvents(parts: readonly Part[], options: ChatOptions = {}): string[] {
  const { includeUsage = true } = options;
  const base = messageOf("chat.completion.chunk", options);
  const usage = includeUsage ? { usage: null } : {};
  const chunk = (delta: object, finish: string | null = null) =>
    frame({
      ...base,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...usage,
    });
  return [
    chunk({ role: "assistant", content: "", refusal: null }),
    ...deltasOf(parts, options).map((delta) => chunk(delta)),
    chunk({}, stopOf(parts, options)),
    ...(includeUsage ? [frame({ ...base, choices: [], usage: usageOf(options) })] : []),
    "data: [DONE]\n\n",
  ];
}

/** The same as a whole answer. */
export function chatCompletion(parts: readonly Part[], options: MessageOptions = {}) {
  const texts = parts.flatMap((part) => ("text" in part ? [wholeText(part.text)] : []));
  const thoughts = parts.flatMap((part) => ("thinking" in part ? [wholeText(part.thinking)] : []));
  const tools = toolParts(parts);
  const message = {
    role: "assistant",
    content: texts.length > 0 ? texts.join("") : null,
    ...(thoughts.length > 0 ? { reasoning_content: thoughts.join("") } : {}),
    ...(tools.length > 0 ? { tool_calls: tools.map(callOf) } : {}),
    refusal: null,
  };
  return {
    ...messageOf("chat.completion", options),
    choices: [{ index: 0, message, logprobs: null, finish_reason: stopOf(parts, options) }],
    usage: usageOf(options),
  };
}

function frame(chunk: object): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function messageOf(object: string, options: MessageOptions) {
  const { id = "chatcmpl-TestCompletion", model = "gpt-5.5" } = options;
  return { id, object, created: createdAt, model, system_fingerprint: "fp_test" };
}

function stopOf(parts: readonly Part[], { stop }: MessageOptions): string {
  return stop ?? (toolParts(parts).length > 0 ? "tool_calls" : "stop");
}

function usageOf(options: MessageOptions) {
  const tokens = tokensOf(options);
  const prompt = promptTokens(tokens);
  return {
    prompt_tokens: prompt,
    completion_tokens: tokens.output,
    total_tokens: prompt + tokens.output,
    prompt_tokens_details: {
      cached_tokens: tokens.cacheRead,
      cache_write_tokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
    },
    completion_tokens_details: { reasoning_tokens: tokens.reasoning },
  };
}

function toolParts(parts: readonly Part[]): ToolPart[] {
  return parts.filter((part) => "tool" in part);
}

function callOf(part: ToolPart, index: number) {
  const { tool: name } = part;
  return {
    id: callId(part, index),
    type: "function",
    function: { name, arguments: argumentText(part) },
  };
}

function deltasOf(parts: readonly Part[], { interleaved = false }: ChatOptions): object[] {
  const words = parts.flatMap((part): object[] => {
    if ("text" in part) return wordsOf(part.text).map((content) => ({ content }));
    if ("tool" in part) return [];
    return wordsOf(part.thinking).map((piece) => ({ reasoning_content: piece }));
  });
  const calls = toolParts(parts).map(callDeltas);
  return [...words, ...(interleaved ? takeTurns(calls) : calls.flat())];
}

function callDeltas(part: ToolPart, index: number): object[] {
  const opening = { index, ...callOf(part, index), function: { name: part.tool, arguments: "" } };
  const fragments = argumentPieces(part).map((piece) => ({
    index,
    function: { arguments: piece },
  }));
  return [opening, ...fragments].map((fragment) => ({ tool_calls: [fragment] }));
}

function takeTurns(lists: readonly object[][]): object[] {
  const rounds = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: rounds }, (_, round) =>
    lists.flatMap((list) => list.slice(round, round + 1)),
  ).flat();
}
