import type { AnswerEvent } from "../vocabulary/answer.ts";
import { isObject, stringOf, textOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { Part } from "../vocabulary/part.ts";
import { readBlock, readCitation } from "./read-block.ts";

/** The content blocks of one stream, which come strictly one after the other. */
export interface Blocks {
  begin(index: unknown, block: JsonObject): void;
  change(index: unknown, delta: JsonObject): void;
  end(index: unknown): void;
  /** Ends the block that is still open. */
  close(): void;
}

interface OpenBlock {
  readonly index: unknown;
  readonly part: number;
  /** Arguments that came with the beginning: they count when no delta follows. */
  input: string;
}

const blockOfDelta: Readonly<Record<string, JsonObject>> = {
  text_delta: { type: "text" },
  citations_delta: { type: "text" },
  thinking_delta: { type: "thinking" },
  signature_delta: { type: "thinking" },
};

export function openBlocks(emit: Emit): Blocks {
  let open: OpenBlock | null = null;
  let parts = 0;

  function close(): void {
    if (open === null) return;
    const { part, input } = open;
    if (input !== "") emit({ type: "part-delta", part, text: input });
    emit({ type: "part-end", part });
    open = null;
  }

  function begin(index: unknown, block: JsonObject): void {
    close();
    const whole = readBlock(block);
    const part = parts++;
    open = { index, part, input: whole.type === "tool-call" ? whole.input : "" };
    emit({ type: "part-start", part, begins: emptied(whole) });
    if (whole.type === "text" || whole.type === "thinking") {
      if (whole.text !== "") emit({ type: "part-delta", part, text: whole.text });
    }
    if (whole.type === "text") {
      for (const citation of whole.citations ?? []) emit({ type: "text-citation", part, citation });
    }
    if (whole.type === "thinking" && whole.signature !== undefined) {
      emit({ type: "thinking-signature", part, signature: whole.signature });
    }
  }

  function change(index: unknown, delta: JsonObject): void {
    if (open?.index !== index) {
      // Servers that are only compatible leave out the beginning of a text.
      const block = blockOfDelta[stringOf(delta["type"])];
      if (open !== null || block === undefined) return;
      begin(index, block);
    }
    if (open !== null) changeBlock(open, delta, emit);
  }

  return {
    begin,
    change,
    end(index) {
      if (open?.index === index) close();
    },
    close,
  };
}

type Emit = (event: AnswerEvent) => void;

function changeBlock(block: OpenBlock, delta: JsonObject, emit: Emit): void {
  const { part } = block;
  switch (delta["type"]) {
    case "text_delta":
      return emitText(part, delta["text"], emit);
    case "thinking_delta":
      return emitText(part, delta["thinking"], emit);
    case "input_json_delta":
      if (textOf(delta["partial_json"]) !== null) block.input = "";
      return emitText(part, delta["partial_json"], emit);
    case "signature_delta": {
      const signature = textOf(delta["signature"]);
      if (signature !== null) emit({ type: "thinking-signature", part, signature });
      return;
    }
    case "citations_delta": {
      const { citation } = delta;
      if (isObject(citation))
        emit({ type: "text-citation", part, citation: readCitation(citation) });
    }
  }
}

function emitText(part: number, value: unknown, emit: Emit): void {
  const text = textOf(value);
  if (text !== null) emit({ type: "part-delta", part, text });
}

/** The part as it begins: what it brought along follows as changes. */
function emptied(part: Part): Part {
  if (part.type === "text") return { type: "text", text: "" };
  if (part.type === "tool-call") return { ...part, input: "" };
  if (part.type !== "thinking" || part.encrypted !== undefined) return part;
  return { type: "thinking", text: "", origin: part.origin };
}
