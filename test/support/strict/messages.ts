/** Anthropic's rules for Messages, as far as they are known from its documentation and refusals. */
import {
  fieldsOf,
  gatherComplaints,
  isObjectSchema,
  listOf,
  textOf,
  type Complaints,
  type Fields,
} from "./complaints.ts";

export interface MessagesModel {
  /** "old": up to 4.5; "middle": 4.6; "new": later. */
  readonly age: "old" | "middle" | "new";
  readonly outputTokens: number;
}

const requestFields = [
  "model",
  "max_tokens",
  "messages",
  "system",
  "stream",
  "stop_sequences",
  "tools",
  "tool_choice",
  "thinking",
  "output_config",
  "metadata",
  "service_tier",
  "cache_control",
  "container",
  "diagnostics",
  "inference_geo",
  "speed",
  "temperature",
  "top_p",
  "top_k",
];
const betaFields = ["context_management", "mcp_servers", "fallbacks", "thread"];
const toolFields = [
  "name",
  "description",
  "input_schema",
  "type",
  "cache_control",
  "strict",
  "defer_loading",
  "eager_input_streaming",
  "allowed_callers",
  "input_examples",
];
const blockFields: Readonly<Record<string, readonly string[]>> = {
  text: ["text", "citations"],
  image: ["source"],
  document: ["source", "title", "context", "citations"],
  search_result: ["source", "title", "content", "citations"],
  thinking: ["thinking", "signature"],
  redacted_thinking: ["data"],
  tool_use: ["id", "name", "input", "caller"],
  tool_result: ["tool_use_id", "content", "is_error"],
  tool_reference: ["tool_name"],
  server_tool_use: ["id", "name", "input", "caller"],
};
const efforts: Readonly<Record<MessagesModel["age"], readonly string[]>> = {
  old: [],
  middle: ["low", "medium", "high", "max"],
  new: ["low", "medium", "high", "xhigh", "max"],
};

export function complainOfMessages(
  body: Fields,
  {
    headers,
    model,
  }: { readonly headers: (name: string) => string | null; readonly model: MessagesModel },
): readonly string[] {
  const complaints = gatherComplaints();
  const hasBetas = headers("anthropic-beta") !== null;
  complaints.only(body, hasBetas ? [...requestFields, ...betaFields] : requestFields, "");
  checkSettings(body, headers("anthropic-version"), model, complaints);
  checkTools(body, complaints);
  checkTurns(body, model, complaints);
  checkCaching(body, complaints);
  return complaints.all;
}

function checkSettings(
  body: Fields,
  version: string | null,
  { age, outputTokens }: MessagesModel,
  { must, only }: Complaints,
): void {
  const { max_tokens: most, temperature, top_p: topP, top_k: topK } = body;
  must(version === "2023-06-01" || version === "2026-10-21", "anthropic-version: unknown");
  must(Number.isInteger(most) && Number(most) <= outputTokens, `max_tokens: ${String(most)}`);
  const isSampled = temperature !== undefined || topP !== undefined || topK !== undefined;
  must(version === "2023-06-01" || !isSampled, "temperature: Extra inputs are not permitted");
  must(temperature === undefined || topP === undefined || age !== "old", "temperature and top_p");
  if (age === "new")
    must(!isSampled || temperature === 1, "temperature is deprecated for this model");
  must(temperature === undefined || Number(temperature) <= 1, "temperature: at most 1");
  const thinking = fieldsOf(body["thinking"]);
  const { type, budget_tokens: budget } = thinking;
  const thinks = type === "enabled" || type === "adaptive";
  must(type !== "adaptive" || age !== "old", "adaptive thinking is not supported on this model");
  must(type !== "enabled" || age !== "new", "thinking.type enabled is not supported");
  if (type === "enabled") {
    must(
      Number(budget) >= 1_024 && Number(budget) < Number(most),
      `budget_tokens: ${String(budget)}`,
    );
  }
  const choice = textOf(fieldsOf(body["tool_choice"])["type"]);
  must(
    !thinks || (choice !== "any" && choice !== "tool"),
    "thinking may not be enabled when tool_choice forces",
  );
  must(
    !thinks || temperature === undefined || temperature === 1,
    "temperature may only be 1 when thinking",
  );
  const { effort } = fieldsOf(body["output_config"]);
  must(
    effort === undefined || efforts[age].includes(textOf(effort)),
    `does not support effort ${String(effort)}`,
  );
  only(fieldsOf(body["metadata"]), ["user_id"], "metadata.");
  const userId = textOf(fieldsOf(body["metadata"])["user_id"]);
  must(userId.length <= 256, "metadata.user_id: too long");
  for (const stop of (body["stop_sequences"] ?? []) as readonly string[]) {
    must(stop.trim() !== "", "stop_sequences: each must contain non-whitespace");
  }
}

function checkTools(body: Fields, { must, only }: Complaints): void {
  const tools = listOf(body["tools"]);
  const names = tools.map(({ name }) => textOf(name));
  must(new Set(names).size === names.length, "tools: Tool names must be unique.");
  for (const tool of tools) {
    const isTyped = tool["type"] !== undefined && tool["type"] !== "custom";
    if (isTyped) continue;
    only(tool, toolFields, "tools.");
    must(/^[\w-]{1,128}$/.test(textOf(tool["name"])), `tools.name: ${textOf(tool["name"])}`);
    must(isObjectSchema(tool["input_schema"]), `tools.input_schema of ${textOf(tool["name"])}`);
  }
  must(
    tools.length === 0 || tools.some((tool) => tool["defer_loading"] !== true),
    "tools: all deferred",
  );
  const choice = fieldsOf(body["tool_choice"]);
  const { type, name } = choice;
  if (type === undefined) return;
  must(tools.length > 0, "tool_choice: may only be specified while providing tools");
  only(
    choice,
    type === "none" ? ["type"] : ["type", "disable_parallel_tool_use", "name"],
    "tool_choice.",
  );
  must(type !== "tool" || names.includes(textOf(name)), `tool_choice: no tool ${textOf(name)}`);
}

function checkTurns(body: Fields, { age }: MessagesModel, complaints: Complaints): void {
  const { must } = complaints;
  const turns = listOf(body["messages"]);
  must(turns.length > 0, "messages: at least one message is required");
  must(turns[0]?.["role"] !== "system", "messages.0: role 'system' is not supported first");
  let open: readonly string[] = [];
  for (const turn of merged(turns)) {
    const { role, blocks } = turn;
    must(["user", "assistant", "system"].includes(role), `role ${role}`);
    must(role !== "system" || age === "new", "role 'system' is not supported on this model");
    for (const block of blocks) checkBlock(block, complaints);
    if (role === "system") continue;
    const results = blocks.filter(({ type }) => type === "tool_result");
    const answered = results.map((block) => textOf(block["tool_use_id"]));
    const firstOther = blocks.findIndex(({ type }) => type !== "tool_result");
    const isFirst =
      firstOther === -1 || blocks.slice(firstOther).every(({ type }) => type !== "tool_result");
    must(results.length === 0 || isFirst, "tool_result blocks must come first");
    must(
      same(open, answered),
      `tool_use ids without tool_result, or the reverse: ${open.join()} / ${answered.join()}`,
    );
    const used = blocks.filter(({ type }) => type === "tool_use").map(({ id }) => textOf(id));
    must(new Set(used).size === used.length, "tool_use ids must be unique");
    open = role === "assistant" ? used : [];
  }
  must(open.length === 0, `tool_use ids without tool_result: ${open.join()}`);
  const last = turns.at(-1);
  if (last?.["role"] !== "assistant") return;
  must(age === "old", "This model does not support assistant message prefill");
  const text = textOf(last["content"]) || textOf(blocksOf(last).at(-1)?.["text"]);
  must(!/\s$/.test(text), "final assistant content cannot end with trailing whitespace");
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join() === other.toSorted().join();
}

interface Turn {
  readonly role: string;
  readonly blocks: readonly Fields[];
}

/** Consecutive turns of one role count as one. */
function merged(turns: readonly Fields[]): readonly Turn[] {
  const all: Turn[] = [];
  for (const turn of turns) {
    const role = textOf(turn["role"]);
    const last = all.at(-1);
    const blocks = blocksOf(turn);
    if (last?.role === role) all[all.length - 1] = { role, blocks: [...last.blocks, ...blocks] };
    else all.push({ role, blocks });
  }
  return all;
}

function blocksOf({ content }: Fields): readonly Fields[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : listOf(content);
}

function checkBlock(block: Fields, complaints: Complaints): void {
  const { must, only } = complaints;
  const type = textOf(block["type"]);
  const allowed = blockFields[type];
  must(allowed !== undefined, `content block ${type}`);
  only(block, ["type", "cache_control", ...(allowed ?? Object.keys(block))], `${type}.`);
  if (type === "text")
    must(textOf(block["text"]).trim() !== "", "text content blocks must be non-empty");
  if (type === "tool_use") {
    must(/^[\w-]{1,128}$/.test(textOf(block["id"])), `tool_use.id: ${textOf(block["id"])}`);
    must(
      !Array.isArray(block["input"]) && typeof block["input"] === "object",
      "tool_use.input: not an object",
    );
  }
  // Nobody but Anthropic signs, and none of these clients has talked to it.
  if (type === "thinking") must(false, "Invalid `signature` in `thinking` block");
  if (type === "image")
    checkSource(fieldsOf(block["source"]), /^image\/(?:jpeg|png|gif|webp)$/, complaints);
  if (type === "document")
    checkSource(fieldsOf(block["source"]), /^(?:application\/pdf|text\/plain)$/, complaints);
  if (type === "tool_result")
    for (const each of blocksOf(block)) {
      if (block["content"] !== undefined && block["content"] !== "") checkBlock(each, complaints);
    }
}

function checkSource(source: Fields, media: RegExp, { must }: Complaints): void {
  if (source["type"] === "base64")
    must(media.test(textOf(source["media_type"])), `media type ${textOf(source["media_type"])}`);
}

function checkCaching(body: Fields, { must }: Complaints): void {
  const marks = [...JSON.stringify(body).matchAll(/"cache_control":\{/g)].length;
  must(marks <= 4, `A maximum of 4 blocks with cache_control may be provided. Found ${marks}.`);
}
