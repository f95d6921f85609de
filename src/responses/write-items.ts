import type { AnswerEvent } from "../vocabulary/answer.ts";
import type { WriterOptions } from "../vocabulary/answer-stream.ts";
import type { Part } from "../vocabulary/part.ts";
import {
  itemFields,
  nothing,
  type ItemPlace,
  type ItemStatus,
  type ItemWriter,
  type Send,
} from "./item-writer.ts";
import { writeCallItem } from "./write-call-item.ts";
import { writeMessageItem } from "./write-message-item.ts";
import { writeReasoningItem } from "./write-reasoning-item.ts";
import { writeSearchItem } from "./write-search-item.ts";

/** The output items of a response, one after the other. */
export interface ItemsWriter {
  write(event: AnswerEvent): void;
  /** Closes what is open; the whole output. */
  finish(status: ItemStatus): readonly object[];
}

/**
 * An item stays open until the next one begins: only then it is known whether it goes on (texts
 * of one message), or ended with the whole response.
 */
export function writeItems(options: WriterOptions, send: Send): ItemsWriter {
  const output: object[] = [];
  let open: ItemWriter | null = null;
  /** The part is one that the dialect does not know. */
  let isLost = false;

  function begin(part: Part): void {
    isLost = false;
    if (open?.continues(part) === true) return;
    close("completed");
    const place: ItemPlace = { outputIndex: output.length, newId: options.newId, send };
    open = createItem(part, place, options);
    isLost = open === null;
  }

  function close(status: ItemStatus): void {
    if (open !== null) output.push(open.close(status));
    open = null;
  }

  function write(event: AnswerEvent): void {
    if (event.type === "part-start") return begin(event.begins);
    if (open === null || isLost) return;
    switch (event.type) {
      case "part-delta":
        return open.delta(event.text);
      case "thinking-signature":
        return open.signature(event.signature);
      case "thinking-encrypted":
        return open.encrypted(event.encrypted);
      case "text-citation":
        return open.citation(event.citation);
      case "part-end":
        return open.endPart();
    }
  }

  return {
    write,
    finish(status) {
      close(status);
      return output;
    },
  };
}

function createItem(part: Part, place: ItemPlace, options: WriterOptions): ItemWriter | null {
  switch (part.type) {
    case "text":
    case "refusal":
      return writeMessageItem(part, place);
    case "thinking":
      return writeReasoningItem(part, place, options);
    case "tool-call":
      return writeCallItem(part, place);
    case "server-tool":
      if (part.dialect === "openai-responses") return writeRawItem(part.raw, place);
      if (part.phase === "call" && part.name === "web_search") return writeSearchItem(part, place);
      options.lose({ path: part.name, reason: "unknown to Responses clients" });
      return null;
    case "opaque":
      if (part.dialect === "openai-responses") return writeRawItem(part.raw, place);
      options.lose({ path: part.name, reason: "unknown to Responses clients" });
      return null;
    default:
      options.lose({ path: part.type, reason: "unknown to Responses clients" });
      return null;
  }
}

/** An item of the dialect's own that came whole. */
function writeRawItem(item: object, { outputIndex, send }: ItemPlace): ItemWriter {
  send("response.output_item.added", itemFields(outputIndex, item));
  return {
    continues: () => false,
    delta: nothing,
    signature: nothing,
    encrypted: nothing,
    citation: nothing,
    endPart: nothing,
    close() {
      send("response.output_item.done", itemFields(outputIndex, item));
      return item;
    },
  };
}
