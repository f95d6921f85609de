/** Without this: a restart with new detectors changes what live conversations have sent. */
import { describe, expect, test } from "bun:test";
import type { SavedDecision } from "../../../src/guard/walk/mask-memory.ts";
import { maskRequest } from "../../../src/guard/walk/mask-request.ts";
import { readDecisions, writeDecisions } from "../../../src/guard/walk/saved-decisions.ts";
import { conversation, makeGuard, makeMemory } from "../../support/guard-walk.ts";

const finding = { detector: "d", label: "L", action: "mask", reason: "r" } as const;
const decisions: readonly SavedDecision[] = [
  { key: 2 ** 63, check: 2n ** 64n - 1n, marks: [] },
  { key: 7, check: 0n, marks: [{ start: 1, end: 5, depth: 2, token: "T", finding }] },
  { key: 8, check: 9n, marks: [{ start: 1, end: 1, depth: 1, token: null, finding: null }] },
];

test("what is written is read", () => {
  expect(readDecisions(writeDecisions(decisions))).toEqual(decisions);
});

describe("what is broken is left out", () => {
  const good = ["7", '"0"', '[1,5,2,"T",null]'];
  test.each(["", "null", "{}", "[", "[1]", "[[]]", '[["7","0"]]', '[[7,"-1"]]', "[[7,0]]"])(
    "%p",
    (text) => {
      expect(readDecisions(text)).toEqual([]);
    },
  );

  test.each(['[5,1,2,"T",null]', '[-1,5,2,"T",null]', "[1,5,2,3,null]", '[1,5,2,"T",{}]', "1"])(
    "a mark such as %s, and its decision with it, but no other",
    (mark) => {
      const text = `[[${good.join(",")}],[8,"0",${mark}]]`;
      expect(readDecisions(text).map(({ key }) => key)).toEqual([7]);
    },
  );
});

const send = (memory: ReturnType<typeof makeMemory>, body: object, pattern: RegExp) => {
  const scope = memory.open(conversation("a"));
  const { masker } = makeGuard({ pattern });
  const bytes = Buffer.from(JSON.stringify(body));
  const result = maskRequest({ bytes, dialect: "anthropic-messages", masker, scope });
  return { text: Buffer.from(result.bytes).toString(), saved: writeDecisions(scope.unsaved()) };
};

test("a conversation goes on in a process with other detectors as it began", () => {
  const before = { system: "((one))", messages: [{ role: "user", content: "<<two>> ((three))" }] };
  const later = [...before.messages, { role: "user", content: "((four)) <<five>>" }];
  const first = send(makeMemory(), before, /<<\w+>>/g);
  const upgraded = makeMemory();
  upgraded.load(conversation("a"), readDecisions(first.saved));
  const second = send(upgraded, { ...before, messages: later }, /\(\(\w+\)\)/g);
  expect(second.text.startsWith(first.text.slice(0, -2))).toBe(true);
  expect(second.text).toContain("<<five>>");
  expect(second.text).not.toContain("((four))");
});
