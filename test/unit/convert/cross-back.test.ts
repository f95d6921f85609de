// What could go wrong: a client gets calls of tools that it never named, free text wrapped in JSON,
// or a stop reason that does not fit what was said; agents then stop silently or edit nothing.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { crossBack } from "../../../src/convert/cross-back.ts";
import { readCustomInput } from "../../../src/convert/read-custom-input.ts";
import type { StopReason } from "../../../src/vocabulary/answer.ts";
import type { ClientTool, Crossing } from "../../../src/vocabulary/crossing.ts";
import type { Part } from "../../../src/vocabulary/part.ts";
import { collectAnswer, eventsOf } from "../../../src/vocabulary/whole-answer.ts";
import { answerHooks, plainCrossing } from "../../support/answer-hooks.ts";
import { answerOf } from "../../support/answers.ts";

const dialects = { from: "openai-responses", to: "anthropic-messages" } as const;

function turn(parts: readonly Part[], reason: StopReason, given: Partial<Crossing> = {}) {
  const collector = collectAnswer();
  const crossing = plainCrossing({ ...dialects, from: given.from ?? dialects.from }, given);
  const back = crossBack(crossing, answerHooks(), (event) => {
    collector.add([event]);
  });
  eventsOf(answerOf(parts, reason)).forEach(back);
  const answer = collector.finish();
  if (!answer.ok) throw new Error(answer.failure.message);
  return { parts: answer.value.parts, reason: answer.value.stop.reason };
}

function call(name: string, input: string): Part {
  return { type: "tool-call", id: "1", name, kind: "function", input };
}

const named = (tools: Readonly<Record<string, ClientTool>>) => ({
  toolNames: new Map(Object.entries(tools)),
});

describe("tools", () => {
  test("get their own names, namespaces and kinds back", () => {
    const tools = named({
      mcp__read: { name: "read", kind: "function", namespace: "mcp" },
      patch_1a2b: { name: "apply.patch", kind: "custom", namespace: null },
    });
    const parts = [
      call("mcp__read", '{"x":1}'),
      call("patch_1a2b", '{"input":"a\\nb"}'),
      call("other", "{}"),
    ];
    expect(turn(parts, "tool-calls", tools)).toEqual({
      parts: [
        { ...parts[0], name: "read", namespace: "mcp" },
        { ...parts[1], name: "apply.patch", kind: "custom", input: "a\nb" },
        parts[2],
      ] as Part[],
      reason: "tool-calls",
    });
  });

  test("the forced tool of an output format is the text of the answer", () => {
    expect(turn([call("answer", '{"a":1}')], "tool-calls", { formatTool: "answer" })).toEqual({
      parts: [{ type: "text", text: '{"a":1}' }],
      reason: "end",
    });
  });

  test("a search among tools is an item of its own", () => {
    const tools = named({ search: { name: "tool_search", kind: "tool-search", namespace: null } });
    const { parts } = turn([call("search", '{"query":"git"}')], "tool-calls", tools);
    expect(parts).toMatchObject([
      {
        type: "opaque",
        raw: { type: "tool_search_call", call_id: "1", arguments: { query: "git" } },
      },
    ]);
  });

  test("a compaction is one sealed item, whatever else was said", () => {
    const parts: Part[] = [
      { type: "thinking", text: "hm", origin: "anthropic-messages" },
      { type: "text", text: "sum" },
      { type: "text", text: "mary" },
    ];
    expect(turn(parts, "end", { isCompaction: true }).parts).toMatchObject([
      { raw: { type: "compaction", encrypted_content: "sealed:summary" } },
    ]);
  });
});

test("texts that stay empty are left out, sealed thinking is not", () => {
  const empty: Part[] = [
    { type: "text", text: "" },
    { type: "thinking", text: "", origin: "openai-chat" },
    { type: "refusal", text: "" },
  ];
  const sealed: Part = { type: "thinking", text: "", origin: "openai-responses", encrypted: "g" };
  expect(turn([...empty, sealed], "end").parts).toEqual([sealed]);
});

test("the reason fits what was said", () => {
  const said: Part = { type: "text", text: "x" };
  const called = call("f", "{}");
  const refused: Part = { type: "refusal", text: "No." };
  expect(turn([called], "end").reason).toBe("tool-calls");
  expect(turn([called], "stop-sequence").reason).toBe("tool-calls");
  expect(turn([said], "tool-calls").reason).toBe("end");
  // OpenAI's clients find the refusal in the message, Anthropic's in the reason.
  expect(turn([refused], "end", { from: "anthropic-messages" }).reason).toBe("refused");
  expect(turn([refused], "end", { from: "openai-responses" }).reason).toBe("end");
  expect(turn([called], "output-limit").reason).toBe("output-limit");
  expect(turn([said], "paused").reason).toBe("paused");
  expect(turn([called], "filtered").reason).toBe("filtered");
});

const cutText = (text: string) =>
  fc.array(fc.nat({ max: text.length }), { maxLength: 12 }).map((places) => {
    const sorted = [...places.toSorted((one, other) => one - other), text.length];
    return sorted.map((end, index) => text.slice(sorted[index - 1] ?? 0, end));
  });
const readAll = (pieces: readonly string[]) => {
  const input = readCustomInput();
  return pieces.map(input.feed).join("") + input.end();
};

describe("free text out of JSON", () => {
  test("is the same however it is cut and written", () => {
    const text = fc.string({ unit: "binary", maxLength: 40 });
    const written = text.chain((value) => {
      const json = JSON.stringify({ input: value }, null, value.length % 3);
      const escaped = json.replaceAll(
        /[^\x20-\x7e]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
      const form = value.length % 2 === 0 ? json : escaped.replaceAll("\\u000a", "\n");
      return fc.record({ value: fc.constant(value), pieces: cutText(form) });
    });
    fc.assert(fc.property(written, ({ value, pieces }) => readAll(pieces) === value));
  });

  test("flows before the JSON is complete", () => {
    const input = readCustomInput();
    expect(['{"inp', 'ut": "a', "\\", 'n"'].map(input.feed)).toEqual(["", "a", "", "\n"]);
  });

  test("is found under another name; anything else is passed on as it is", () => {
    expect(readAll(['{"patch":"a\\nb"}'])).toBe("a\nb");
    expect(readAll(['{"x":1,"input":"a"}'])).toBe("a");
    expect(readAll(["*** Begin"])).toBe("*** Begin");
    expect(readAll(['{"input":"line\nline \\d"}'])).toBe("line\nline \\d");
  });
});
