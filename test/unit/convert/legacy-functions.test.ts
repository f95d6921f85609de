/** What could go wrong: a client that knows only `functions` is answered by `tool_calls`. */
import { expect, test } from "bun:test";
import { convertAnswer } from "../../../src/convert/convert-answer.ts";
import { convertStream } from "../../../src/convert/convert-stream.ts";
import { anthropicEvents, anthropicMessage } from "../../support/anthropic-events.ts";
import { answerHooks } from "../../support/answer-hooks.ts";
import { convert } from "../../support/convert.ts";

const functions = [{ name: "read", parameters: { type: "object", properties: {} } }];
const messages = [{ role: "user", content: "Hi." }];
const way = { from: "openai-chat", to: "anthropic-messages" } as const;
const parts = [
  { tool: "read", input: { path: "a" } },
  { tool: "read", input: {} },
];

function choicesOf(text: string): unknown[] {
  return text
    .split("\n\n")
    .filter((frame) => frame.startsWith("data: {"))
    .flatMap((frame) => (JSON.parse(frame.slice(6)) as { choices: unknown[] }).choices);
}

test("it is answered by one function_call, whole and in a stream", () => {
  const { crossing, body } = convert({ messages, functions }, way);
  expect(body["tool_choice"]).toEqual({ type: "auto", disable_parallel_tool_use: true });
  const whole = Buffer.from(JSON.stringify(anthropicMessage(parts)));
  const answer = convertAnswer(whole, crossing, answerHooks());
  if (!answer.ok) throw new Error(answer.failure.message);
  expect(JSON.parse(Buffer.from(answer.value.bytes).toString())).toMatchObject({
    choices: [
      {
        message: { function_call: { name: "read", arguments: '{"path":"a"}' } },
        finish_reason: "function_call",
      },
    ],
  });
  expect(answer.value.losses.map(({ path }) => path)).toEqual(["tool_calls"]);

  const stream = convertStream(crossing, answerHooks());
  const bytes = stream.feed(Buffer.from(anthropicEvents(parts).join("")));
  const text = Buffer.from(bytes ?? []).toString();
  const deltas = choicesOf(text) as {
    delta: { function_call?: { name?: string; arguments: string } };
    finish_reason: string | null;
  }[];
  const calls = deltas.flatMap(({ delta }) => delta.function_call ?? []);
  expect(calls.flatMap(({ name }) => name ?? [])).toEqual(["read"]);
  expect(calls.map((call) => call.arguments).join("")).toBe('{"path":"a"}');
  expect(deltas.at(-1)?.finish_reason).toBe("function_call");
  expect(text).not.toContain("tool_calls");
});

test("beside tools it is only an old name for them", () => {
  const tools = [{ type: "function", function: { name: "new", parameters: { type: "object" } } }];
  const { crossing, body } = convert({ messages, functions, tools }, way);
  expect([crossing.usesFunctions, (body["tools"] as unknown[]).length]).toEqual([false, 2]);
});
