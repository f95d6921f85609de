/** Reads errors as the SDK of a dialect does; what such a client could not read throws. */
import { expect } from "bun:test";
import type { Dialect } from "../../src/base/dialect.ts";

export interface ReadError {
  readonly type: string;
  readonly message: string;
}

/** The error of a whole answer with an error status. */
export function readErrorBody(dialect: Dialect, body: unknown): ReadError {
  const { error } = body as { error: ReadError };
  const shape = { type: expect.any(String), message: expect.any(String) };
  if (dialect !== "anthropic-messages") expect(error).toHaveProperty("param");
  // A copy, because Bun 1.4.5 puts the matchers into what it compares.
  const copy = structuredClone(body);
  if (dialect === "anthropic-messages") expect(copy).toMatchObject({ type: "error", error: shape });
  else expect(copy).toMatchObject({ error: shape });
  return error;
}

/** The error of a text that is exactly one error event of the dialect. */
export function readErrorEvent(dialect: Dialect, text: string): ReadError {
  const [, name = null, data = ""] = /^(?:event: (\w+)\n)?data: (.+)\n\n$/.exec(text) ?? [];
  expect([name, text]).toEqual([dialect === "openai-chat" ? null : "error", text]);
  const event: unknown = JSON.parse(data);
  if (dialect !== "openai-responses") return readErrorBody(dialect, event);
  expect(structuredClone(event)).toMatchObject({
    type: "error",
    code: expect.any(String),
    message: expect.any(String),
    param: null,
    sequence_number: expect.any(Number),
  });
  const { code, message } = event as { code: string; message: string };
  return { type: code, message };
}
