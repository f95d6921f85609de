// What could go wrong: the short cut through what was there before gives another chain than a look
// at everything, or what says the same to a model counts as a change.
import { expect, test } from "bun:test";
import { countMarks, readChain } from "../../../src/forensics/chain.ts";
import { bodyOf, marked, messagesOf, sourceOf, type Body } from "../../support/cache-turns.ts";

function withMessages(change: (messages: unknown[]) => unknown[]): Body {
  const body = bodyOf(20);
  return { ...body, messages: change([...(body.messages ?? [])]) };
}

const edits: readonly (readonly [string, Body])[] = [
  ["grown", bodyOf(21)],
  ["the same", bodyOf(20)],
  ["shorter", bodyOf(3)],
  ["empty", { ...bodyOf(20), messages: [] }],
  ["no messages", {}],
  ["a text for a list", { ...bodyOf(20), system: "You are an agent." }],
  ["edited at the start", withMessages((list) => list.with(0, { role: "user", content: "x" }))],
  ["edited in the middle", withMessages((list) => list.with(20, { role: "user", content: "x" }))],
  [
    "edited at the end",
    withMessages((list) => list.with(list.length - 1, { role: "user", content: "x" })),
  ],
  ["removed", withMessages((list) => list.toSpliced(10, 4))],
  ["put in", withMessages((list) => list.toSpliced(10, 0, { a: [1, { b: "]}" }] }, 5, "text"))],
  [
    "marked",
    withMessages((list) => list.with(4, { role: "user", content: [{ text: "x", ...marked }] })),
  ],
];

test.each(edits)("%s: as if everything had been looked at", (_what, body) => {
  const former = readChain(sourceOf(bodyOf(20)), null);
  const source = sourceOf(body);
  const short = readChain(source, former);
  const long = readChain(source, null);
  for (const name of ["tools", "system", "messages"] as const) {
    const { head: _head, ...one } = short[name];
    const { head: _other, ...other } = long[name];
    expect(one).toEqual(other);
  }
  // And once more from there on.
  expect(readChain(source, short).messages.plain).toEqual(long.messages.plain);
});

test("marks, and the block that a mark needs, change nothing that a model reads", () => {
  const plain = readChain(sourceOf({ messages: messagesOf(2) }), null);
  const all = messagesOf(2).map(({ role, content }) => ({
    role,
    content: [{ type: "text", text: typeof content === "string" ? content : "answer", ...marked }],
  }));
  const questions = (chain: typeof plain): number[] =>
    [...chain.messages.plain].filter((_each, index) => index % 2 === 0);
  const withMarks = readChain(sourceOf({ messages: all }), null);
  expect(questions(withMarks)).toEqual(questions(plain));
  expect([countMarks(plain), countMarks(withMarks)]).toEqual([0, 5]);
  const quoted = { role: "user", content: 'a "cache_control":{"type":"ephemeral"} in a text' };
  const other = { role: "user", content: "a  in a text" };
  const [one, two] = readChain(sourceOf({ messages: [quoted, other] }), null).messages.plain;
  expect(one).not.toBe(two);
});
