/** The answer of POST /v1/responses/compact where the gateway had a model write the summary. */
import { asObjects, asText } from "../vocabulary/json-values.ts";
import type { Json, JsonObject } from "../vocabulary/json.ts";

/** The input with the wish for a summary at its end. */
export function askForSummary(body: JsonObject): JsonObject {
  return { ...body, input: [...itemsOf(body["input"]), { type: "compaction_trigger" }] };
}

/** What the client goes on with: its user's own messages, then the summary. */
export function userMessages(body: JsonObject): readonly JsonObject[] {
  const said = itemsOf(body["input"]).filter(
    ({ type, role }) => role === "user" && (type === undefined || type === "message"),
  );
  return said.map((item, index) => ({
    ...item,
    type: "message",
    id: asText(item["id"]) ?? `msg_${index}`,
    status: "completed",
    content: contentOf(item["content"]),
  }));
}

function itemsOf(input: Json | undefined): readonly JsonObject[] {
  if (typeof input !== "string") return asObjects(input);
  return [{ type: "message", role: "user", content: input }];
}

function contentOf(content: Json | undefined): Json {
  return typeof content === "string" ? [{ type: "input_text", text: content }] : (content ?? []);
}

/** `response` is the response whose only item is the summary. */
export function compactedAnswer(response: object, messages: readonly JsonObject[]): object {
  const { id, created_at, output, usage } = response as Readonly<Record<string, unknown>>;
  const summary = Array.isArray(output) ? (output as readonly unknown[]) : [];
  return {
    id,
    object: "response.compaction",
    created_at,
    output: [...messages, ...summary],
    usage,
  };
}
