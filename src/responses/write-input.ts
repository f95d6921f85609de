/** Settled turns as input items of a Responses request. */
import { digest } from "../vocabulary/digest.ts";
import { wrapCustomInput } from "../vocabulary/custom-input.ts";
import { flatMap } from "../vocabulary/flat-map.ts";
import { joinTexts } from "../vocabulary/join-texts.ts";
import { writeInput, writeOutput } from "./write-input-content.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { Part, ThinkingPart, ToolCallPart, ToolResultPart } from "../vocabulary/part.ts";
import type { SettledTurn } from "../vocabulary/settle-turns.ts";
import type { WriteContext } from "../vocabulary/target.ts";

/** Hexadecimal digits of an id that is made for an item without one. */
const idLength = 32;

export function writeItems(context: WriteContext): readonly JsonObject[] {
  return flatMap(context.settled.turns, (turn) => writeTurn(turn, context));
}

function writeTurn(turn: SettledTurn, context: WriteContext): readonly JsonObject[] {
  if (turn.name !== undefined)
    context.notes.lose("messages[].name", "unknown to the other dialect");
  if (turn.role === "assistant") return writeAnswer(turn.parts, context);
  const results = turn.results.map((result) => writeResult(result, context));
  const content = writeInput(turn.parts, context);
  if (content.length === 0) return results;
  const role = turn.role === "system" ? "developer" : "user";
  return [...results, { type: "message", role, content }];
}

function writeAnswer(parts: readonly Part[], context: WriteContext): readonly JsonObject[] {
  const items = flatMap(parts, (part): readonly JsonObject[] => {
    switch (part.type) {
      case "text":
        if (part.citations !== undefined) {
          context.notes.lose("messages[].citations", "unknown to the other dialect");
        }
        return part.text === ""
          ? []
          : [message({ type: "output_text", text: part.text, annotations: [] })];
      case "refusal":
        return [message({ type: "refusal", refusal: part.text })];
      case "thinking":
        return writeThinking(part, context);
      case "tool-call":
        return [writeCall(part, context)];
      default:
        return writeInput([part], context).map(({ text }) =>
          message({ type: "output_text", text: String(text), annotations: [] }),
        );
    }
  });
  // Reasoning without the item that it led to is refused.
  const last = items.findLastIndex(({ type }) => type !== "reasoning");
  if (last < items.length - 1) {
    context.notes.lose("messages[].thinking", "nothing follows it in its turn");
  }
  return items.slice(0, last + 1);
}

function message(part: JsonObject): JsonObject {
  return { type: "message", role: "assistant", content: [part] };
}

function writeThinking(part: ThinkingPart, { notes }: WriteContext): readonly JsonObject[] {
  const { origin, encrypted, text, itemId } = part;
  if (origin !== "openai-responses" || encrypted === undefined) {
    notes.lose("messages[].thinking", "only its own provider can read it");
    return [];
  }
  const summary = text === "" ? [] : [{ type: "summary_text", text }];
  const id = itemId ?? `rs_${digest(encrypted, idLength)}`;
  return [{ type: "reasoning", id, summary, encrypted_content: encrypted }];
}

function writeCall(part: ToolCallPart, { names, target }: WriteContext): JsonObject {
  const { id, kind, input } = part;
  const name = names.of({ name: part.name, kind, namespace: part.namespace ?? null });
  if (kind === "custom" && target.capabilities.customTools) {
    return { type: "custom_tool_call", call_id: id, name, input };
  }
  const text = kind === "custom" ? wrapCustomInput(input) : input.trim() === "" ? "{}" : input;
  return { type: "function_call", call_id: id, name, arguments: text };
}

function writeResult(result: ToolResultPart, context: WriteContext): JsonObject {
  const isCustom = result.kind === "custom" && context.target.capabilities.customTools;
  const type = isCustom ? "custom_tool_call_output" : "function_call_output";
  const isSilent = result.isError && !/^error/i.test(joinTexts(result.content));
  const content: readonly Part[] = isSilent
    ? [{ type: "text", text: "Error:" }, ...result.content]
    : result.content;
  return { type, call_id: result.callId, output: writeOutput(content, context) };
}
