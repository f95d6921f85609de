/** Without this: chat streams of odd servers break: shared indices, empty reasons, old forms. */
import { expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { parseRemoteTools } from "../../../src/guard/restore/remote-tools.ts";
import { restorerOf, tokenFor } from "../../support/guard-walk.ts";
import { eventsOf, restoreChunks, textsOf } from "../../support/guard-streams.ts";

const original = 'a "b"\n';
const token = tokenFor(original);
const [head, tail] = [token.slice(0, 7), token.slice(7)];
const tools = {
  restorer: restorerOf(new Map([[token, original]])),
  isRemoteTool: parseRemoteTools("remote_*"),
};

function run(dialect: Dialect, events: readonly (object | string)[]): Uint8Array {
  const chunks = events.map((event) =>
    Buffer.from(typeof event === "string" ? event : `data: ${JSON.stringify(event)}\n\n`),
  );
  return restoreChunks(dialect, chunks, tools);
}

const chunk = (index: number, delta: object, finish: string | null = null) => ({
  id: "chatcmpl-1",
  created: 12345678901234567890n.toString(),
  model: "m",
  choices: [{ index, delta, finish_reason: finish }],
});

const call = (fields: object) => ({ tool_calls: [fields] });

const part = (text: string) => chunk(0, { content: [{ type: "text", text }] });

const old = (text: string) => chunk(0, { function_call: { arguments: text } });

const legacy = (text: string) => ({ choices: [{ index: 0, text, finish_reason: null }] });

test("choices and calls are told apart by their indices", () => {
  const piece = (index: number, text: string) => call({ index, function: { arguments: text } });
  const output = run("openai-chat", [
    chunk(0, { content: head }),
    chunk(1, { content: "C" }),
    chunk(0, call({ index: 0, id: "a", function: { name: "write", arguments: `{"a":"${head}` } })),
    chunk(0, call({ index: 10, id: "b", function: { name: "write", arguments: `{"b":"${head}` } })),
    chunk(0, piece(0, `${tail}"}`)),
    chunk(0, { content: tail }),
    chunk(0, piece(10, `${tail}"}`)),
    chunk(1, { content: "at" }, "stop"),
  ]);
  expect(textsOf("openai-chat", output)).toEqual({
    "0 content": original,
    "1 content": "Cat",
    "0 call 0": JSON.stringify({ a: original }),
    "0 call 10": JSON.stringify({ b: original }),
  });
});

test("custom tools get their text, remote ones their token", () => {
  const custom = (index: number, name: string) =>
    chunk(0, call({ index, id: name, type: "custom", custom: { name, input: token } }));
  const output = run("openai-chat", [custom(0, "patch"), custom(1, "remote_patch")]);
  expect(textsOf("openai-chat", output)).toEqual({ "0 call 0": original, "0 call 1": token });
});

test("calls that share one index are told apart by their ids", () => {
  const named = (id: string, name: string) =>
    chunk(0, call({ index: 0, id, function: { name, arguments: `{"a":"${token}"}` } }));
  const output = run("openai-chat", [named("a", "remote_ask"), named("b", "write")]);
  const inputs = [`{"a":"${token}"}`, JSON.stringify({ a: original })];
  expect(textsOf("openai-chat", output)).toEqual({ "0 call 0": inputs.join("") });
});

test("the last chunk brings what was held, and keeps what it says", () => {
  const last = { ...chunk(0, { content: " C" }, "stop"), usage: { total_tokens: 3 } };
  const output = eventsOf(run("openai-chat", [chunk(0, { content: "AB C" }), last]));
  expect(output).toMatchObject([
    { choices: [{ delta: { content: "AB " } }] },
    { ...last, choices: [{ delta: { content: "C C" } }] },
  ]);
});

test("a chunk that was added looks like the others", () => {
  const output = eventsOf(run("openai-chat", [chunk(0, { content: "C" }), chunk(0, {}, "stop")]));
  expect(output[1]).toEqual(JSON.parse(JSON.stringify(chunk(0, { content: "C" }))));
});

test("an empty finish_reason on every chunk ends nothing", () => {
  const pieces = [head, tail].map((content) => chunk(0, { content }, ""));
  expect(textsOf("openai-chat", run("openai-chat", pieces))).toEqual({ "0 content": original });
});

test("contents in parts, old function calls and old completions", () => {
  const output = eventsOf(
    run("openai-chat", [part(head), part(tail), old(head), old(tail), legacy(head), legacy(tail)]),
  );
  const escaped = JSON.stringify(original).slice(1, -1);
  expect(output[1]).toMatchObject({ choices: [{ delta: { content: [{ text: original }] } }] });
  expect(output[3]).toMatchObject({
    choices: [{ delta: { function_call: { arguments: escaped } } }],
  });
  expect(output[5]).toMatchObject({ choices: [{ text: original }] });
});

test("held text comes before [DONE]", () => {
  const output = run("openai-chat", [chunk(0, { content: "C" }), "data: [DONE]\n\n"]);
  expect(textsOf("openai-chat", output)).toEqual({ "0 content": "C" });
  expect(Buffer.from(output).toString()).toEndWith("data: [DONE]\n\n");
});
