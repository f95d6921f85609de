/** Tells the model what tokens are, by splices. Everything else of the request keeps its bytes. */
import type { Refusal } from "../../base/refusal.ts";
import { success, type Result } from "../../base/result.ts";
import { readString, scanObjectAt } from "../../read/json-values.ts";
import { moveRequest } from "../../read/move-request.ts";
import type { Span } from "../../read/parse-span.ts";
import { lastField, readRequest, type ModelRequest } from "../../read/read-request.ts";
import type { ObjectScan } from "../../read/scan-object.ts";
import { comma, openBrace, skipSpace, skipValue } from "../../read/skip-value.ts";
import { applySplices, type Splice } from "../../read/splice.ts";
import { appendHint, insert, isEmptyArray } from "./append-hint.ts";
import { hintMessage } from "./hint.ts";

/** The request itself where there is no place for the hint. */
export function addHint(request: ModelRequest): Result<ModelRequest, Refusal> {
  const splices = findPlaces(request);
  if (splices.length === 0) return success(request);
  const bytes = applySplices(request.bytes, splices);
  // A field that is new, or was null, stands in no scan of before.
  return holdsInstructions(request)
    ? success(moveRequest(request, bytes, splices))
    : readRequest({ ...request, bytes });
}

const instructionFields = {
  "anthropic-messages": "system",
  "openai-chat": "messages",
  "openai-responses": "instructions",
} as const;

function holdsInstructions({ dialect, scan }: ModelRequest): boolean {
  const fields = scan.fields.get(instructionFields[dialect]);
  return fields !== undefined && fields.every(({ kind }) => kind !== "null");
}

function findPlaces(request: ModelRequest): readonly Splice[] {
  const { bytes, dialect, scan } = request;
  const name = instructionFields[dialect];
  switch (dialect) {
    case "anthropic-messages":
      return appendHint(bytes, scan, { name, takesParts: true });
    case "openai-responses":
      // The instructions of a prompt that its provider keeps must not give way to ours.
      if (lastField(scan, "prompt")?.kind === "object" && !holdsInstructions(request)) return [];
      return appendHint(bytes, scan, { name, takesParts: false });
    case "openai-chat":
      return (scan.fields.get(name) ?? []).flatMap(({ value }) => inMessages(bytes, value));
  }
}

/**
 * Chat templates of local models (Qwen since 3.5) take no system message but the first, and
 * reasoning models of OpenAI not both system and developer ones: what is there is gone on with.
 */
function inMessages(bytes: Uint8Array, messages: Span): readonly Splice[] {
  const last = lastInstruction(bytes, messages);
  if (last !== null) return appendHint(bytes, last, { name: "content", takesParts: true });
  const text = isEmptyArray(bytes, messages) ? hintMessage : `${hintMessage},`;
  return [insert(messages.start + 1, text)];
}

const messageFields: ReadonlySet<string> = new Set(["role", "content"]);

/** The last of the messages that stand before anybody speaks; null when there is none. */
function lastInstruction(bytes: Uint8Array, { start }: Span): ObjectScan | null {
  let last: ObjectScan | null = null;
  let position = skipSpace(bytes, start + 1);
  while (bytes[position] === openBrace) {
    const end = skipValue(bytes, position, Number.POSITIVE_INFINITY);
    const message = scanObjectAt(bytes, { start: position, end }, messageFields);
    if (!isInstruction(bytes, message)) return last;
    last = message;
    const next = skipSpace(bytes, end);
    position = bytes[next] === comma ? skipSpace(bytes, next + 1) : next;
  }
  return last;
}

function isInstruction(bytes: Uint8Array, { fields }: ObjectScan): boolean {
  const roles = (fields.get("role") ?? []).map(({ value }) => readString(bytes, value));
  return roles.length > 0 && roles.every((role) => role === "system" || role === "developer");
}
