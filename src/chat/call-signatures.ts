/**
 * What Gemini's OpenAI door seals of its thinking: a signature in `extra_content.google` of a tool
 * call, or of the whole message. Gemini from 3 on answers 400 when that of a call does not come back.
 * For clients of other dialects it travels like the other sealed `reasoning_details`.
 */
import { isObject, listOf, objectOf, stringOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { Part, ToolCallPart } from "../vocabulary/part.ts";

const type = "google.thought_signature";
/** Google's own word for calls that its models did not make. */
export const unsigned = "skip_thought_signature_validator";

/** The signatures in a delta as reasoning details; `call` counts from the part that carries them. */
export function readSignatures(delta: JsonObject, hasSpoken: boolean): readonly JsonObject[] {
  const calls = listOf(delta["tool_calls"]);
  const ofCalls = calls.flatMap((entry, call) => {
    const data = signatureIn(objectOf(entry));
    return data === "" ? [] : [{ type, call, data, index: call }];
  });
  const whole = signatureIn(delta);
  // Behind a text it would end the answer, and it is not missed there.
  if (whole === "" || ofCalls.length > 0 || (hasSpoken && calls.length === 0)) return ofCalls;
  return [{ type, data: whole }];
}

function signatureIn(holder: JsonObject): string {
  return stringOf(objectOf(objectOf(holder["extra_content"])["google"])["thought_signature"]);
}

export interface Signatures {
  readonly ofMessage: string | null;
  readonly ofCalls: ReadonlyMap<ToolCallPart, string>;
}

/** `details`: the sealed details of a thinking part. */
export function findSignatures(
  parts: readonly Part[],
  details: (part: Part) => readonly unknown[],
): Signatures {
  const ofCalls = new Map<ToolCallPart, string>();
  let ofMessage: string | null = null;
  let waiting = new Map<number, string>();
  let call = 0;
  for (const part of parts) {
    if (part.type === "tool-call") {
      const signature = waiting.get(call++);
      if (signature !== undefined) ofCalls.set(part, signature);
    }
    const found = details(part).filter(isObject).filter(isSignature);
    if (found.length === 0) continue;
    call = 0;
    waiting = new Map();
    for (const detail of found) {
      const data = stringOf(detail["data"]);
      if (typeof detail["call"] === "number") waiting.set(detail["call"], data);
      else ofMessage = data;
    }
  }
  return { ofMessage, ofCalls };
}

export function isSignature(detail: unknown): boolean {
  return isObject(detail) && detail["type"] === type;
}

/** As the provider wants it back. */
export function extraContent(signature: string): JsonObject {
  return { extra_content: { google: { thought_signature: signature } } };
}

/** The first call of an answer is the one that has to be signed. */
export function signedCalls(
  calls: readonly ToolCallPart[],
  { ofCalls }: Signatures,
): ReadonlyMap<ToolCallPart, string> {
  const [first] = calls;
  if (first === undefined || ofCalls.has(first)) return ofCalls;
  return new Map([...ofCalls, [first, unsigned]]);
}
