/** Tools and the choice among them, for a Chat request. */
import { customInputSchema, describeCustomTool } from "../vocabulary/custom-input.ts";
import { findToolName } from "../vocabulary/find-tool-name.ts";
import { asObject, type JsonDraft } from "../vocabulary/json-values.ts";
import { judgeLostTools } from "../vocabulary/judge-lost-tools.ts";
import { functionFacts } from "../vocabulary/write-open-ai.ts";
import type { Tool, ToolChoice } from "../vocabulary/conversation.ts";
import type { Json, JsonObject } from "../vocabulary/json.ts";
import type { WriteContext } from "../vocabulary/target.ts";

/** Chat models that search the web, whether a client asks for it or not. */
const searchModel = /search/;

/** `tools`, `tool_choice`, `parallel_tool_calls` and `web_search_options`. */
export function writeTools(context: WriteContext): JsonDraft {
  const { conversation, target, notes } = context;
  const { toolChoice, allowsParallelTools } = conversation;
  const isAllowed = allowedNames(context);
  const own = conversation.tools.filter(({ kind }) => kind !== "server");
  const tools = own.map((tool) => writeTool(tool, context)).filter((tool) => isAllowed(tool));
  const search = writeSearch(context);
  const lost = conversation.tools.filter(
    ({ kind, name }) => kind === "server" && (search === null || name !== "web_search"),
  );
  judgeLostTools(lost, context);
  const most = target.capabilities.toolsMost;
  if (most !== null && tools.length > most) {
    notes.refuse(`The request has ${tools.length} tools, and this provider takes at most ${most}.`);
  }
  const searchField = search === null ? {} : { web_search_options: search };
  if (tools.length === 0) return searchField;
  const choice = writeChoice(toolChoice, tools, context);
  const isSwitched = allowsParallelTools !== null && target.capabilities.parallelSwitch;
  if (allowsParallelTools === false && !isSwitched) {
    notes.lose("parallel_tool_calls", "the provider has no such switch");
  }
  return {
    tools,
    ...(choice === null ? {} : { tool_choice: choice }),
    ...(isSwitched ? { parallel_tool_calls: allowsParallelTools } : {}),
    ...searchField,
  };
}

function writeTool(tool: Tool, context: WriteContext): JsonObject {
  const { names, notes, target } = context;
  if (tool.kind === "function") {
    const { name, description, parameters, strict } = functionFacts(tool, context);
    const described = description === null ? {} : { description };
    const isStrict = strict === true ? { strict } : {};
    const mark =
      tool.breakpoint !== undefined && target.capabilities.chatBreakpoints === "cache_control"
        ? { cache_control: { type: "ephemeral" } }
        : {};
    return { type: "function", function: { name, ...described, parameters, ...isStrict }, ...mark };
  }
  const namespace = tool.kind === "custom" ? (tool.namespace ?? null) : null;
  const name = names.of({ name: tool.name, kind: "custom", namespace });
  if (tool.kind === "server" || target.capabilities.customTools) {
    const custom = tool.kind === "custom" ? tool : null;
    return { type: "custom", custom: { name, ...describe(custom) } };
  }
  if (tool.format !== null) notes.lose("tools[].format", "told the model instead of enforced");
  const description = describeCustomTool(tool);
  return { type: "function", function: { name, description, parameters: customInputSchema } };
}

function describe(tool: Extract<Tool, { kind: "custom" }> | null): JsonObject {
  const description = tool?.description ?? null;
  const format = tool?.format ?? null;
  return {
    ...(description === null ? {} : { description }),
    ...(format === null ? {} : { format: chatFormat(format) }),
  };
}

/** Chat puts the grammar into an object of its own, Responses does not. */
function chatFormat(format: JsonObject): JsonObject {
  const { type, grammar, ...rest } = format;
  if (type !== "grammar" || asObject(grammar) !== null) return format;
  return { type, grammar: rest };
}

function allowedNames(context: WriteContext): (tool: JsonObject) => boolean {
  const { toolChoice } = context.conversation;
  if (toolChoice?.kind !== "allowed" || context.target.capabilities.allowedTools) return () => true;
  const names = new Set(toolChoice.names.map((name) => findToolName(name, context)));
  return (tool) => names.has(toldName(tool));
}

function toldName(tool: JsonObject): string {
  const inner = asObject(tool["function"]) ?? asObject(tool["custom"]);
  return typeof inner?.["name"] === "string" ? inner["name"] : "";
}

function writeChoice(
  choice: ToolChoice | null,
  tools: readonly JsonObject[],
  context: WriteContext,
): Json | null {
  switch (choice?.kind) {
    case undefined:
      return null;
    case "auto":
    case "none":
    case "required":
      return choice.kind;
    case "allowed": {
      if (!context.target.capabilities.allowedTools) return choice.mode;
      const allowed = choice.names.map((name) => reference(name, tools, context));
      return { type: "allowed_tools", allowed_tools: { mode: choice.mode, tools: allowed } };
    }
    case "named":
      return reference(choice.name, tools, context);
  }
}

function reference(name: string, tools: readonly JsonObject[], context: WriteContext): JsonObject {
  const told = findToolName(name, context);
  const tool = tools.find((each) => toldName(each) === told);
  if (tool === undefined) {
    context.notes.refuse(`tool_choice names "${name}", which is not among the tools it can have.`);
  }
  return tool?.["type"] === "custom"
    ? { type: "custom", custom: { name: told } }
    : { type: "function", function: { name: told } };
}

function writeSearch({ conversation, target }: WriteContext): JsonObject | null {
  const search = conversation.tools.find(
    (tool) => tool.kind === "server" && tool.name === "web_search",
  );
  const canSearch = target.capabilities.webSearch && searchModel.test(target.model);
  if (search?.kind !== "server" || !canSearch) return null;
  const { search_context_size: size, user_location: location } = search.raw;
  const place = asObject(location);
  const approximate = asObject(place?.["approximate"]) ?? place;
  return {
    ...(typeof size === "string" ? { search_context_size: size } : {}),
    ...(approximate === null ? {} : { user_location: { type: "approximate", approximate } }),
  };
}
