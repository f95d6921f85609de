/** Parts as content of Chat messages. */
import { dataUrl, isCommonImage, notPassedOn } from "../vocabulary/media.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type {
  AudioPart,
  CacheBreakpoint,
  DocumentPart,
  ImagePart,
  Part,
  TextPart,
} from "../vocabulary/part.ts";
import type { WriteContext } from "../vocabulary/target.ts";

/** Content of a user message: a string where one is enough, because every server takes that. */
export function writeContent(
  parts: readonly Part[],
  context: WriteContext,
): string | readonly JsonObject[] | null {
  const [first] = parts;
  // Most turns are one text.
  if (parts.length === 1 && first?.type === "text" && isBare(first)) return first.text || null;
  const written = parts.flatMap((part) => writePart(part, context));
  const [only] = written;
  if (only === undefined) return null;
  const isString = written.length === 1 && isPlainText(only);
  return isString ? String(only["text"]) : written;
}

function isBare({ citations, breakpoint }: TextPart): boolean {
  return citations === undefined && breakpoint === undefined;
}

function isPlainText(part: JsonObject): boolean {
  return part["type"] === "text" && part["cache_control"] === undefined;
}

function writePart(part: Part, context: WriteContext): readonly JsonObject[] {
  const { notes } = context;
  switch (part.type) {
    case "text":
      if (part.citations !== undefined) {
        notes.lose("messages[].citations", "unknown to the other dialect");
      }
      return textPart(part.text, part.breakpoint, context);
    case "refusal":
      return textPart(part.text, undefined, context);
    case "image":
      return [writeImage(part, context)];
    case "document":
      return [writeDocument(part, context)];
    case "audio":
      return [writeAudio(part, context)];
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

function textPart(
  text: string,
  breakpoint: CacheBreakpoint | undefined,
  { target }: WriteContext,
): readonly JsonObject[] {
  if (text === "") return [];
  const isMarked =
    breakpoint !== undefined && target.capabilities.chatBreakpoints === "cache_control";
  return [{ type: "text", text, ...(isMarked ? { cache_control: { type: "ephemeral" } } : {}) }];
}

function leaveOut(what: string, name: string | undefined, { notes }: WriteContext): JsonObject {
  notes.lose(`messages[].${what}`, "left out and said so in its place");
  return { type: "text", text: notPassedOn(what, name) };
}

function writeImage({ source, detail }: ImagePart, context: WriteContext): JsonObject {
  const isUrl = source.kind === "url" && /^https?:/i.test(source.url);
  const isData = source.kind === "base64" && isCommonImage(source.mediaType);
  if (!context.target.capabilities.images || !(isUrl || isData)) {
    return leaveOut("image", undefined, context);
  }
  const url = source.kind === "url" ? source.url : dataUrl(source.mediaType, source.data);
  return { type: "image_url", image_url: { url, ...(detail === undefined ? {} : { detail }) } };
}

function writeDocument(part: DocumentPart, context: WriteContext): JsonObject {
  const { source, name } = part;
  if (part.wantsCitations === true) {
    context.notes.lose("messages[].document.citations", "unknown to the other dialect");
  }
  if (source.kind === "text") {
    const head = [name, part.context].filter((each) => each !== undefined && each !== "");
    return { type: "text", text: [...head, source.text].join("\n") };
  }
  if (source.kind === "url") {
    context.notes.lose("messages[].document.url", "the model gets the address, not the document");
    return {
      type: "text",
      text: `Document${name === undefined ? "" : ` "${name}"`}: ${source.url}`,
    };
  }
  const canRead = context.target.capabilities.documents;
  if (source.kind === "file" || !canRead) return leaveOut("document", name, context);
  const data = dataUrl(source.mediaType, source.data);
  return { type: "file", file: { filename: name ?? "document.pdf", file_data: data } };
}

function writeAudio({ format, data }: AudioPart, context: WriteContext): JsonObject {
  if (!context.target.capabilities.audio) return leaveOut("audio", undefined, context);
  return { type: "input_audio", input_audio: { data, format } };
}
