import type { Citation, Part } from "../vocabulary/part.ts";
import {
  itemFields,
  nothing,
  placeFields,
  type ItemPlace,
  type ItemStatus,
  type ItemWriter,
} from "./item-writer.ts";

interface Content {
  readonly kind: "text" | "refusal";
  text: string;
  readonly annotations: object[];
}

/** A message: consecutive texts are one content part, as OpenAI's own models write it. */
export function writeMessageItem(first: Part, place: ItemPlace): ItemWriter {
  const { outputIndex, send, newId } = place;
  const id = `msg_${newId()}`;
  const fields = placeFields(id, outputIndex);
  const contents: Content[] = [];
  let open: Content | null = null;
  let kind: Content["kind"] = first.type === "refusal" ? "refusal" : "text";
  let citations: Citation[] = [];
  let partStart = 0;
  let head = "";

  send("response.output_item.added", itemFields(outputIndex, item("in_progress", [])));

  function item(status: string, content: readonly object[]): object {
    return { id, type: "message", status, content, role: "assistant" };
  }

  function openContent(): Content {
    if (open?.kind === kind) return open;
    closeContent();
    const content: Content = { kind, text: "", annotations: [] };
    contents.push(content);
    open = content;
    partStart = 0;
    head = `${fields},"content_index":${contents.length - 1}`;
    send("response.content_part.added", `${head},"part":${partJson(content)}`);
    return content;
  }

  function closeContent(): void {
    if (open === null) return;
    const text = JSON.stringify(open.text);
    if (open.kind === "text")
      send("response.output_text.done", `${head},"text":${text},"logprobs":[]`);
    else send("response.refusal.done", `${head},"refusal":${text}`);
    send("response.content_part.done", `${head},"part":${partJson(open)}`);
    open = null;
  }

  function endPart(): void {
    if (open !== null) {
      for (const citation of citations) annotate(open, citation);
      partStart = open.text.length;
    }
    citations = [];
  }

  function annotate(content: Content, citation: Citation): void {
    const annotation = writeAnnotation(citation, partStart, content.text.length);
    if (annotation === null) return;
    const index = content.annotations.push(annotation) - 1;
    send(
      "response.output_text.annotation.added",
      `${head},"annotation_index":${index},"annotation":${JSON.stringify(annotation)}`,
    );
  }

  function delta(text: string): void {
    const content = openContent();
    content.text += text;
    const value = JSON.stringify(text);
    if (kind === "refusal") send("response.refusal.delta", `${head},"delta":${value}`);
    else send("response.output_text.delta", `${head},"delta":${value},"logprobs":[]`);
  }

  return {
    continues(part) {
      if (part.type !== "text" && part.type !== "refusal") return false;
      kind = part.type;
      return true;
    },
    delta,
    signature: nothing,
    encrypted: nothing,
    citation: (citation) => void citations.push(citation),
    endPart,
    close(status: ItemStatus) {
      closeContent();
      const whole = item(status, contents.map(writePart));
      send("response.output_item.done", itemFields(outputIndex, whole));
      return whole;
    },
  };
}

function partJson(content: Content): string {
  return JSON.stringify(writePart(content));
}

function writePart({ kind, text, annotations }: Content): object {
  if (kind === "refusal") return { type: "refusal", refusal: text };
  return { type: "output_text", annotations, logprobs: [], text };
}

/** Sources with an address; others have no place in the dialect. */
function writeAnnotation(citation: Citation, partStart: number, partEnd: number): object | null {
  const { url, title, start, end, dialect, raw } = citation;
  if (dialect === "openai-responses" && partStart === 0) return raw;
  if (url === null) return null;
  return {
    type: "url_citation",
    url,
    title: title ?? url,
    start_index: start === null ? partStart : partStart + start,
    end_index: end === null ? partEnd : partStart + end,
  };
}
