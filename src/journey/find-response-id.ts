import type { UpstreamAnswer } from "../attempt/answer.ts";
import type { Attempt } from "../attempt/attempt.ts";
import { limits } from "../base/limits.ts";
import { lastField, type ModelRequest } from "../read/read-request.ts";
import { readString } from "../read/json-values.ts";
import { scanObject } from "../read/scan-object.ts";
import { isRecord } from "../stream/frame-facts.ts";
import { dataJson } from "../stream/read-frame.ts";
import { createFrameSplitter } from "../stream/split-frames.ts";

/**
 * The id by which a later request can build on this answer (`previous_response_id`); null when its
 * account keeps nothing.
 */
export function findResponseId(
  request: ModelRequest,
  { outgoing }: Attempt,
  answer: UpstreamAnswer,
): string | null {
  const isKept = lastField(request.scan, "store")?.kind !== "false" && !outgoing.keepsHere;
  if (request.operation !== "responses" || !isKept || outgoing.crossing !== null) return null;
  return answer.kind === "whole" ? idInBody(answer.bytes) : idInStream(answer.held);
}

const idName: ReadonlySet<string> = new Set(["id"]);

function idInBody(bytes: Uint8Array): string | null {
  const scanned = scanObject(bytes, idName, { depth: limits.jsonDepth });
  const field = scanned.ok ? scanned.value.fields.last("id") : undefined;
  return field === undefined ? null : readString(bytes, field.value);
}

/** The first event announces the response; it came before any content. */
function idInStream(held: readonly Uint8Array[]): string | null {
  let id: string | null = null;
  const splitter = createFrameSplitter((frame) => {
    id ??= idInEvent(dataJson(frame));
  });
  for (const part of held) {
    splitter.feed(part);
    if (id !== null) break;
  }
  return id;
}

function idInEvent(event: unknown): string | null {
  const response = isRecord(event) ? event["response"] : undefined;
  const id = isRecord(response) ? response["id"] : undefined;
  return typeof id === "string" ? id : null;
}
