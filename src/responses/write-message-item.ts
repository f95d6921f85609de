import type { Citation, Part } from "../vocabulary/part.ts";
import {
  itemFields,
  nothing,
  placeFields,
  type ItemPlace,
  type ItemWriter,
} from "./item-writer.ts";
import { writeContents, type ContentKind } from "./write-contents.ts";

/** A message: consecutive texts are one content part, as OpenAI's own models write it. */
export function writeMessageItem(first: Part, place: ItemPlace): ItemWriter {
  const { outputIndex, send, newId } = place;
  const id = `msg_${newId()}`;
  const contents = writeContents(placeFields(id, outputIndex), send);
  let kind: ContentKind = first.type === "refusal" ? "refusal" : "text";
  let citations: Citation[] = [];

  send("response.output_item.added", itemFields(outputIndex, item("in_progress", [])));

  function item(status: string, content: readonly object[]): object {
    return { id, type: "message", status, content, role: "assistant" };
  }

  return {
    continues(part) {
      if (part.type !== "text" && part.type !== "refusal") return false;
      kind = part.type;
      return true;
    },
    delta: (text) => contents.delta(kind, text),
    signature: nothing,
    encrypted: nothing,
    citation: (citation) => void citations.push(citation),
    endPart() {
      contents.cite(citations);
      citations = [];
    },
    close(status) {
      const whole = item(status, contents.close());
      send("response.output_item.done", itemFields(outputIndex, whole));
      return whole;
    },
  };
}
