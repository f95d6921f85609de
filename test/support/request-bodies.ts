/** One step of a conversation, independent of the dialect it is written in. */
export type Turn =
  | { readonly user: string }
  | { readonly assistant: string }
  /** The model calls a tool... */
  | { readonly call: string; readonly id: string; readonly input: object }
  /** ...and this is what came of it. */
  | { readonly result: string; readonly id: string };

export interface ConversationOptions {
  readonly turns?: readonly Turn[];
  readonly model?: string;
  readonly stream?: boolean;
  readonly system?: string;
  readonly tools?: readonly ToolDefinition[];
  /** Further top-level fields, or others in place of those above. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON schema of the input. */
  readonly schema: object;
}

/** A tool as every coding agent has one. */
export const readTool: ToolDefinition = {
  name: "read_file",
  description: "Reads a file of the workspace.",
  schema: {
    type: "object",
    properties: { path: { type: "string" } },
    required: ["path"],
    additionalProperties: false,
  },
};

interface Conversation extends Required<ConversationOptions> {}

function complete(options: ConversationOptions, model: string): Conversation {
  return {
    turns: [{ user: "What does src/index.ts do?" }],
    model,
    stream: true,
    system: "You are a careful programmer.",
    tools: [readTool],
    extra: {},
    ...options,
  };
}

/** The body of `POST /v1/messages`, with the cache breakpoints that agents set. */
export function anthropicRequest(options: ConversationOptions = {}) {
  const { turns, model, stream, system, tools, extra } = complete(options, "claude-opus-5-5");
  const cache_control = { type: "ephemeral" };
  return {
    model,
    max_tokens: 4_096,
    system: [{ type: "text", text: system, cache_control }],
    messages: turns.reduce(addAnthropicTurn, []),
    tools: tools.map(({ name, description, schema }) => ({
      name,
      description,
      input_schema: schema,
    })),
    stream,
    ...extra,
  };
}

interface AnthropicMessage {
  readonly role: "user" | "assistant";
  readonly content: readonly object[];
}

/** Turns of the same role are one message: parallel calls, and all their results. */
function addAnthropicTurn(messages: AnthropicMessage[], turn: Turn): AnthropicMessage[] {
  const role = "user" in turn || "result" in turn ? "user" : "assistant";
  const last = messages.at(-1);
  if (last?.role !== role) return [...messages, { role, content: [anthropicBlock(turn)] }];
  const content = [...last.content, anthropicBlock(turn)];
  return [...messages.slice(0, -1), { role, content }];
}

function anthropicBlock(turn: Turn): object {
  if ("user" in turn) return { type: "text", text: turn.user };
  if ("assistant" in turn) return { type: "text", text: turn.assistant };
  if ("call" in turn) {
    return { type: "tool_use", id: turn.id, name: turn.call, input: turn.input };
  }
  return { type: "tool_result", tool_use_id: turn.id, content: turn.result };
}

/** The body of `POST /v1/chat/completions`, usage asked for. */
export function chatRequest(options: ConversationOptions = {}) {
  const { turns, model, stream, system, tools, extra } = complete(options, "gpt-5.5");
  return {
    model,
    messages: [{ role: "system", content: system }, ...turns.reduce(addChatTurn, [])],
    tools: tools.map(({ name, description, schema: parameters }) => ({
      type: "function",
      function: { name, description, parameters },
    })),
    stream,
    ...(stream ? { stream_options: { include_usage: true } } : {}),
    ...extra,
  };
}

interface ChatMessage {
  readonly role: "user" | "assistant" | "tool";
  readonly content: string | null;
  readonly tool_calls?: readonly object[];
  readonly tool_call_id?: string;
}

/** Calls belong to the message of the model before them, so that parallel calls stand together. */
function addChatTurn(messages: ChatMessage[], turn: Turn): ChatMessage[] {
  if (!("call" in turn)) return [...messages, chatMessage(turn)];
  const last = messages.at(-1);
  const before = last?.role === "assistant" ? messages.slice(0, -1) : messages;
  const message = last?.role === "assistant" ? last : { role: "assistant" as const, content: null };
  const called = { name: turn.call, arguments: JSON.stringify(turn.input) };
  const call = { id: turn.id, type: "function", function: called };
  return [...before, { ...message, tool_calls: [...(message.tool_calls ?? []), call] }];
}

function chatMessage(turn: Exclude<Turn, { call: string }>): ChatMessage {
  if ("user" in turn) return { role: "user", content: turn.user };
  if ("assistant" in turn) return { role: "assistant", content: turn.assistant };
  return { role: "tool", tool_call_id: turn.id, content: turn.result };
}

/** The body of `POST /v1/responses`, stateless as agents send it. */
export function responsesRequest(options: ConversationOptions = {}) {
  const { turns, model, stream, system, tools, extra } = complete(options, "gpt-5.5");
  return {
    model,
    instructions: system,
    input: turns.map(responsesItem),
    tools: tools.map(({ name, description, schema: parameters }) => ({
      type: "function",
      name,
      description,
      parameters,
      strict: false,
    })),
    store: false,
    include: ["reasoning.encrypted_content"],
    stream,
    ...extra,
  };
}

function responsesItem(turn: Turn): object {
  if ("user" in turn) {
    return { type: "message", role: "user", content: [{ type: "input_text", text: turn.user }] };
  }
  if ("assistant" in turn) {
    const content = [{ type: "output_text", text: turn.assistant }];
    return { type: "message", role: "assistant", content };
  }
  if ("call" in turn) {
    const { id: call_id, call: name, input } = turn;
    return { type: "function_call", call_id, name, arguments: JSON.stringify(input) };
  }
  return { type: "function_call_output", call_id: turn.id, output: turn.result };
}
