/** A demanded output format, in whatever way the model knows one. */
import { closedSchema } from "../vocabulary/object-schema.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { WriteContext } from "../vocabulary/target.ts";

export interface WrittenFormat {
  /** For `output_config`. */
  readonly format: JsonObject | null;
  /** To be forced, see `Crossing.formatTool`. */
  readonly tool: JsonObject | null;
  /** To be told the model. */
  readonly instruction: string | null;
}

const nothing: WrittenFormat = { format: null, tool: null, instruction: null };
const toolName = "json_answer";

/** `hasTools`: the client's own tools must stay callable, so none can be forced. */
export function writeFormat(
  { conversation, target, notes }: WriteContext,
  hasTools: boolean,
): WrittenFormat {
  const { format } = conversation;
  if (format === null || format.kind === "text") return nothing;
  if (format.kind === "json-object") {
    notes.lose("format", "told the model instead of enforced");
    const instruction = "Answer with one JSON object and with nothing before or after it.";
    return { ...nothing, instruction };
  }
  const { schema, isSame } = closedSchema(format.schema);
  if (target.capabilities.jsonSchema) {
    if (!isSame) notes.lose("format.schema", "constraints that are not supported");
    return { ...nothing, format: { type: "json_schema", schema } };
  }
  if (!hasTools && format.schema["type"] === "object") {
    const description = format.description ?? "Gives the answer.";
    return { ...nothing, tool: { name: toolName, description, input_schema: format.schema } };
  }
  notes.lose("format", "told the model instead of enforced");
  const instruction = `Answer with one JSON value that fits this JSON Schema, and with nothing before or after it:\n${JSON.stringify(format.schema)}`;
  return { ...nothing, instruction };
}
