/** OpenAI's rules for Chat Completions, and those of servers that know only the common part. */
import {
  fieldsOf,
  gatherComplaints,
  isObjectSchema,
  isStrictSchema,
  listOf,
  textOf,
  type Complaints,
  type Fields,
} from "./complaints.ts";

export interface ChatModel {
  /** "common": a server of somebody else's. */
  readonly kind: "reasoning" | "plain" | "common";
}

const common = [
  "model",
  "messages",
  "stream",
  "stream_options",
  "temperature",
  "top_p",
  "stop",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "response_format",
  "n",
  "seed",
  "frequency_penalty",
  "presence_penalty",
  "logit_bias",
  "logprobs",
  "top_logprobs",
  "user",
];
const requestFields: Readonly<Record<ChatModel["kind"], readonly string[]>> = {
  common: [...common, "max_tokens"],
  plain: [
    ...common,
    "max_completion_tokens",
    "store",
    "metadata",
    "service_tier",
    "safety_identifier",
    "prompt_cache_key",
    "prompt_cache_retention",
    "prediction",
    "web_search_options",
  ],
  reasoning: [
    ...common.filter((name) => !/penalty|logprobs|logit_bias/.test(name)),
    "max_completion_tokens",
    "reasoning_effort",
    "verbosity",
    "store",
    "metadata",
    "service_tier",
    "safety_identifier",
    "prompt_cache_key",
    "prompt_cache_retention",
    "web_search_options",
  ],
};
const messageFields: Readonly<Record<string, readonly string[]>> = {
  system: ["role", "content", "name"],
  developer: ["role", "content", "name"],
  user: ["role", "content", "name"],
  assistant: ["role", "content", "name", "tool_calls", "refusal", "audio"],
  tool: ["role", "content", "tool_call_id"],
};
const partTypes: Readonly<Record<string, readonly string[]>> = {
  user: ["text", "image_url", "file", "input_audio"],
  assistant: ["text", "refusal"],
  tool: ["text"],
  system: ["text"],
  developer: ["text"],
};

export function complainOfChat(body: Fields, { kind }: ChatModel): readonly string[] {
  const complaints = gatherComplaints();
  const { must, only } = complaints;
  only(body, requestFields[kind], "");
  if (kind === "reasoning") {
    must(
      body["temperature"] === undefined || body["temperature"] === 1,
      "temperature: unsupported value",
    );
    must(body["top_p"] === undefined || body["top_p"] === 1, "top_p: unsupported value");
  }
  must(
    body["stream_options"] === undefined || body["stream"] === true,
    "stream_options without stream",
  );
  must(!Array.isArray(body["stop"]) || body["stop"].length <= 4, "stop: at most four");
  for (const name of ["safety_identifier", "prompt_cache_key", "user"]) {
    must(textOf(body[name]).length <= 64, `${name}: longer than 64`);
  }
  checkTools(body, kind, complaints);
  checkFormat(fieldsOf(body["response_format"]), complaints);
  checkMessages(listOf(body["messages"]), kind, complaints);
  return complaints.all;
}

function checkTools(body: Fields, kind: ChatModel["kind"], { must, only }: Complaints): void {
  const tools = listOf(body["tools"]);
  must(tools.length <= 128, "tools: more than 128");
  must(body["tools"] === undefined || tools.length > 0, "tools: empty");
  must(tools.length > 0 || body["tool_choice"] === undefined, "tool_choice without tools");
  must(
    tools.length > 0 || body["parallel_tool_calls"] === undefined,
    "parallel_tool_calls without tools",
  );
  for (const tool of tools) {
    if (tool["type"] === "custom") {
      must(kind === "reasoning", "tools: custom is not supported");
      continue;
    }
    must(tool["type"] === "function", `tools.type: ${textOf(tool["type"])}`);
    only(tool, ["type", "function"], "tools.");
    const called = fieldsOf(tool["function"]);
    only(called, ["name", "description", "parameters", "strict"], "tools.function.");
    must(
      /^[\w-]{1,64}$/.test(textOf(called["name"])),
      `tools.function.name: ${textOf(called["name"])}`,
    );
    must(
      called["parameters"] === undefined || isObjectSchema(called["parameters"]),
      "tools.function.parameters",
    );
    must(called["strict"] !== true || isStrictSchema(called["parameters"]), "strict schema");
    must(kind !== "common" || called["strict"] !== true, "strict is unknown");
  }
}

function checkFormat(format: Fields, { must }: Complaints): void {
  if (format["type"] !== "json_schema") return;
  const { name, schema, strict } = fieldsOf(format["json_schema"]);
  must(/^[\w-]{1,64}$/.test(textOf(name)), `response_format name: ${textOf(name)}`);
  must(strict !== true || isStrictSchema(schema), "response_format: schema is not strict");
}

function checkMessages(
  messages: readonly Fields[],
  kind: ChatModel["kind"],
  complaints: Complaints,
): void {
  const { must, only } = complaints;
  must(messages.length > 0, "messages: empty");
  let open: string[] = [];
  for (const [index, message] of messages.entries()) {
    const role = textOf(message["role"]);
    must(messageFields[role] !== undefined, `messages.role: ${role}`);
    must(role !== "developer" || kind !== "common", "developer is unknown");
    must(role !== "system" || index === 0 || kind !== "common", "system in mid-conversation");
    const more = kind === "common" ? ["reasoning_content"] : [];
    only(message, [...(messageFields[role] ?? []), ...more], `messages[${role}].`);
    checkContent(message, role, complaints);
    if (role === "tool") {
      const id = textOf(message["tool_call_id"]);
      must(open.includes(id), `tool message without call: ${id}`);
      open = open.filter((each) => each !== id);
      continue;
    }
    must(open.length === 0, `tool_calls without answer: ${open.join()}`);
    open = listOf(message["tool_calls"]).map((call) => checkCall(call, complaints));
    must(new Set(open).size === open.length, "tool call ids must be unique");
  }
  must(open.length === 0, `tool_calls without answer: ${open.join()}`);
}

function checkCall(call: Fields, { must, only }: Complaints): string {
  only(call, ["id", "type", "function", "custom"], "tool_calls.");
  const id = textOf(call["id"]);
  must(/^[\w-]{1,40}$/.test(id), `tool_calls.id: ${id}`);
  if (call["type"] === "function") {
    const input = textOf(fieldsOf(call["function"])["arguments"]);
    must(isJson(input), `arguments are no JSON: ${input.slice(0, 40)}`);
  }
  return id;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function checkContent(message: Fields, role: string, { must }: Complaints): void {
  const { content } = message;
  if (role === "assistant") {
    const says = content !== null && content !== undefined;
    must(says || listOf(message["tool_calls"]).length > 0, "assistant without content");
  } else must(typeof content === "string" || Array.isArray(content), `${role} without content`);
  for (const part of Array.isArray(content) ? listOf(content) : []) {
    const type = textOf(part["type"]);
    must(partTypes[role]?.includes(type) === true, `part ${type} of ${role}`);
    must(
      Object.keys(part).every((name) => name === "type" || name === type),
      `part fields ${Object.keys(part).join()}`,
    );
  }
}
