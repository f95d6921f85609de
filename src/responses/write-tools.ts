/** Tools and the choice among them, for a Responses request. */
import { customInputSchema, describeCustomTool } from "../vocabulary/custom-input.ts";
import { findToolName } from "../vocabulary/find-tool-name.ts";
import { asList, asObject, type JsonDraft } from "../vocabulary/json-values.ts";
import { judgeLostTools } from "../vocabulary/judge-lost-tools.ts";
import { functionFacts } from "../vocabulary/write-open-ai.ts";
import type { Tool } from "../vocabulary/conversation.ts";
import type { Json, JsonObject } from "../vocabulary/json.ts";
import type { WriteContext } from "../vocabulary/target.ts";

const searchTool = "web_search";

export function writeTools(context: WriteContext): JsonDraft {
  const { conversation, target, notes } = context;
  const tools: JsonObject[] = [];
  const lost: Tool[] = [];
  for (const tool of conversation.tools) {
    const told = writeTool(tool, context);
    if (told === null) lost.push(tool);
    else tools.push(told);
  }
  judgeLostTools(lost, context);
  const { allowsParallelTools } = conversation;
  if (tools.length === 0) return {};
  const most = target.capabilities.toolsMost;
  if (most !== null && tools.length > most) {
    notes.refuse(`The request has ${tools.length} tools, and this provider takes at most ${most}.`);
  }
  const choice = writeChoice(tools, context);
  return {
    tools,
    ...(choice === null ? {} : { tool_choice: choice }),
    ...(allowsParallelTools === null ? {} : { parallel_tool_calls: allowsParallelTools }),
  };
}

function writeTool(tool: Tool, context: WriteContext): JsonObject | null {
  const { names, notes, target } = context;
  if (tool.kind === "server") return writeServerTool(tool, context);
  if (tool.kind === "function") {
    const { name, description, parameters, strict } = functionFacts(tool, context);
    const described = description === null ? {} : { description };
    // Left out, `strict` would mean yes here, and rewrite the schema.
    return { type: "function", name, ...described, parameters, strict: strict === true };
  }
  const name = names.of({ name: tool.name, kind: "custom", namespace: tool.namespace ?? null });
  if (!target.capabilities.customTools) {
    if (tool.format !== null) notes.lose("tools[].format", "told the model instead of enforced");
    const description = describeCustomTool(tool);
    return { type: "function", name, description, parameters: customInputSchema, strict: false };
  }
  return {
    type: "custom",
    name,
    ...(tool.description === null ? {} : { description: tool.description }),
    ...(tool.format === null ? {} : { format: flatFormat(tool.format) }),
  };
}

/** Chat puts the grammar into an object of its own, Responses does not. */
function flatFormat(format: JsonObject): JsonObject {
  const inner = asObject(format["grammar"]);
  return inner === null ? format : { type: "grammar", ...inner };
}

function writeServerTool(
  { name, raw }: Extract<Tool, { kind: "server" }>,
  { target, notes }: WriteContext,
): JsonObject | null {
  if (name !== searchTool || !target.capabilities.webSearch) return null;
  for (const field of ["max_uses", "blocked_domains"]) {
    if (asList(raw[field]).length > 0 || typeof raw[field] === "number") {
      notes.lose(`tools[].${field}`, "unknown to the other dialect");
    }
  }
  const domains = asList(raw["allowed_domains"]);
  const location = asObject(raw["user_location"]);
  const place = asObject(location?.["approximate"]) ?? location;
  const size = raw["search_context_size"];
  return {
    type: searchTool,
    ...(domains.length === 0 ? {} : { filters: { allowed_domains: domains } }),
    ...(place === null ? {} : { user_location: { ...place, type: "approximate" } }),
    ...(typeof size === "string" ? { search_context_size: size } : {}),
  };
}

function writeChoice(tools: readonly JsonObject[], context: WriteContext): Json | null {
  const choice = context.conversation.toolChoice;
  switch (choice?.kind) {
    case undefined:
      return null;
    case "auto":
    case "none":
    case "required":
      return choice.kind;
    case "allowed": {
      const allowed = choice.names.map((name) => reference(name, tools, context));
      return { type: "allowed_tools", mode: choice.mode, tools: allowed };
    }
    case "named": {
      const named = reference(choice.name, tools, context);
      // The provider's own tools cannot be named, only be the only ones allowed.
      return named["type"] === searchTool
        ? { type: "allowed_tools", mode: "required", tools: [named] }
        : named;
    }
  }
}

function reference(name: string, tools: readonly JsonObject[], context: WriteContext): JsonObject {
  const told = findToolName(name, context);
  const tool = tools.find((each) => (each["name"] ?? each["type"]) === told);
  if (tool === undefined) {
    context.notes.refuse(`tool_choice names "${name}", which is not among the tools it can have.`);
  }
  const type = tool?.["type"] ?? "function";
  return type === searchTool ? { type } : { type, name: told };
}
