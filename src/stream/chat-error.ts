/**
 * Where servers of Chat Completions say that they failed: OpenAI's `error`, also among the fields of
 * a chunk (OpenRouter), in a list (Gemini), in the choice, or the fields of an error without a
 * wrapper (vLLM, FastAPI, DashScope).
 */
import { isRecord } from "./frame-facts.ts";

/** What holds type and message, or the message itself; null = no failure. `body`: parsed JSON. */
export function chatError(body: unknown): unknown {
  const fields = Array.isArray(body) ? body[0] : body;
  if (!isRecord(fields)) return null;
  const { error, choices } = fields;
  if (isSaid(error)) return error;
  if (Array.isArray(choices)) return errorOfChoice(choices.find(isFirstChoice));
  const isBare = fields["object"] === "error" || isText(fields["message"]);
  return isBare || ("detail" in fields && !("id" in fields)) ? fields : null;
}

/** Reasons to stop that are none: OpenRouter's and Mistral's, GLM's, DeepSeek's. */
const failures: ReadonlySet<string> = new Set([
  "error",
  "network_error",
  "insufficient_system_resource",
]);

type Fields = Readonly<Record<string, unknown>>;

/** Of several choices (`n`) only the first can be said in other dialects. */
export function isFirstChoice(choice: unknown): choice is Fields {
  if (!isRecord(choice)) return false;
  const { index } = choice;
  return index === 0 || index === undefined || index === null;
}

function errorOfChoice(choice: Fields | undefined): unknown {
  if (choice === undefined) return null;
  const { error, finish_reason: reason } = choice;
  if (isRecord(error)) return error;
  return typeof reason === "string" && failures.has(reason) ? choice : null;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
