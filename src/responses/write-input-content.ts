/** Parts as content of Responses items. */
import { flatMap } from "../vocabulary/flat-map.ts";
import { dataUrl, isCommonImage, notPassedOn } from "../vocabulary/media.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { DocumentPart, ImagePart, Part } from "../vocabulary/part.ts";
import type { WriteContext } from "../vocabulary/target.ts";

/** Content of what goes into the model: user messages, instructions, results of tools. */
export function writeInput(parts: readonly Part[], context: WriteContext): readonly JsonObject[] {
  return flatMap(parts, (part) => writePart(part, context));
}

function writePart(part: Part, context: WriteContext): readonly JsonObject[] {
  const { notes } = context;
  switch (part.type) {
    case "text":
    case "refusal":
      return part.text === "" ? [] : [inputText(part.text)];
    case "image":
      return [writeImage(part, context)];
    case "document":
      return [writeDocument(part, context)];
    case "audio":
      return [leaveOut("audio", undefined, context)];
    case "server-tool":
      notes.lose(`messages[].${part.name}`, "a tool that another provider ran");
      return [];
    case "opaque":
      notes.lose(`messages[].${part.name}`, "unknown to the other dialect");
      return [];
    default:
      return [];
  }
}

function inputText(text: string): JsonObject {
  return { type: "input_text", text };
}

function leaveOut(what: string, name: string | undefined, { notes }: WriteContext): JsonObject {
  notes.lose(`messages[].${what}`, "left out and said so in its place");
  return inputText(notPassedOn(what, name));
}

function writeImage({ source, detail }: ImagePart, context: WriteContext): JsonObject {
  const isUrl = source.kind === "url" && /^https?:/i.test(source.url);
  const isData = source.kind === "base64" && isCommonImage(source.mediaType);
  if (!context.target.capabilities.images || !(isUrl || isData)) {
    return leaveOut("image", undefined, context);
  }
  const url = source.kind === "url" ? source.url : dataUrl(source.mediaType, source.data);
  return { type: "input_image", image_url: url, detail: detail ?? "auto" };
}

function writeDocument(part: DocumentPart, context: WriteContext): JsonObject {
  const { source, name } = part;
  if (part.wantsCitations === true) {
    context.notes.lose("messages[].document.citations", "unknown to the other dialect");
  }
  if (source.kind === "text") {
    const head = [name, part.context].filter((each) => each !== undefined && each !== "");
    return inputText([...head, source.text].join("\n"));
  }
  if (source.kind === "file" || !context.target.capabilities.documents) {
    return leaveOut("document", name, context);
  }
  if (source.kind === "url") return { type: "input_file", file_url: source.url };
  const data = dataUrl(source.mediaType, source.data);
  return { type: "input_file", filename: name ?? "document.pdf", file_data: data };
}

/** A string where one is enough. */
export function writeOutput(
  parts: readonly Part[],
  context: WriteContext,
): string | readonly JsonObject[] {
  const written = writeInput(parts, context);
  const isText = written.every(({ type }) => type === "input_text");
  return isText ? written.map(({ text }) => String(text)).join("\n") : written;
}
