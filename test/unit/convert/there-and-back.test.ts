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
