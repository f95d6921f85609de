/** Losses under the names that the client itself has written, with what the table says of them. */
import { findFate } from "./field-table.ts";
import { unknownField, type Loss } from "../vocabulary/loss.ts";
import type { Dialect } from "../base/dialect.ts";

type Names = readonly [neutral: string, messages: string, chat: string, responses: string];

/** What writers call a field, and its names in the dialects. */
const names: readonly Names[] = [
  ["max_tokens", "max_tokens", "max_completion_tokens", "max_output_tokens"],
  ["stop", "stop_sequences", "stop", "stop"],
  ["effort", "output_config.effort", "reasoning_effort", "reasoning.effort"],
  ["thinking", "thinking", "reasoning_effort", "reasoning"],
  ["user", "metadata.user_id", "user", "user"],
  ["verbosity", "verbosity", "verbosity", "text.verbosity"],
  ["format", "output_config.format", "response_format", "text.format"],
  [
    "format.schema",
    "output_config.format.schema",
    "response_format.json_schema",
    "text.format.schema",
  ],
  ["tools[].schema", "tools[].input_schema", "tools[].function.parameters", "tools[].parameters"],
  [
    "messages[].thinking",
    "messages[].content[].thinking",
    "messages[].reasoning_content",
    "input[].reasoning",
  ],
  [
    "messages[].citations",
    "messages[].content[].citations",
    "messages[].annotations",
    "input[].content[].annotations",
  ],
];

const columns: Readonly<Record<Dialect, 1 | 2 | 3>> = {
  "anthropic-messages": 1,
  "openai-chat": 2,
  "openai-responses": 3,
};

export function nameLosses(losses: readonly Loss[], from: Dialect, to: Dialect): readonly Loss[] {
  return losses.map((loss) => {
    const path = nameIn(from, loss.path);
    const isKnown = loss.reason !== unknownField;
    return {
      path,
      reason: isKnown ? loss.reason : (findFate(from, to, path)?.remark ?? unknownField),
    };
  });
}

function nameIn(from: Dialect, path: string): string {
  const named = names.find(([neutral]) => neutral === path)?.[columns[from]];
  if (named !== undefined) return named;
  return from === "openai-responses" ? path.replace(/^messages(?=\[|$)/, "input") : path;
}
