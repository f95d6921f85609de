/** What Chat and Responses write in the same way. */
import { asBoolean, asList, asNumber, asObject, asText } from "./json-values.ts";
import { isCarried, uncarry } from "./carried-thinking.ts";
import { loseUnknown } from "./lose-unknown.ts";
import { sourceOfUrl } from "./media.ts";
import { noSampling } from "./empty-conversation.ts";
import type {
  Caching,
  OutputFormat,
  Sampling,
  ThinkingWish,
  Tool,
  ToolChoice,
} from "./conversation.ts";
import type { Dialect } from "../base/dialect.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Notes } from "./notes.ts";
import type { CacheBreakpoint, DocumentPart, Part, ThinkingPart } from "./part.ts";

export function readSampling(body: JsonObject): Sampling {
  return {
    ...noSampling,
    temperature: asNumber(body["temperature"]),
    topP: asNumber(body["top_p"]),
    topK: asNumber(body["top_k"]),
    frequencyPenalty: asNumber(body["frequency_penalty"]),
    presencePenalty: asNumber(body["presence_penalty"]),
    seed: asNumber(body["seed"]),
    logprobs: asBoolean(body["logprobs"]),
    topLogprobs: asNumber(body["top_logprobs"]),
    logitBias: asObject(body["logit_bias"]),
  };
}

export function readCaching(body: JsonObject): Caching {
  return {
    key: asText(body["prompt_cache_key"]),
    retention: asText(body["prompt_cache_retention"]),
    automatic: null,
  };
}

/** Null = nothing was said about thinking. */
export function readEffort(effort: string | null, summary: string | null): ThinkingWish | null {
  if (effort === null && summary === null) return null;
  const mode = effort === "none" ? "off" : "adaptive";
  return { mode, effort, budgetTokens: null, display: summary };
}

/** `format` of Responses, and what stands inside `json_schema` in Chat. */
export function readFormat(type: Json | undefined, fields: JsonObject): OutputFormat | null {
  if (type === "json_object") return { kind: "json-object" };
  if (type === "text") return { kind: "text" };
  const schema = asObject(fields["schema"]);
  if (type !== "json_schema" || schema === null) return null;
  return {
    kind: "json-schema",
    name: asText(fields["name"]),
    description: asText(fields["description"]),
    schema,
    strict: asBoolean(fields["strict"]),
  };
}

/** `defer_loading`: the tool is there from the beginning. */
const knownInTool: ReadonlySet<string> = new Set([
  "type",
  "function",
  "custom",
  "name",
  "description",
  "parameters",
  "input_schema",
  "format",
  "strict",
  "defer_loading",
  "cache_control",
  "prompt_cache_breakpoint",
]);

/**
 * A tool in any of the shapes that clients send to OpenAI-type addresses: with its fields flat
 * (Responses), in an inner object (Chat), or as Anthropic writes it (Cursor for Claude models).
 */
export function readTool(tool: JsonObject, dialect: Dialect, notes: Notes): Tool {
  const type = asText(tool["type"]);
  const inner = asObject(tool["function"]) ?? asObject(tool["custom"]) ?? tool;
  const name = asText(inner["name"]);
  if (type === null || type === "function" || type === "custom") {
    loseUnknown(tool, knownInTool, "tools[]", notes);
    if (inner !== tool) loseUnknown(inner, knownInTool, `tools[].${type ?? "function"}`, notes);
  }
  if (type === "custom" && inner["input_schema"] === undefined) {
    return {
      kind: "custom",
      name: name ?? "",
      description: asText(inner["description"]),
      format: asObject(inner["format"]),
    };
  }
  const schema = asObject(inner["parameters"]) ?? asObject(inner["input_schema"]);
  const isFunction = type === "function" || (type === null && name !== null) || type === "custom";
  if (!isFunction) return { kind: "server", name: serverName(type ?? ""), dialect, raw: tool };
  return {
    kind: "function",
    name: name ?? "",
    description: asText(inner["description"]),
    schema,
    strict: asBoolean(inner["strict"]),
    ...breakpointOf(tool),
  };
}

/** "web_search" for all of its dated and preview versions. */
function serverName(type: string): string {
  return type.startsWith("web_search") ? "web_search" : type;
}

export function readToolChoice(value: Json | undefined): ToolChoice | null {
  if (value === "auto" || value === "none" || value === "required") return { kind: value };
  const choice = asObject(value);
  if (choice === null) return null;
  if (choice["type"] === "allowed_tools") {
    const allowed = asObject(choice["allowed_tools"]) ?? choice;
    const names = asList(allowed["tools"]).map((each) => nameOf(asObject(each)) ?? "");
    const mode = allowed["mode"] === "required" ? "required" : "auto";
    return { kind: "allowed", mode, names: names.filter((name) => name !== "") };
  }
  if (choice["type"] === "any") return { kind: "required" };
  if (choice["type"] === "auto" || choice["type"] === "none") return { kind: choice["type"] };
  const name = nameOf(choice);
  return name === null ? null : { kind: "named", name };
}

function nameOf(choice: JsonObject | null): string | null {
  const inner = asObject(choice?.["function"]) ?? asObject(choice?.["custom"]) ?? choice;
  const name = asText(inner?.["name"]);
  // Tools without names of their own are chosen by their type.
  const type = asText(choice?.["type"]);
  return name ?? (type === null ? null : serverName(type));
}

/** OpenAI's own mark, or Anthropic's, which some clients put on parts of Chat too. */
export function breakpointOf(part: JsonObject): { readonly breakpoint?: CacheBreakpoint } {
  if (asObject(part["prompt_cache_breakpoint"]) !== null) {
    return { breakpoint: { lifetime: "default" } };
  }
  const control = asObject(part["cache_control"]);
  if (control === null) return {};
  const ttl = control["ttl"];
  return { breakpoint: { lifetime: ttl === "5m" || ttl === "1h" ? ttl : "default" } };
}

export function readImage(url: string, detail: string | null, part: JsonObject): Part {
  const source = sourceOfUrl(url);
  return {
    type: "image",
    source,
    ...(detail === null ? {} : { detail }),
    ...breakpointOf(part),
  };
}

/** `file` of Chat and an input_file of Responses have the same fields. Null = nothing usable. */
export function readFile(file: JsonObject, part: JsonObject): DocumentPart | null {
  const name = asText(file["filename"]);
  const data = asText(file["file_data"]);
  const url = asText(file["file_url"]);
  const id = asText(file["file_id"]);
  const facts = { ...(name === null ? {} : { name }), ...breakpointOf(part) };
  if (data !== null) {
    const isUrl = data.startsWith("data:");
    const source = isUrl
      ? sourceOfUrl(data)
      : ({ kind: "base64", mediaType: "application/pdf", data } as const);
    return { type: "document", source, ...facts };
  }
  if (url !== null) return { type: "document", source: { kind: "url", url }, ...facts };
  return id === null ? null : { type: "document", source: { kind: "file", id }, ...facts };
}

/** The carried part among texts that may hold one; null when none is ours. */
export function findCarried(
  texts: readonly (string | null)[],
  key: Uint8Array | null,
): ThinkingPart | null {
  for (const text of texts) {
    if (text !== null && key !== null && isCarried(text)) {
      const part = uncarry(text, key);
      if (part !== null) return part;
    }
  }
  return null;
}
