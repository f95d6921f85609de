import type { Citation } from "../vocabulary/part.ts";
import type { Send } from "./item-writer.ts";

export type ContentKind = "text" | "refusal";

/** The content parts of one message. */
export interface ContentsWriter {
  delta(kind: ContentKind, text: string): void;
  cite(citations: readonly Citation[]): void;
  close(): object[];
}

interface Content {
  readonly kind: ContentKind;
  /** Fields that all of its events have. */
  readonly head: string;
  text: string;
  readonly annotations: object[];
}

export function writeContents(itemHead: string, send: Send): ContentsWriter {
  const contents: Content[] = [];
  let open: Content | null = null;
  /** Where the current part begins in the text of its content. */
  let partStart = 0;

  function opened(kind: ContentKind): Content {
    if (open?.kind === kind) return open;
    closeOpen();
    const head = `${itemHead},"content_index":${contents.length}`;
    const content: Content = { kind, head, text: "", annotations: [] };
    contents.push(content);
    open = content;
    partStart = 0;
    send("response.content_part.added", `${head},"part":${partJson(content)}`);
    return content;
  }

  function closeOpen(): void {
    if (open === null) return;
    const { kind, head, text } = open;
    const value = JSON.stringify(text);
    if (kind === "text") send("response.output_text.done", `${head},"text":${value},"logprobs":[]`);
    else send("response.refusal.done", `${head},"refusal":${value}`);
    send("response.content_part.done", `${head},"part":${partJson(open)}`);
    open = null;
  }

  function annotate(content: Content, citation: Citation): void {
    const annotation = writeAnnotation(citation, partStart, content.text.length);
    if (annotation === null) return;
    const index = content.annotations.push(annotation) - 1;
    const fields = `${content.head},"annotation_index":${index}`;
    send(
      "response.output_text.annotation.added",
      `${fields},"annotation":${JSON.stringify(annotation)}`,
    );
  }

  return {
    delta(kind, text) {
      const content = opened(kind);
      content.text += text;
      const fields = `${content.head},"delta":${JSON.stringify(text)}`;
      if (kind === "refusal") send("response.refusal.delta", fields);
      else send("response.output_text.delta", `${fields},"logprobs":[]`);
    },
    cite(citations) {
      if (open === null) return;
      for (const citation of citations) annotate(open, citation);
      partStart = open.text.length;
    },
    close() {
      closeOpen();
      return contents.map(writePart);
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
    start_index: partStart + (start ?? 0),
    end_index: end === null ? partEnd : partStart + end,
  };
}
