/**
 * What could go wrong: a conversation changes its meaning on the way through another dialect: a
 * text, a call, a result, an image or their order is lost, or a provider's rules are broken by a
 * combination of turns that nobody thought of.
 */
import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { at, convert, type Body } from "../../support/convert.ts";
import type { ClientTool } from "../../../src/vocabulary/crossing.ts";
import { anthropicConversations } from "../../support/arbitrary-conversations.ts";

/** What a Messages request says, without how it says it: one entry per thing, in order. */
function meaningOf(body: Body, toolNames?: ReadonlyMap<string, ClientTool>): readonly unknown[] {
  const ids = new Map<unknown, number>();
  const numberOf = (id: unknown): number => {
    if (!ids.has(id)) ids.set(id, ids.size);
    return ids.get(id) ?? -1;
  };
  return (body["messages"] as Body[]).flatMap(({ role, content }) =>
    blocksOf(content).flatMap((block): unknown[] => {
      const { type, text } = block;
      if (type === "text" && (text as string).trim() === "") return [];
      if (type === "text") return [[role, "text", text]];
      if (type === "image") return [[role, "image", at(block, "source.data")]];
      if (type === "tool_use") {
        const name = toolNames?.get(String(block["name"]))?.name ?? block["name"];
        return [["call", numberOf(block["id"]), name, block["input"]]];
      }
      if (type !== "tool_result") return [];
      const inner = blocksOf(block["content"]);
      const said = inner.filter((each) => each["type"] === "text").map((each) => each["text"]);
      return [
        ["result", numberOf(block["tool_use_id"]), said.filter((each) => each !== "").join("\n")],
      ];
    }),
  );
}

function blocksOf(content: unknown): readonly Body[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return (content ?? []) as readonly Body[];
}

/** Adjacent texts of one role are one thing: dialects differ in how they cut them. */
function joined(meaning: readonly unknown[]): readonly unknown[] {
  const result: unknown[][] = [];
  for (const each of meaning as unknown[][]) {
    const last = result.at(-1);
    if (last?.[1] === "text" && each[1] === "text" && last[0] === each[0]) {
      last[2] = `${String(last[2])}${String(each[2])}`;
    } else {
      result.push([...each]);
    }
  }
  return result.map((each) =>
    each[1] === "text" ? [each[0], "text", String(each[2]).replaceAll(/\s+/g, "")] : each,
  );
}

/** Within an answer Chat has all texts before all calls; results are in the order of the calls. */
function inOrder(meaning: readonly unknown[]): readonly unknown[] {
  const ordered: unknown[] = [];
  let calls: unknown[][] = [];
  let results: unknown[][] = [];
  const flush = (): void => {
    const byCall = results.toSorted((one, other) => Number(one[1]) - Number(other[1]));
    ordered.push(...calls, ...byCall);
    calls = [];
    results = [];
  };
  for (const each of meaning as unknown[][]) {
    if (each[0] === "call") calls.push(each);
    else if (each[0] === "result") results.push(each);
    else {
      if (each[0] !== "assistant" || results.length > 0) flush();
      ordered.push(each);
    }
  }
  flush();
  return ordered;
}

const turnings = [
  ["openai-chat", "anthropic-messages"],
  ["openai-chat", "openai-responses"],
  ["openai-responses", "anthropic-messages"],
  ["openai-responses", "openai-chat"],
] as const;

/**
 * Instructions and turns, wherever the dialect has them. "auto" is what an image has without a
 * detail, and Chat has one text for all that an answer says.
 */
function turnsOf({ messages, input, instructions }: Body): unknown {
  const turns: Body[] = [];
  for (const turn of (messages ?? input) as Body[]) {
    const last = turns.at(-1);
    const text = saidIn(turn);
    const before = last === undefined ? null : saidIn(last);
    if (text === null) turns.push(turn);
    else if (before === null) turns.push(answer(text));
    else turns[turns.length - 1] = answer(before + text);
  }
  const plain = JSON.stringify(turns).replaceAll(',"detail":"auto"', "");
  return { turns: JSON.parse(plain) as unknown, instructions };
}

function answer(text: string): Body {
  return { type: "message", role: "assistant", content: [{ type: "output_text", text }] };
}

/** The text of an answer's message in Responses without spaces; null for anything else. */
function saidIn({ type, role, content }: Body): string | null {
  if (type !== "message" || role !== "assistant") return null;
  return blocksOf(content)
    .map(({ text }) => String(text).replaceAll(/\s+/g, ""))
    .join("");
}

describe("there and back", () => {
  test.each(["openai-chat", "openai-responses"] as const)("through %s", (through) => {
    fc.assert(
      fc.property(anthropicConversations(), (request) => {
        const there = convert(request, { from: "anthropic-messages", to: through });
        const back = convert(there.body, { from: through, to: "anthropic-messages" });
        const expected = joined(inOrder(meaningOf(request)));
        expect(joined(inOrder(meaningOf(back.body, there.crossing.toolNames)))).toEqual(expected);
        expect(JSON.stringify(at(back.body, "system") ?? [])).toContain("Be brief");
      }),
      { numRuns: 300 },
    );
  });

  test("twice is as good as once, and the same request gives the same bytes", () => {
    fc.assert(
      fc.property(anthropicConversations(), (request) => {
        const to = { from: "anthropic-messages", to: "openai-chat" } as const;
        const first = convert(request, to);
        expect(convert(request, to).text).toBe(first.text);
        const back = convert(first.body, { from: "openai-chat", to: "anthropic-messages" });
        const again = convert({ ...back.body, max_tokens: 99 }, to);
        expect(again.body["messages"]).toEqual(first.body["messages"]);
      }),
    );
  });

  /** Written once by us, a conversation is in the form that survives every other way as it is. */
  test.each(turnings)("%s through %s gives the same turns again", (home, through) => {
    fc.assert(
      fc.property(anthropicConversations(), (request) => {
        const start = convert(request, { from: "anthropic-messages", to: home }).body;
        const away = convert(start, { from: home, to: through }).body;
        const back = convert(away, { from: through, to: home }).body;
        expect(turnsOf(back)).toEqual(turnsOf(start));
        expect(back["tools"]).toEqual(start["tools"]);
      }),
    );
  });

  test("a longer conversation begins with the bytes of the shorter one", () => {
    fc.assert(
      fc.property(anthropicConversations(), (request) => {
        const messages = request["messages"] as Body[];
        const longer = [
          ...messages,
          { role: "assistant", content: "ok" },
          { role: "user", content: "go on" },
        ];
        const to = { from: "anthropic-messages", to: "openai-responses" } as const;
        const short = convert(request, to).body["input"] as Body[];
        const long = convert({ ...request, messages: longer }, to).body["input"] as Body[];
        expect(long.slice(0, short.length)).toEqual(short);
      }),
    );
  });
});
