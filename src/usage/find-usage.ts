import type { Dialect } from "../base/dialect.ts";
import { fieldsOf } from "../base/json-fields.ts";

/**
 * The usage object of a whole answer, of a stream's event or of its chunk, as the provider wrote
 * it; undefined when there is none. `payload` is the parsed JSON.
 */
export function findUsage(dialect: Dialect, payload: unknown): unknown {
  return finders[dialect](fieldsOf(payload));
}

type Fields = Readonly<Record<string, unknown>>;

/** Asked for every chunk of a stream, hence nothing is looked up before it is needed. */
const finders: Readonly<Record<Dialect, (fields: Fields) => object | undefined>> = {
  "anthropic-messages": (fields) =>
    objectOf(fields["usage"]) ?? objectOf(fieldsOf(fields["message"])["usage"]),
  "openai-responses": (fields) =>
    objectOf(fields["usage"]) ?? objectOf(fieldsOf(fields["response"])["usage"]),
  "openai-chat": (fields) =>
    objectOf(fields["usage"]) ??
    // Groq's own place for streams, and Moonshot's.
    objectOf(fieldsOf(fields["x_groq"])["usage"]) ??
    objectOf(fieldsOf(firstOf(fields["choices"]))["usage"]),
};

function objectOf(value: unknown): object | undefined {
  return typeof value === "object" && value !== null ? value : undefined;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}
