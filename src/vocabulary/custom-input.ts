/**
 * Custom tools take free text; where a dialect knows only functions, the text is the one string
 * field of their arguments.
 */
import { asObject } from "./json-values.ts";
import { parseJson } from "./json-text.ts";
import type { JsonObject } from "./json.ts";
import type { Tool } from "./conversation.ts";

/** Name of the field that holds the free text. */
export const customInputField = "input";

/** Arguments of a function that stands for a custom tool. */
export function wrapCustomInput(text: string): string {
  return JSON.stringify({ [customInputField]: text });
}

/** The free text of such arguments; arguments of another shape are the text themselves. */
export function unwrapCustomInput(input: string): string {
  const value = asObject(parseJson(input))?.[customInputField];
  return typeof value === "string" ? value : input;
}

type CustomTool = Extract<Tool, { kind: "custom" }>;

export const customInputSchema: JsonObject = {
  type: "object",
  properties: {
    [customInputField]: { type: "string", description: "The whole input of the tool, as is." },
  },
  required: [customInputField],
  additionalProperties: false,
};

/** What the model is told of a custom tool that has become a function. */
export function describeCustomTool({ description, format }: CustomTool): string {
  const grammar = asObject(format?.["grammar"]) ?? format;
  const definition = grammar?.["definition"];
  const syntax = grammar?.["syntax"];
  const rule =
    typeof definition === "string"
      ? `The field "${customInputField}" must match this ${String(syntax ?? "")} grammar:\n${definition}`
      : `The field "${customInputField}" holds the input as plain text.`;
  return [description, rule].filter((each) => each !== null && each !== "").join("\n\n");
}
