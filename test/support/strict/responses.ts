/** OpenAI's rules for Responses, and those of the backend for ChatGPT subscriptions. */
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

export interface ResponsesModel {
  readonly efforts: readonly string[];
  readonly isSubscription: boolean;
}

const requestFields = [
  "model",
  "input",
  "instructions",
  "stream",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "reasoning",
  "text",
  "include",
  "store",
  "prompt_cache_key",
  "service_tier",
  "truncation",
  "client_metadata",
];
const apiFields = [
  "max_output_tokens",
  "metadata",
  "safety_identifier",
  "user",
  "prompt_cache_retention",
  "temperature",
  "top_p",
  "top_logprobs",
  "background",
  "max_tool_calls",
  "previous_response_id",
];
const itemFields: Readonly<Record<string, readonly string[]>> = {
  message: ["role", "content", "status", "phase"],
  function_call: ["call_id", "name", "arguments", "status", "namespace"],
  function_call_output: ["call_id", "output", "status"],
  custom_tool_call: ["call_id", "name", "input", "namespace"],
  custom_tool_call_output: ["call_id", "output"],
  reasoning: ["summary", "content", "encrypted_content", "status"],
};
const partTypes: Readonly<Record<string, readonly string[]>> = {
  user: ["input_text", "input_image", "input_file", "input_audio"],
  developer: ["input_text", "input_image", "input_file"],
  system: ["input_text", "input_image", "input_file"],
  assistant: ["output_text", "refusal"],
};
const toolTypes = new Set(["function", "custom", "web_search", "tool_search", "namespace"]);

export function complainOfResponses(body: Fields, model: ResponsesModel): readonly string[] {
  const complaints = gatherComplaints();
  const { must, only } = complaints;
  const { isSubscription, efforts } = model;
  only(body, isSubscription ? requestFields : [...requestFields, ...apiFields], "");
  if (isSubscription) {
    must(body["store"] === false, "Store must be set to false");
    must(body["stream"] === true, "Stream must be set to true");
  }
  const most = body["max_output_tokens"];
  must(most === undefined || Number(most) >= 16, `max_output_tokens: ${String(most)}`);
  if (efforts.length > 0) must(body["temperature"] === undefined, "temperature is not supported");
  const { effort } = fieldsOf(body["reasoning"]);
  must(effort === undefined || efforts.includes(textOf(effort)), `effort ${String(effort)}`);
  must(efforts.length > 0 || body["reasoning"] === undefined, "reasoning is not supported");
  for (const name of ["safety_identifier", "prompt_cache_key"]) {
    must(textOf(body[name]).length <= 64, `${name}: longer than 64`);
  }
  const includes = Array.isArray(body["include"]) ? body["include"] : [];
  const isSealed = includes.includes("reasoning.encrypted_content");
  must(!isSealed || efforts.length > 0, "Encrypted content is not supported with this model");
  checkTools(body, complaints);
  checkFormat(fieldsOf(fieldsOf(body["text"])["format"]), complaints);
  if (typeof body["input"] !== "string") checkItems(listOf(body["input"]), model, complaints);
  return complaints.all;
}

function checkTools(body: Fields, { must, only }: Complaints): void {
  const tools = listOf(body["tools"]);
  must(tools.length <= 128, "tools: more than 128");
  must(
    tools.length > 0 || body["tool_choice"] === undefined || body["tool_choice"] === "auto",
    "tool_choice without tools",
  );
  for (const tool of tools) {
    const type = textOf(tool["type"]);
    must(toolTypes.has(type), `tools.type: ${type}`);
    if (type !== "function") continue;
    only(tool, ["type", "name", "description", "parameters", "strict", "defer_loading"], "tools.");
    must(/^[\w-]{1,64}$/.test(textOf(tool["name"])), `tools.name: ${textOf(tool["name"])}`);
    must(isObjectSchema(tool["parameters"]), "tools.parameters");
    // Left out, strictness is on.
    must(tool["strict"] === false || isStrictSchema(tool["parameters"]), "tools.strict");
  }
}

function checkFormat(format: Fields, { must }: Complaints): void {
  if (format["type"] !== "json_schema") return;
  must(/^[\w-]{1,64}$/.test(textOf(format["name"])), `text.format.name: ${textOf(format["name"])}`);
  must(format["strict"] !== true || isStrictSchema(format["schema"]), "text.format is not strict");
}

function checkItems(
  items: readonly Fields[],
  { isSubscription }: ResponsesModel,
  complaints: Complaints,
): void {
  const { must, only } = complaints;
  must(items.length > 0, "input: empty");
  const called: string[] = [];
  const answered: string[] = [];
  for (const [index, item] of items.entries()) {
    const type = textOf(item["type"]) || "message";
    const allowed = itemFields[type];
    must(allowed !== undefined, `input type ${type}`);
    only(item, ["type", "id", ...(allowed ?? Object.keys(item))], `input[${type}].`);
    must(textOf(item["id"]).length <= 64, `input.id: longer than 64`);
    const id = textOf(item["call_id"]);
    if (type.endsWith("_call")) called.push(id);
    if (type.endsWith("_output")) {
      must(called.includes(id), `No tool call found for output with call_id ${id}`);
      answered.push(id);
    }
    if (id !== "") must(/^[\w-]{1,64}$/.test(id), `call_id: ${id}`);
    if (type === "message") checkMessage(item, isSubscription, complaints);
    const next = textOf(items[index + 1]?.["type"]);
    must(
      type !== "reasoning" || (next !== "" && !next.endsWith("_output")),
      "reasoning without its following item",
    );
  }
  must(new Set(called).size === called.length, "call ids must be unique");
  for (const id of called)
    must(answered.includes(id), `No tool output found for function call ${id}`);
}

function checkMessage(
  { role, content }: Fields,
  isSubscription: boolean,
  { must }: Complaints,
): void {
  const name = textOf(role);
  must(partTypes[name] !== undefined, `role ${name}`);
  must(!isSubscription || name !== "system", "System messages are not allowed");
  if (typeof content === "string") return;
  const parts = listOf(content);
  must(parts.length > 0, `message of ${name} without content`);
  for (const { type } of parts) {
    must(partTypes[name]?.includes(textOf(type)) === true, `part ${textOf(type)} of ${name}`);
  }
}
