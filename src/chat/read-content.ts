import { isObject, listOf, objectOf, stringOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { Citation } from "../vocabulary/part.ts";

export interface Content {
  readonly text: string;
  readonly thinking: string;
}

/** `content` as a text, or as the list of parts that Mistral sends, thinking among them. */
export function readContent(content: unknown): Content {
  if (typeof content === "string") return { text: content, thinking: "" };
  let text = "";
  let thinking = "";
  for (const part of listOf(content)) {
    const fields = objectOf(part);
    if (typeof part === "string") text += part;
    else if (fields["type"] === "thinking") thinking += thinkingText(fields["thinking"]);
    else text += stringOf(fields["text"]);
  }
  return { text, thinking };
}

function thinkingText(thinking: unknown): string {
  if (typeof thinking === "string") return thinking;
  return listOf(thinking)
    .map((part) => stringOf(objectOf(part)["text"]))
    .join("");
}

/** The text of a delta's or a message's reasoning, in whichever field the server has it. */
export function readReasoning(delta: JsonObject): string {
  const { reasoning_content: reasoningContent, reasoning } = delta;
  return (
    stringOf(reasoningContent) || stringOf(reasoning) || detailsText(delta["reasoning_details"])
  );
}

function detailsText(details: unknown): string {
  if (details === undefined) return "";
  return listOf(details)
    .map((detail) => stringOf(objectOf(detail)["text"]) || stringOf(objectOf(detail)["summary"]))
    .join("");
}

const none: readonly Citation[] = [];

/** Sources of a web search. */
export function readAnnotations(annotations: unknown): readonly Citation[] {
  if (!Array.isArray(annotations)) return none;
  return listOf(annotations)
    .filter(isObject)
    .flatMap((raw) => {
      const {
        url,
        title,
        content,
        start_index: start,
        end_index: end,
      } = objectOf(raw["url_citation"]);
      if (typeof url !== "string") return [];
      return [
        {
          url,
          title: typeof title === "string" ? title : null,
          citedText: typeof content === "string" ? content : null,
          start: typeof start === "number" ? start : null,
          end: typeof end === "number" ? end : null,
          dialect: "openai-chat",
          raw,
        },
      ];
    });
}
