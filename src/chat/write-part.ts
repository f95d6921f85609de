import type { PartChange } from "../vocabulary/part-queue.ts";
import type { WriterOptions } from "../vocabulary/answer-stream.ts";
import type { Citation, Part, ThinkingPart, ToolCallPart } from "../vocabulary/part.ts";
import { loseCall, losePart, writeAnnotations, writeCarried } from "./write-message.ts";

/** One part on its way: the JSON of the deltas that it becomes; "" = none. */
export interface PartDeltas {
  begin(): string;
  change(change: PartChange): string;
  end(): string;
}

/** What counts through a whole stream. */
export interface Counts {
  /** Tool calls: Chat counts these, not parts. */
  calls: number;
  /** Characters of the text so far. */
  characters: number;
}

const nothing = () => "";

export function partDeltas(part: Part, counts: Counts, options: WriterOptions): PartDeltas {
  switch (part.type) {
    case "text":
      return textDeltas(counts);
    case "thinking":
      return thinkingDeltas(part, options);
    case "refusal":
      return { begin: nothing, change: (change) => textDelta("refusal", change), end: nothing };
    case "tool-call":
      return options.usesFunctions
        ? functionDeltas(part, counts.calls++, options)
        : callDeltas(part, counts.calls++);
    default:
      losePart(part, options);
      return { begin: nothing, change: nothing, end: nothing };
  }
}

function textDelta(field: string, change: PartChange): string {
  return change.type === "part-delta" ? `{"${field}":${JSON.stringify(change.text)}}` : "";
}

function textDeltas(counts: Counts): PartDeltas {
  const start = counts.characters;
  const citations: Citation[] = [];
  return {
    begin: nothing,
    change(change) {
      if (change.type === "part-delta") counts.characters += change.text.length;
      else if (change.type === "text-citation") citations.push(change.citation);
      return textDelta("content", change);
    },
    end() {
      const annotations = writeAnnotations(citations, start, counts.characters);
      return annotations.length === 0 ? "" : JSON.stringify({ annotations });
    },
  };
}

function thinkingDeltas(begins: ThinkingPart, options: WriterOptions): PartDeltas {
  let part = begins;
  let text = "";
  return {
    begin: nothing,
    change(change) {
      if (change.type === "part-delta") text += change.text;
      else if (change.type === "thinking-signature")
        part = { ...part, signature: change.signature };
      else if (change.type === "thinking-encrypted")
        part = { ...part, encrypted: change.encrypted };
      return textDelta("reasoning_content", change);
    },
    end() {
      const details = writeCarried({ ...part, text }, options);
      return details.length === 0 ? "" : JSON.stringify({ reasoning_details: details });
    },
  };
}

/** Clients parse the arguments: no text is not the same as no arguments. */
function callDeltas({ id, name, kind }: ToolCallPart, index: number): PartDeltas {
  const isCustom = kind === "custom";
  let isEmpty = true;

  function input(text: string): string {
    const value = JSON.stringify(text);
    const field = isCustom ? `"custom":{"input":${value}}` : `"function":{"arguments":${value}}`;
    return `{"tool_calls":[{"index":${index},${field}}]}`;
  }

  return {
    begin() {
      const called = isCustom
        ? { type: "custom", custom: { name, input: "" } }
        : { type: "function", function: { name, arguments: "" } };
      return JSON.stringify({ tool_calls: [{ index, id, ...called }] });
    },
    change(change) {
      if (change.type !== "part-delta") return "";
      isEmpty = false;
      return input(change.text);
    },
    end: () => (isEmpty && !isCustom ? input("{}") : ""),
  };
}

/** The same for clients that know only the former `function_call`. */
function functionDeltas(part: ToolCallPart, index: number, options: WriterOptions): PartDeltas {
  if (index > 0) {
    loseCall(options);
    return { begin: nothing, change: nothing, end: nothing };
  }
  let isEmpty = true;
  return {
    begin: () => functionCall({ name: part.name, arguments: "" }),
    change(change) {
      if (change.type !== "part-delta") return "";
      isEmpty = false;
      return functionCall({ arguments: change.text });
    },
    end: () => (isEmpty ? functionCall({ arguments: "{}" }) : ""),
  };
}

function functionCall(fields: object): string {
  return JSON.stringify({ function_call: fields });
}
