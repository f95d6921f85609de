import type { Dialect } from "../base/dialect.ts";
import { fieldsOf } from "../base/json-fields.ts";

/**
 * The usage object of a whole answer, of a stream's event or of its chunk, as the provider wrote
 * it; undefined when there is none. `payload` is the parsed JSON.
 */
export function findUsage(dialect: Dialect, payload: unknown): unknown {
  const fields = fieldsOf(payload);
  return places[dialect](fields).find((usage) => typeof usage === "object" && usage !== null);
}

type Fields = Readonly<Record<string, unknown>>;

const places: Readonly<Record<Dialect, (fields: Fields) => readonly unknown[]>> = {
  "anthropic-messages": (fields) => [fields["usage"], fieldsOf(fields["message"])["usage"]],
  "openai-responses": (fields) => [fields["usage"], fieldsOf(fields["response"])["usage"]],
  "openai-chat": (fields) => [
    fields["usage"],
    // Groq's own place for streams, and Moonshot's.
    fieldsOf(fields["x_groq"])["usage"],
    fieldsOf(firstOf(fields["choices"]))["usage"],
  ],
};

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}
