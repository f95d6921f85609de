import type { WriterOptions } from "../vocabulary/answer-stream.ts";
import type { Citation, Part, ThinkingPart, ToolCallPart } from "../vocabulary/part.ts";
import { sse } from "../vocabulary/sse.ts";
import { isRedacted, signatureOf, writeBlocks, writeCitation } from "./write-block.ts";

/** One part on its way: the events that open, fill and close its block. */
export interface BlockStream {
  begin(): string;
  delta(text: string): string;
  signature(signature: string): string;
  encrypted(encrypted: string): string;
  citation(citation: Citation): string;
  end(): string;
  /** The index that the next block gets. */
  next(): number;
}

export function startBlock(part: Part, options: WriterOptions, index: number): BlockStream {
  switch (part.type) {
    case "text":
    case "refusal":
      return textBlock(index);
    case "thinking":
      if (isRedacted(part)) return wholeBlocks(part, options, index);
      return thinkingBlock(part, options, index);
    case "tool-call":
      return toolBlock(part, index);
    default:
      return wholeBlocks(part, options, index);
  }
}

const nothing = () => "";

/** Opened with its first text only: the API refuses empty texts when they come back. */
function textBlock(index: number): BlockStream {
  const head = `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":`;
  let isOpen = false;

  function opened(): string {
    if (isOpen) return "";
    isOpen = true;
    return startEvent(index, { type: "text", text: "" });
  }

  return {
    begin: nothing,
    delta: (text) => `${opened()}${head}{"type":"text_delta","text":${JSON.stringify(text)}}}\n\n`,
    signature: nothing,
    encrypted: nothing,
    citation(citation) {
      const delta = { type: "citations_delta", citation: writeCitation(citation) };
      return `${opened()}${head}${JSON.stringify(delta)}}\n\n`;
    },
    end: () => (isOpen ? stopEvent(index) : ""),
    next: () => (isOpen ? index + 1 : index),
  };
}

function thinkingBlock(begins: ThinkingPart, options: WriterOptions, index: number): BlockStream {
  const texts: string[] = [];
  let part = begins;
  let isOpen = false;

  function opened(): string {
    if (isOpen) return "";
    isOpen = true;
    return startEvent(index, { type: "thinking", thinking: "", signature: "" });
  }

  return {
    begin: nothing,
    delta(text) {
      texts.push(text);
      return (
        opened() + deltaEvent(index, `{"type":"thinking_delta","thinking":${JSON.stringify(text)}}`)
      );
    },
    signature(signature) {
      part = { ...part, signature };
      return "";
    },
    encrypted(encrypted) {
      part = { ...part, encrypted };
      return "";
    },
    citation: nothing,
    end() {
      const text = texts.join("");
      const signature = signatureOf({ ...part, text }, options);
      if (!isOpen && signature === "") return "";
      const signed = JSON.stringify({ type: "signature_delta", signature });
      const delta = signature === "" ? "" : deltaEvent(index, signed);
      return opened() + delta + stopEvent(index);
    },
    next: () => (isOpen ? index + 1 : index),
  };
}

/** Clients read arguments from deltas only. Free text becomes the one field of an object. */
function toolBlock({ id, name, kind }: ToolCallPart, index: number): BlockStream {
  const isCustom = kind === "custom";
  const json = (text: string) =>
    deltaEvent(index, `{"type":"input_json_delta","partial_json":${JSON.stringify(text)}}`);
  return {
    begin: () =>
      startEvent(index, { type: "tool_use", id, name, input: {} }) +
      (isCustom ? json('{"input":"') : ""),
    delta: (text) => json(isCustom ? JSON.stringify(text).slice(1, -1) : text),
    signature: nothing,
    encrypted: nothing,
    citation: nothing,
    end: () => (isCustom ? json('"}') : "") + stopEvent(index),
    next: () => index + 1,
  };
}

/** Parts that come whole: everything is known when they begin, except a server tool's input. */
function wholeBlocks(part: Part, options: WriterOptions, index: number): BlockStream {
  const isOwnCall =
    part.type === "server-tool" && part.phase === "call" && part.dialect === "anthropic-messages";
  const blocks = isOwnCall ? [{ ...part.raw, input: {} }] : writeBlocks(part, options);
  let hasInput = false;

  function input(text: string): string {
    hasInput = true;
    return deltaEvent(index, `{"type":"input_json_delta","partial_json":${JSON.stringify(text)}}`);
  }

  function end(): string {
    if (!isOwnCall) return "";
    const rest = hasInput || isEmpty(part.input) ? "" : input(JSON.stringify(part.input));
    return rest + stopEvent(index);
  }

  return {
    begin: () =>
      blocks
        .map((block, place) => {
          const start = startEvent(index + place, block);
          return isOwnCall ? start : start + stopEvent(index + place);
        })
        .join(""),
    delta: (text) => (isOwnCall ? input(text) : ""),
    signature: nothing,
    encrypted: nothing,
    citation: nothing,
    end,
    next: () => index + blocks.length,
  };
}

function isEmpty(value: unknown): boolean {
  return typeof value !== "object" || value === null || Object.keys(value).length === 0;
}

function startEvent(index: number, block: object): string {
  const event = { type: "content_block_start", index, content_block: block };
  return sse("content_block_start", JSON.stringify(event));
}

function deltaEvent(index: number, delta: string): string {
  return `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":${delta}}\n\n`;
}

function stopEvent(index: number): string {
  return `event: content_block_stop\ndata: {"type":"content_block_stop","index":${index}}\n\n`;
}
