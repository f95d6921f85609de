import type { Stop, StopReason } from "../vocabulary/answer.ts";
import { textOf } from "../vocabulary/json-fields.ts";

const reasons: ReadonlyMap<string, StopReason> = new Map([
  ["stop", "end"],
  ["length", "output-limit"],
  ["max_tokens", "output-limit"],
  ["tool_calls", "tool-calls"],
  ["function_call", "tool-calls"],
  ["content_filter", "filtered"],
  // GLM's and Mistral's own.
  ["sensitive", "filtered"],
  ["model_context_window_exceeded", "context-limit"],
  ["model_length", "context-limit"],
]);

/** Null = not said yet: some servers send an empty reason. Unknown ones ("eos") are plain ends. */
export function readStop(finishReason: unknown): Stop | null {
  const reason = textOf(finishReason);
  if (reason === null) return null;
  return { reason: reasons.get(reason.toLowerCase()) ?? "end", sequence: null, details: null };
}

const words: Readonly<Record<StopReason, string>> = {
  end: "stop",
  "stop-sequence": "stop",
  "output-limit": "length",
  "context-limit": "length",
  "tool-calls": "tool_calls",
  paused: "stop",
  refused: "content_filter",
  filtered: "content_filter",
};

export function writeStop({ reason }: Stop, usesFunctions: boolean): string {
  return usesFunctions && reason === "tool-calls" ? "function_call" : words[reason];
}
