/** Tools of a Responses request: those it lists, and those that items have brought. */
import { asObject, asObjects, asText } from "../vocabulary/json-values.ts";
import { readTool } from "../vocabulary/read-open-ai.ts";
import { searchToolName } from "./read-input.ts";
import type { Tool } from "../vocabulary/conversation.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { Notes } from "../vocabulary/notes.ts";
import type { ReadContext } from "../vocabulary/target.ts";

const dialect = "openai-responses";

/** The same tool may come several times; the first one counts and keeps its place. */
export function readTools(body: JsonObject, { notes }: ReadContext): readonly Tool[] {
  const brought = asObjects(body["input"]).filter(
    ({ type }) => type === "additional_tools" || type === "tool_search_output",
  );
  const listed = [body, ...brought].flatMap(({ tools }) =>
    asObjects(tools).flatMap((tool) => readOne(tool, notes)),
  );
  const unique = new Map<string, Tool>();
  for (const tool of listed) {
    const namespace = tool.kind === "server" ? "" : (tool.namespace ?? "");
    const key = `${namespace}\n${tool.name}`;
    if (!unique.has(key)) unique.set(key, tool);
  }
  return [...unique.values()];
}

function readOne(tool: JsonObject, notes: Notes): readonly Tool[] {
  if (tool["type"] === "namespace") {
    const namespace = asText(tool["name"]) ?? "";
    return asObjects(tool["tools"]).map((each) =>
      inNamespace(readTool(each, dialect, notes), namespace),
    );
  }
  if (tool["type"] === "tool_search" && tool["execution"] === "client") return [searchTool(tool)];
  return [readTool(tool, dialect, notes)];
}

function inNamespace(tool: Tool, namespace: string): Tool {
  return tool.kind === "server" ? tool : { ...tool, namespace };
}

/** The client looks for the tools itself; for the model that is a function like any other. */
function searchTool(tool: JsonObject): Tool {
  return {
    kind: "function",
    name: searchToolName,
    description: asText(tool["description"]),
    schema: asObject(tool["parameters"]),
    strict: null,
    isSearch: true,
  };
}
