/**
 * What could go wrong: turns that one dialect allows reach a provider that refuses them: a call
 * without its result, a result in the wrong place, an id that occurs twice.
 */
import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { createNotes } from "../../../src/vocabulary/notes.ts";
import { settleTurns, type SettledTurn } from "../../../src/vocabulary/settle-turns.ts";
import type { Turn } from "../../../src/vocabulary/conversation.ts";
import type { Part } from "../../../src/vocabulary/part.ts";

function call(id: string): Part {
  return { type: "tool-call", id, name: "t", kind: "function", input: "{}" };
}

function result(callId: string, words: string): Part {
  const content = [{ type: "text", text: words } as const];
  return { type: "tool-result", callId, kind: "function", isError: false, content };
}

function text(words: string): Part {
  return { type: "text", text: words };
}

function callIds(turn: SettledTurn): readonly string[] {
  return turn.parts.flatMap((part) => (part.type === "tool-call" ? [part.id] : []));
}

const ids = fc.constantFrom("a", "b", "functions.read:0", "");
const turns = fc.array(
  fc.oneof(
    fc.record({
      role: fc.constant("assistant" as const),
      parts: fc.array(fc.oneof(ids.map(call), fc.constant(text("said"))), { maxLength: 4 }),
    }),
    fc.record({
      role: fc.constantFrom("user" as const, "user" as const, "system" as const),
      parts: fc.array(
        fc.oneof(
          fc.tuple(ids, fc.string()).map(([id, words]) => result(id, words)),
          fc.string().map(text),
        ),
        { maxLength: 4 },
      ),
    }),
  ),
  { maxLength: 12 },
) as fc.Arbitrary<Turn[]>;

test("whatever the order, each call is answered once, right behind, under an id of its own", () => {
  fc.assert(
    fc.property(turns, (given) => {
      const settled = settleTurns(given, "anthropic-messages", createNotes()).turns;
      const seen = settled.flatMap(callIds);
      expect(new Set(seen).size).toBe(seen.length);
      for (const id of seen) expect(id).toMatch(/^[\w-]{1,40}$/);
      settled.forEach((turn, index) => {
        const expected = turn.role === "assistant" ? callIds(turn) : [];
        const next = settled[index + 1];
        if (turn.role === "assistant")
          expect(next?.results.map(({ callId }) => callId) ?? []).toEqual([...expected]);
        if (turn.results.length > 0) expect(settled[index - 1]?.role).toBe("assistant");
        expect(turn.parts.some(({ type }) => type === "tool-result")).toBe(false);
      });
    }),
  );
});

test("no word of the user is lost, and none comes twice", () => {
  fc.assert(
    fc.property(turns, (given) => {
      const words = given.flatMap(({ parts }, turn) =>
        parts.map((part, index): Part => {
          if (part.type === "text") return text(`w${turn}.${index};`);
          return part.type === "tool-result" ? result(part.callId, `w${turn}.${index};`) : part;
        }),
      );
      let next = 0;
      const marked = given.map((turn) => ({
        ...turn,
        parts: turn.parts.map(() => words[next++] as Part),
      }));
      const { head, turns: settled } = settleTurns(marked, "anthropic-messages", createNotes());
      const all = JSON.stringify([head, settled]);
      for (const word of JSON.stringify(words).match(/w\d+\.\d+;/g) ?? []) {
        expect(all.split(word)).toHaveLength(2);
      }
    }),
  );
});

describe("single turns", () => {
  test("parallel calls that share an id get a result each", () => {
    const given: Turn[] = [
      { role: "assistant", parts: [call(""), call("")] },
      { role: "user", parts: [result("", "one"), result("", "two")] },
    ];
    const [, answer] = settleTurns(given, "anthropic-messages", createNotes()).turns;
    const said = answer?.results.map(({ content }) =>
      content.map((part) => ("text" in part ? part.text : "")),
    );
    expect(said).toEqual([["one"], ["two"]]);
  });

  test("only the instructions before everything else are the head", () => {
    const given: Turn[] = [
      { role: "system", parts: [text("S")] },
      { role: "developer", parts: [text("D")] },
      { role: "user", parts: [text("U")] },
      { role: "developer", parts: [text("M")] },
    ];
    const { head, turns: settled } = settleTurns(given, "anthropic-messages", createNotes());
    expect(head.map((part) => ("text" in part ? part.text : ""))).toEqual(["S", "D"]);
    expect(settled.map(({ role }) => role)).toEqual(["user", "system"]);
  });
});
