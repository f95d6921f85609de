/** A tool call of the provider as the call of the client's tool that it stands for. */
import type { PartStart } from "../vocabulary/answer.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import { objectOf } from "../vocabulary/json-fields.ts";
import { parseJson } from "../vocabulary/json-text.ts";
import type { OpaquePart, ToolCallPart } from "../vocabulary/part.ts";
import { portableToolId } from "../vocabulary/tool-ids.ts";
import { readCustomInput } from "./read-custom-input.ts";

export type ToolTurns = Pick<Crossing, "from" | "toolNames" | "formatTool">;

export interface TurnedCall {
  /** How the part begins; null = it comes whole when all of its input is there. */
  readonly begins: PartStart | null;
  /** More of the provider's input; the client's input that follows from it. */
  feed(input: string): string;
  /** The rest of the client's input. */
  end(): string;
  /** The part that comes whole. */
  whole(): PartStart | null;
}

export function turnCall(given: ToolCallPart, turns: ToolTurns): TurnedCall {
  const id = portableToolId(given.id, turns.from);
  const call = id === given.id ? given : { ...given, id };
  // The forced tool that carries an output format is no call: its input is the answer.
  if (call.name === turns.formatTool) return plain({ type: "text", text: "" });
  const tool = turns.toolNames.get(call.name);
  if (tool === undefined) return plain(call);
  if (tool.kind === "tool-search") return searchCall(call);
  const { namespace: _, ...rest } = call;
  const namespace = tool.namespace === null ? {} : { namespace: tool.namespace };
  const begins: ToolCallPart = { ...rest, name: tool.name, kind: tool.kind, ...namespace };
  const isWrapped = call.kind === "function" && tool.kind === "custom";
  return isWrapped ? { ...plain(begins), ...readCustomInput() } : plain(begins);
}

function plain(begins: PartStart): TurnedCall {
  return { begins, feed: (input) => input, end: () => "", whole: () => null };
}

/** Responses' search among tools is an item of its own kind, with an object for its input. */
function searchCall(call: ToolCallPart): TurnedCall {
  let input = "";

  function whole(): OpaquePart {
    const raw = {
      id: `tsc_${call.id}`,
      type: "tool_search_call",
      call_id: call.id,
      execution: "client",
      status: "completed",
      arguments: objectOf(parseJson(input)),
    };
    return { type: "opaque", dialect: "openai-responses", name: raw.type, raw };
  }

  return {
    begins: null,
    feed(more) {
      input += more;
      return "";
    },
    end: () => "",
    whole,
  };
}
