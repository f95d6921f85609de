// What could go wrong: a whole answer loses digits, words or counts on its way into another dialect,
// or an error with status 200 reaches the client as an empty success.
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { collectStream, convertAnswer, streamAnswer } from "../../../src/convert/convert-answer.ts";
import { convertStream } from "../../../src/convert/convert-stream.ts";
import { anthropicEvents, anthropicMessage } from "../../support/anthropic-events.ts";
import { answerHooks, plainCrossing } from "../../support/answer-hooks.ts";
import { chatCompletion, chatEvents } from "../../support/chat-events.ts";
import { expectLawful } from "../../support/stream-laws.ts";

const toMessages = { from: "anthropic-messages", to: "openai-chat" } as const;

function convert(body: unknown, dialects: { from: Dialect; to: Dialect } = toMessages) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return convertAnswer(Buffer.from(text), plainCrossing(dialects), answerHooks());
}

function textOf(converted: ReturnType<typeof convert>): string {
  if (!converted.ok) throw new Error(converted.failure.message);
  return Buffer.from(converted.value.bytes).toString();
}

function calling(input: string): unknown {
  return chatCompletion([{ tool: "f", input: [input], id: "1" }]);
}

describe("arguments", () => {
  test("keep numbers that a double cannot hold", () => {
    expect(textOf(convert(calling('{"id":12345678901234567890}')))).toContain(
      '"input":{"id":12345678901234567890}',
    );
    const message = {
      ...anthropicMessage([]),
      content: [{ type: "tool_use", id: "1", name: "f", input: { id: 0 } }],
    };
    const body = JSON.stringify(message).replace('"id":0', '"id":12345678901234567890');
    const told = textOf(convert(body, { from: "openai-chat", to: "anthropic-messages" }));
    expect(told).toContain(String.raw`"arguments":"{\"id\":12345678901234567890}"`);
  });

  test("that are no object stay visible, and none are an empty object", () => {
    expect(textOf(convert(calling('{"path": "a')))).toContain(
      String.raw`"input":{"invalid_arguments":"{\"path\": \"a"}`,
    );
    expect(textOf(convert(calling("")))).toContain('"input":{}');
    expect(textOf(convert(calling("null")))).toContain('"input":{}');
  });
});

describe("errors with status 200", () => {
  test.each([
    [{ error: { message: "exploded", type: "server_error" } }, "exploded"],
    [[{ error: { message: "in a list", code: 503 } }], "in a list"],
    [{ choices: [] }, "no message"],
    ["<html>", "no message"],
    ["", "no message"],
  ])("%j", (body, message) => {
    const converted = convert(body);
    expect(converted.ok).toBe(false);
    expect(converted.ok ? "" : converted.failure.message).toContain(message);
  });
});

describe("counts for the record", () => {
  const tokens = { input: 11, cacheRead: 22, output: 33 };

  test("are those of the provider, whole or streamed", () => {
    const whole = convert(chatCompletion([{ text: "x" }], { tokens }));
    expect(whole.ok && whole.value.usage).toMatchObject(tokens);
    const stream = convertStream(plainCrossing(toMessages), answerHooks());
    stream.feed(Buffer.from(chatEvents([{ text: "x" }], { tokens }).join("")));
    expect(stream.seen()).toMatchObject({ usage: tokens, state: "whole", error: null });
  });

  test("of a stream that broke are what had been said", () => {
    const dialects = { from: "openai-chat", to: "anthropic-messages" } as const;
    const stream = convertStream(plainCrossing(dialects), answerHooks());
    stream.feed(
      Buffer.from(
        anthropicEvents([{ text: "x" }], { tokens })
          .slice(0, 3)
          .join(""),
      ),
    );
    const error = { status: 502, kind: "server", message: "cut" } as const;
    const told = stream.fail({ ...error, code: null, param: null, requestId: null });
    expect(Buffer.from(told ?? []).toString()).toContain("cut");
    expect(stream.seen()).toMatchObject({ usage: { input: 11, cacheRead: 22 }, state: "error" });
    expect(stream.feed(Buffer.from("data: {}\n\n"))).toBeNull();
    expect(stream.end()).toBeNull();
  });
});

describe("whole against streamed", () => {
  test("a whole answer becomes a lawful stream", () => {
    const body = Buffer.from(
      JSON.stringify(chatCompletion([{ text: "x" }, { tool: "f", input: {} }])),
    );
    const told = streamAnswer(body, plainCrossing(toMessages), answerHooks());
    expect(told.ok && expectLawful("anthropic-messages", told.value.bytes)).toBe("whole");
  });

  test("a stream that breaks becomes an error and no answer", () => {
    const collection = collectStream(plainCrossing(toMessages), answerHooks());
    collection.feed(
      Buffer.from(
        chatEvents([{ text: "x" }])
          .slice(0, 2)
          .join(""),
      ),
    );
    expect(collection.end().ok).toBe(false);
  });
});
