/** From the bytes of a request to what the gateway has to know of it. The bytes stay as they are. */
import type { Operation } from "../admit/find-endpoint.ts";
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import { readString } from "./json-values.ts";
import type { KnownArrays } from "./known-arrays.ts";
import { scanObject, type Field, type ObjectScan } from "./scan-object.ts";

export interface ModelRequest {
  readonly operation: Operation;
  readonly dialect: Dialect;
  /** The client's bytes. */
  readonly bytes: Uint8Array;
  /** Where the named fields stand in `bytes`. */
  readonly scan: ObjectScan;
  readonly model: string;
  readonly isStream: boolean;
}

/** Fields whose places are needed; everything else is only stepped over. */
export const knownFields: ReadonlySet<string> = new Set([
  "model",
  "stream",
  "stream_options",
  "max_tokens",
  "max_completion_tokens",
  "max_output_tokens",
  "messages",
  // What tells a conversation from others, and whether it carries signed thinking.
  "system",
  "instructions",
  "input",
  "prompt_cache_key",
  "session_id",
  "metadata",
  "conversation",
  "previous_response_id",
  "thinking",
  "store",
  // What decides what a prompt cache holds.
  "tools",
  "tool_choice",
  "output_config",
  "reasoning",
  "reasoning_effort",
  "include",
  "background",
  "tools",
  // What tells that the provider goes on with something it keeps.
  "prompt",
  "thread",
  "context_management",
]);

export interface RawRequest {
  readonly operation: Operation;
  readonly dialect: Dialect;
  readonly bytes: Uint8Array;
}

/** `arrays` remembers bodies, so that one that goes on from an earlier one is read from there. */
export function readRequest(
  raw: RawRequest,
  arrays: KnownArrays | null = null,
): Result<ModelRequest, Refusal> {
  const notes = arrays?.open(raw.bytes) ?? null;
  const scanned = scanObject(raw.bytes, knownFields, { depth: limits.jsonDepth, notes });
  if (!scanned.ok) return failed(invalid(scanned.failure.message));
  const scan = scanned.value;
  const problem = wrongType(scan);
  if (problem !== null) return failed(invalid(problem));
  const field = lastField(scan, "model");
  const model = field === undefined ? null : readString(raw.bytes, field.value);
  if (model === null || model === "") return failed(invalid("model: a model name is required."));
  const isStream = lastField(scan, "stream")?.kind === "true";
  const { operation, dialect, bytes } = raw;
  return success({ operation, dialect, bytes, scan, model, isStream });
}

/** Most parsers let the last of several equal keys win, so that one decides here too. */
export function lastField(scan: ObjectScan, name: string): Field | undefined {
  return scan.fields.last(name);
}

const kinds: readonly (readonly [name: string, allowed: readonly Field["kind"][]])[] = [
  ["model", ["string"]],
  ["stream", ["true", "false", "null"]],
  ["stream_options", ["object", "null"]],
  ["max_tokens", ["number", "null"]],
  ["max_completion_tokens", ["number", "null"]],
  ["max_output_tokens", ["number", "null"]],
  ["messages", ["array"]],
];

/** Every occurrence must have a fitting type: which of several a provider reads is its own affair. */
function wrongType(scan: ObjectScan): string | null {
  for (const [name, allowed] of kinds) {
    // Looked for in all fields: a list of those of one name is made for each otherwise.
    for (const field of scan.fields.all) {
      if (field.name !== name || allowed.includes(field.kind)) continue;
      return `${name}: must be ${article(allowed)}, not ${field.kind}.`;
    }
  }
  return null;
}

function article(allowed: readonly Field["kind"][]): string {
  const first = allowed[0] ?? "value";
  if (first === "true") return "true or false";
  return /^[aeiou]/.test(first) ? `an ${first}` : `a ${first}`;
}

function invalid(message: string): Refusal {
  return { kind: "invalid_request", message, retryable: false };
}
