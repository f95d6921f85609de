/** The order that streams of a dialect keep, whatever is said in them. */
import { expect } from "bun:test";
import type { Dialect } from "../../src/base/dialect.ts";

export interface WrittenEvent {
  readonly name: string | null;
  /** Parsed; a text when it is no JSON ("[DONE]"). */
  readonly data: Fields | string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The events of a stream as its writers write them: one line of data each. */
export function writtenEvents(bytes: Uint8Array): WrittenEvent[] {
  const frames = Buffer.from(bytes).toString().split("\n\n").slice(0, -1);
  return frames
    .filter((frame) => !frame.startsWith(":"))
    .map((frame) => {
      // No dots: they match no U+2028, which JSON leaves as it is.
      const [, name = null, text = ""] = /^(?:event: ([^\n]*)\n)?data: ([^\n]*)$/.exec(frame) ?? [];
      const data = text.startsWith("{") ? (JSON.parse(text) as Fields) : text;
      return { name, data };
    });
}

export type StreamEnd = "whole" | "error";

/** Fails when the stream breaks a law; tells how it ended. */
export function expectLawful(dialect: Dialect, bytes: Uint8Array): StreamEnd {
  return laws[dialect](writtenEvents(bytes));
}

const laws: Readonly<Record<Dialect, (events: readonly WrittenEvent[]) => StreamEnd>> = {
  "anthropic-messages": expectMessages,
  "openai-chat": expectChat,
  "openai-responses": expectResponses,
};

function fieldsOf({ data }: WrittenEvent): Fields {
  return typeof data === "string" ? {} : data;
}

function expectMessages(events: readonly WrittenEvent[]): StreamEnd {
  const said = events.filter(({ name }) => name !== "ping");
  for (const event of said) expect(event.name).toBe(String(fieldsOf(event)["type"]));
  const names = said.map(({ name }) => name);
  const last = names.at(-1);
  expect(["message_stop", "error"]).toContain(last ?? "");
  const isError = last === "error";
  // A stream whose provider failed before it said anything has nothing but the error.
  expect(names.filter((name) => name === "message_start").length).toBe(names.length === 1 ? 0 : 1);
  expect(names.lastIndexOf("message_start")).toBeLessThanOrEqual(0);
  expect(names.filter((name) => name === "message_stop" || name === "error").length).toBe(1);
  expect(names.filter((name) => name === "message_delta").length).toBe(isError ? 0 : 1);
  let open: number | null = null;
  let next = 0;
  for (const event of said) {
    const index = fieldsOf(event)["index"] as number;
    if (event.name === "content_block_start") {
      expect(open).toBeNull();
      expect(index).toBe(next++);
      open = index;
    } else if (event.name === "content_block_delta") {
      expect(index).toBe(open ?? -1);
    } else if (event.name === "content_block_stop") {
      expect(index).toBe(open ?? -1);
      open = null;
    } else if (event.name === "message_delta") {
      expect(open).toBeNull();
    }
  }
  return isError ? "error" : "whole";
}

function expectChat(events: readonly WrittenEvent[]): StreamEnd {
  const last = events.at(-1);
  const isError = last !== undefined && "error" in fieldsOf(last);
  if (!isError) expect(last?.data).toBe("[DONE]");
  expect(events.filter(({ data }) => data === "[DONE]").length).toBe(isError ? 0 : 1);
  const choices = events.flatMap((event) => (fieldsOf(event)["choices"] ?? []) as Fields[]);
  const deltas = choices.map(({ delta }) => delta as Fields);
  expect(deltas.filter((delta) => "role" in delta).length).toBe(choices.length === 0 ? 0 : 1);
  if (choices.length > 0) expect(deltas[0]?.["role"]).toBe("assistant");
  const reasons = choices.map(({ finish_reason: reason }) => reason);
  expect(reasons.filter((reason) => reason !== null).length).toBe(isError ? 0 : 1);
  if (!isError) expect(reasons.at(-1)).not.toBeNull();
  let newest = -1;
  for (const call of deltas.flatMap(({ tool_calls: calls }) => (calls ?? []) as Fields[])) {
    if ("id" in call) expect(call["index"]).toBe(++newest);
    else expect(call["index"]).toBe(newest);
  }
  return isError ? "error" : "whole";
}

const terminators = new Set(["response.completed", "response.incomplete", "error"]);

function expectResponses(events: readonly WrittenEvent[]): StreamEnd {
  const names = events.map(({ name }) => name ?? "");
  const last = names.at(-1) ?? "";
  expect([...terminators]).toContain(last);
  expect(names.filter((name) => terminators.has(name)).length).toBe(1);
  expect(events.map((event) => fieldsOf(event)["sequence_number"])).toEqual([...names.keys()]);
  if (names.length > 1) expect(names[0]).toBe("response.created");
  expect(names.lastIndexOf("response.created")).toBeLessThanOrEqual(0);
  const items: unknown[] = [];
  let open: string | null = null;
  for (const event of events) {
    const { output_index: index, item, item_id: itemId } = fieldsOf(event);
    expect(event.name).toBe(String(fieldsOf(event)["type"]));
    if (event.name === "response.output_item.added") {
      expect(open).toBeNull();
      expect(index).toBe(items.length);
      open = String((item as Fields)["id"]);
    } else if (event.name === "response.output_item.done") {
      expect(String((item as Fields)["id"])).toBe(open ?? "");
      items.push(item);
      open = null;
    } else if (itemId !== undefined) {
      expect(String(itemId)).toBe(open ?? "");
    }
  }
  if (last === "error") return "error";
  expect(open).toBeNull();
  const response = fieldsOf(events.at(-1) ?? { name: null, data: "" })["response"] as Fields;
  expect(response["output"]).toEqual(items);
  return "whole";
}
