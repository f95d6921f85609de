import type { Stop, StopReason } from "../vocabulary/answer.ts";
import { isObject, textOf } from "../vocabulary/json-fields.ts";

const reasons: ReadonlyMap<string, StopReason> = new Map([
  ["end_turn", "end"],
  ["stop_sequence", "stop-sequence"],
  ["max_tokens", "output-limit"],
  ["model_context_window_exceeded", "context-limit"],
  ["tool_use", "tool-calls"],
  ["pause_turn", "paused"],
  ["refusal", "refused"],
]);

/** From the fields of a message or of its `message_delta`; null = it does not say yet. */
export function readStop(fields: Readonly<Record<string, unknown>>): Stop | null {
  const reason = textOf(fields["stop_reason"]);
  if (reason === null) return null;
  const details = fields["stop_details"];
  return {
    reason: reasons.get(reason) ?? "end",
    sequence: textOf(fields["stop_sequence"]),
    details: isObject(details) ? details : null,
  };
}

const words: Readonly<Record<StopReason, string>> = {
  end: "end_turn",
  "stop-sequence": "stop_sequence",
  "output-limit": "max_tokens",
  "context-limit": "model_context_window_exceeded",
  "tool-calls": "tool_use",
  paused: "pause_turn",
  refused: "refusal",
  filtered: "refusal",
};

export function writeStop({ reason, sequence, details }: Stop) {
  return {
    stop_reason: words[reason],
    stop_sequence: sequence,
    ...(details?.["type"] === "refusal" ? { stop_details: details } : {}),
  };
}
