/** Tools and the choice among them, for a Messages request. */
import { customInputSchema, describeCustomTool } from "../vocabulary/custom-input.ts";
import { asList, asObject, asText, type JsonDraft } from "../vocabulary/json-values.ts";
import { judgeLostTools } from "../vocabulary/judge-lost-tools.ts";
import { objectSchema } from "../vocabulary/object-schema.ts";
import { findToolName } from "../vocabulary/find-tool-name.ts";
import { withBreakpoint } from "./write-content.ts";
import type { Tool } from "../vocabulary/conversation.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { WriteContext } from "../vocabulary/target.ts";

export interface WrittenTools {
  readonly tools: JsonObject[];
  readonly choice: JsonObject | null;
  readonly isForced: boolean;
}

const searchTool = "web_search";

export function writeTools(context: WriteContext): WrittenTools {
  const { conversation } = context;
  const { toolChoice } = conversation;
  const isAllowed = allowedNames(context);
  const told: JsonObject[] = [];
  const lost: Tool[] = [];
  for (const tool of conversation.tools) {
    const each = writeTool(tool, context);
    if (each === null) lost.push(tool);
    else told.push(each);
  }
  judgeLostTools(lost, context);
  const written = told.filter(isAllowed);
  if (written.length === 0) return { tools: [], choice: null, isForced: false };
  const kind = choiceType(context);
  const name = toolChoice?.kind === "named" ? nameFor(toolChoice.name, written, context) : null;
  const isSingle = conversation.allowsParallelTools === false && kind !== "none";
  const choice: JsonDraft = {
    type: kind,
    ...(name === null ? {} : { name }),
    ...(isSingle ? { disable_parallel_tool_use: true } : {}),
  };
  const isDefault = toolChoice === null && !isSingle;
  return {
    tools: written,
    choice: isDefault ? null : choice,
    isForced: kind === "any" || kind === "tool",
  };
}

function choiceType({ conversation: { toolChoice } }: WriteContext): string {
  switch (toolChoice?.kind) {
    case "none":
      return "none";
    case "required":
      return "any";
    case "named":
      return "tool";
    case "allowed":
      return toolChoice.mode === "required" ? "any" : "auto";
    default:
      return "auto";
  }
}

/** Anthropic has no list of allowed tools: the others are left out of the request. */
function allowedNames(context: WriteContext): (tool: JsonObject) => boolean {
  const { toolChoice } = context.conversation;
  if (toolChoice?.kind !== "allowed") return () => true;
  const names = new Set(toolChoice.names.map((name) => findToolName(name, context)));
  return ({ name }) => names.has(asText(name) ?? "");
}

function nameFor(name: string, tools: readonly JsonObject[], context: WriteContext): string {
  const told = findToolName(name, context);
  if (!tools.some((tool) => tool["name"] === told)) {
    context.notes.refuse(`tool_choice names "${name}", which is not among the tools it can have.`);
  }
  return told;
}

function writeTool(tool: Tool, context: WriteContext): JsonObject | null {
  const { names, notes } = context;
  if (tool.kind === "server") return writeServerTool(tool, context);
  const client = { name: tool.name, kind: tool.kind, namespace: tool.namespace ?? null };
  if (tool.kind === "custom") {
    if (tool.format !== null) notes.lose("tools[].format", "told the model instead of enforced");
    return {
      name: names.of(client),
      description: describeCustomTool(tool),
      input_schema: customInputSchema,
    };
  }
  const { schema, isSame } = objectSchema(tool.schema);
  if (!isSame) notes.lose("tools[].schema", "alternatives at the top of a schema were merged");
  if (tool.strict === true) notes.lose("tools[].strict", "not enforced by this provider");
  const name = names.of(tool.isSearch === true ? { ...client, kind: "tool-search" } : client);
  const described = tool.description === null ? {} : { description: tool.description };
  const written = { name, ...described, input_schema: schema };
  return withBreakpoint(written, tool.breakpoint);
}

/** Only searching the web is a thing that both sides have. */
function writeServerTool(
  tool: Extract<Tool, { kind: "server" }>,
  { target, notes }: WriteContext,
): JsonObject | null {
  const { raw, name } = tool;
  const isSearch = name === searchTool && target.capabilities.webSearch;
  // Cached results only: the client has not allowed real calls to the web.
  if (!isSearch || raw["external_web_access"] === false) return null;
  if (raw["search_context_size"] !== undefined) {
    notes.lose("tools[].search_context_size", "unknown to the other dialect");
  }
  const domains = asList(asObject(raw["filters"])?.["allowed_domains"]);
  const location = asObject(raw["user_location"]);
  const place = asObject(location?.["approximate"]) ?? location;
  return {
    type: "web_search_20250305",
    name: searchTool,
    ...(domains.length === 0 ? {} : { allowed_domains: domains }),
    ...(place === null ? {} : { user_location: { ...place, type: "approximate" } }),
  };
}
