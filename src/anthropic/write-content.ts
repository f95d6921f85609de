/** Parts as blocks of a Messages request. */
import { flatMap } from "../vocabulary/flat-map.ts";
import { isCommonImage, notPassedOn } from "../vocabulary/media.ts";
import type { JsonDraft } from "../vocabulary/json-values.ts";
import { readArguments } from "../vocabulary/call-input.ts";
import { wrapCustomInput } from "../vocabulary/custom-input.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { CacheBreakpoint, DocumentPart, Part, Source } from "../vocabulary/part.ts";
import type { ToolCallPart, ToolResultPart } from "../vocabulary/part.ts";
import type { WriteContext } from "../vocabulary/target.ts";

export type BlockRole = "system" | "user" | "assistant";

/** Blocks of the parts of one turn; what the role cannot have there is declared. */
export function writeBlocks(
  parts: readonly Part[],
  role: BlockRole,
  context: WriteContext,
): JsonObject[] {
  return flatMap(parts, (part) => writeBlock(part, role, context));
}

function writeBlock(part: Part, role: BlockRole, context: WriteContext): readonly JsonObject[] {
  const { notes, target } = context;
  switch (part.type) {
    case "text":
      if (part.citations !== undefined) {
        notes.lose("messages[].citations", "citations of another dialect");
      }
      return textBlock(part.text, part.breakpoint);
    case "refusal":
      return textBlock(part.text, undefined);
    case "image":
    case "document":
      if (role !== "user") return leaveOut(part, context);
      if (part.type === "image" && (part.detail ?? "auto") !== "auto") {
        notes.lose("messages[].image.detail", "unknown to the other dialect");
      }
      return part.type === "image"
        ? [withBreakpoint(imageBlock(part.source, context), part.breakpoint)]
        : writeDocument(part, context);
    case "audio":
      return leaveOut(part, context);
    case "tool-call":
      return [writeCall(part, context)];
    case "tool-result":
      return [writeResult(part, context)];
    case "thinking":
      if (part.origin === "anthropic-messages") {
        if (part.encrypted !== undefined) return [redacted(part.encrypted)];
        if (part.signature !== undefined && part.signature !== "") {
          return [{ type: "thinking", thinking: part.text, signature: part.signature }];
        }
      }
      // A thinking block without its signature is a 400, and nobody can make one.
      notes.lose("messages[].thinking", `not signed by ${target.provider}`);
      return [];
    case "server-tool":
      notes.lose(`messages[].${part.name}`, "a tool that another provider ran");
      return [];
    case "opaque":
      notes.lose(`messages[].${part.name}`, "unknown to the other dialect");
      return [];
  }
}

function redacted(data: string): JsonObject {
  return { type: "redacted_thinking", data };
}

/** None for blank text: Anthropic refuses blocks without a visible character. */
function textBlock(text: string, breakpoint: CacheBreakpoint | undefined): readonly JsonObject[] {
  return text.trim() === "" ? [] : [withBreakpoint({ type: "text", text }, breakpoint)];
}

export function withBreakpoint(
  block: JsonObject,
  breakpoint: CacheBreakpoint | undefined,
): JsonObject {
  if (breakpoint === undefined) return block;
  const { lifetime } = breakpoint;
  const ttl = lifetime === "default" ? {} : { ttl: lifetime };
  return { ...block, cache_control: { type: "ephemeral", ...ttl } };
}

function leaveOut(part: Part, { notes }: WriteContext): readonly JsonObject[] {
  notes.lose(`messages[].${part.type}`, "left out and said so in its place");
  const name = part.type === "document" ? part.name : undefined;
  return [{ type: "text", text: notPassedOn(part.type, name) }];
}

function imageBlock(source: Source, context: WriteContext): JsonObject {
  const { images } = context.target.capabilities;
  if (images && source.kind === "url" && /^https?:/i.test(source.url)) {
    return { type: "image", source: { type: "url", url: source.url } };
  }
  if (images && source.kind === "base64" && isCommonImage(source.mediaType) && source.data !== "") {
    const { mediaType, data } = source;
    return { type: "image", source: { type: "base64", media_type: mediaType, data } };
  }
  context.notes.lose("messages[].image", "left out and said so in its place");
  return { type: "text", text: notPassedOn("image", undefined) };
}

function writeDocument(part: DocumentPart, context: WriteContext): readonly JsonObject[] {
  const source = documentSource(part.source, context);
  if (source === null) return leaveOut(part, context);
  const block: JsonDraft = {
    type: "document",
    source,
    title: part.name,
    context: part.context,
    ...(part.wantsCitations === true ? { citations: { enabled: true } } : {}),
  };
  return [withBreakpoint(block, part.breakpoint)];
}

function documentSource(source: Source, { target }: WriteContext): JsonObject | null {
  switch (source.kind) {
    case "text":
      return source.text.trim() === ""
        ? null
        : { type: "text", media_type: "text/plain", data: source.text };
    case "base64":
      return target.capabilities.documents && source.mediaType === "application/pdf"
        ? { type: "base64", media_type: source.mediaType, data: source.data }
        : null;
    case "url":
      return target.capabilities.documents ? { type: "url", url: source.url } : null;
    case "file":
      return null;
  }
}

function writeCall(part: ToolCallPart, { names, notes }: WriteContext): JsonObject {
  const { id, kind, input } = part;
  const name = names.of({ name: part.name, kind, namespace: part.namespace ?? null });
  const text = kind === "custom" ? wrapCustomInput(input) : input;
  const parsed = readArguments(text);
  if (parsed === null) notes.lose("messages[].tool_calls[].arguments", "no JSON object; wrapped");
  const block = { type: "tool_use", id, name, input: parsed ?? { arguments: text } };
  return withBreakpoint(block, part.breakpoint);
}

export function writeResult(part: ToolResultPart, context: WriteContext): JsonObject {
  const blocks = writeBlocks(part.content, "user", context);
  const [only] = blocks;
  const isPlain = blocks.length === 1 && only?.["type"] === "text";
  const hasText = isPlain && only["cache_control"] === undefined;
  const block: JsonDraft = {
    type: "tool_result",
    tool_use_id: part.callId,
    content: hasText ? only["text"] : blocks.length === 0 ? undefined : blocks,
    ...(part.isError ? { is_error: true } : {}),
  };
  return withBreakpoint(block, part.breakpoint);
}
