// What could go wrong: a server numbers, names or cuts its parallel tool calls in its own way, and
// arguments end up in the wrong call, twice, or nowhere.
import { describe, expect, test } from "bun:test";
import { createChatReader } from "../../../src/chat/read-stream.ts";
import type { AnswerEvent } from "../../../src/vocabulary/answer.ts";
import { answerHooks } from "../../support/answer-hooks.ts";
import {
  call,
  done,
  piece,
  readChunks as read,
  say,
  type Delta,
} from "../../support/chat-chunks.ts";

const begun = (name: string, fields: Delta = {}) => ({
  type: "function",
  function: { name, arguments: "" },
  ...fields,
});
const more = (text: string, fields: Delta = {}) => ({ function: { arguments: text }, ...fields });

describe("tool calls", () => {
  test("in parts by index, as OpenAI sends them", () => {
    expect(
      read(
        call(begun("a", { index: 0, id: "1" })),
        call(more('{"x"', { index: 0 })),
        call(more(":1}", { index: 0 })),
        call(begun("b", { index: 1, id: "2" })),
        call(more("{}", { index: 1 })),
        say({}, "tool_calls"),
        done,
      ),
    ).toEqual(['function a 1|{"x":1}', "function b 2|", "tool-calls"]);
  });

  test("interleaved ones are put one behind the other", () => {
    expect(
      read(
        call(begun("a", { index: 0, id: "1" }), begun("b", { index: 1, id: "2" })),
        call(more('{"x":', { index: 0 })),
        call(more('{"y":', { index: 1 })),
        call(more("1}", { index: 0 }), more("2}", { index: 1 })),
        say({}, "tool_calls"),
      ),
    ).toEqual(['function a 1|{"x":1}', 'function b 2|{"y":2}', "tool-calls"]);
  });

  test("the second begins to flow as soon as the first is complete", () => {
    let told: AnswerEvent[] = [];
    const reader = createChatReader(answerHooks(), (event) => void told.push(event));
    const flow = [
      call(begun("a", { index: 0, id: "1" }), begun("b", { index: 1, id: "2" })),
      call(more('{"x":"}"', { index: 0 })),
      call(more('{"y":', { index: 1 })),
      call(more("}", { index: 0 })),
      call(more("2", { index: 1 })),
    ].map((event) => {
      told = [];
      reader.feed(event);
      const deltas = told.filter(({ type }) => type === "part-delta");
      return deltas.map((delta) => (delta.type === "part-delta" ? [delta.part, delta.text] : []));
    });
    expect(flow).toEqual([
      [],
      [[0, '{"x":"}"']],
      [],
      [
        [0, "}"],
        [1, '{"y":'],
      ],
      [[1, "2"]],
    ]);
  });
});

describe("tool calls of servers with ways of their own", () => {
  test("without any index, told apart by their ids, or by names that follow whole arguments", () => {
    expect(read(piece("a", "{}", { id: "1" }), piece("b", "{}", { id: "2" }), done)).toEqual([
      "function a 1|",
      "function b 2|",
      "end",
    ]);
    expect(read(piece("a", '{"x":1}'), piece("a", '{"x":2}'), done)).toEqual([
      'function a call_made1|{"x":1}',
      'function a call_made2|{"x":2}',
      "end",
    ]);
  });

  test("all on index 0, with ids or without", () => {
    expect(
      read(
        piece("a", "{}", { index: 0, id: "1" }),
        piece("b", '{"y":1}', { index: 0, id: "2" }),
        done,
      ),
    ).toEqual(["function a 1|", 'function b 2|{"y":1}', "end"]);
    expect(
      read(
        piece("a", '{"x":1}', { index: 0, id: "" }),
        piece("a", '{"x":2}', { index: 0, id: "" }),
        done,
      ),
    ).toEqual(['function a call_made1|{"x":1}', 'function a call_made2|{"x":2}', "end"]);
  });

  test("with name and id repeated on every chunk", () => {
    expect(
      read(
        piece("a", '{"x"', { index: 0, id: "1" }),
        piece("a", ":1", { index: 0, id: "1" }),
        piece("a", "}", { index: 0, id: "1" }),
        done,
      ),
    ).toEqual(['function a 1|{"x":1}', "end"]);
  });

  test("one id for all of them becomes an id for each", () => {
    expect(
      read(piece("a", "{}", { index: 0, id: "x" }), piece("a", "{}", { index: 1, id: "x" }), done),
    ).toEqual(["function a x|", "function a call_made1|", "end"]);
  });

  test("arguments before the name, as an object, announced as {}, or none", () => {
    expect(
      read(
        piece(undefined, '{"x"', { index: 0, id: "0" }),
        piece("a", ":1}", { index: 0 }),
        piece("b", { y: [1] }, { index: 1, id: "1" }),
        piece("c", "{}", { index: 2, id: "2" }),
        piece(undefined, '{"z":1}', { index: 2 }),
        piece("d", undefined, { index: 3, id: "3" }),
        done,
      ),
    ).toEqual([
      'function a 0|{"x":1}',
      'function b 1|{"y":[1]}',
      'function c 2|{"z":1}',
      "function d 3|",
      "end",
    ]);
  });
});

const announced = (name: string, index: number) => piece(name, "{}", { index, id: name });

test("calls that are announced as {} at once get their arguments in turns", () => {
  expect(
    read(
      announced("a", 0),
      announced("b", 1),
      announced("c", 2),
      call(more('{"x":', { index: 0 })),
      call(more('{"z":', { index: 2 })),
      call(more("1}", { index: 0 })),
      call(more("3}", { index: 2 })),
      done,
    ),
  ).toEqual(['function a a|{"x":1}', "function b b|", 'function c c|{"z":3}', "end"]);
});

test("another name without an id is another call, also of calls without arguments", () => {
  expect(
    read(piece("a", "", { index: 0 }), piece("b", "", { index: 0 }), piece("b", undefined), done),
  ).toEqual(["function a call_made1|", "function b call_made2|", "end"]);
});

describe("other kinds of calls", () => {
  test("free text, and the function_call of old", () => {
    expect(
      read(
        call({ index: 0, id: "1", type: "custom", custom: { name: "patch", input: "*** {" } }),
        call({ index: 0, custom: { input: "} end" } }),
        say({ function_call: { name: "old", arguments: '{"x"' } }),
        say({ function_call: { arguments: ":1}" } }),
        say({}, "function_call"),
      ),
    ).toEqual(["custom patch 1|*** {} end", 'function old call_made1|{"x":1}', "tool-calls"]);
  });

  test("empty objects for the kinds that are not meant say nothing", () => {
    const filled = { name: "a", arguments: "{}" };
    const empty = { custom: { name: "", input: "" } };
    expect(
      read(
        say({ content: "x", function_call: { name: "", arguments: "" }, tool_calls: null }),
        call({ index: 0, id: "1", type: "function", function: filled, ...empty }),
        done,
      ),
    ).toEqual(["text|x", "function a 1|", "end"]);
  });
});
