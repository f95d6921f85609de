// What could go wrong: a text that nobody thought of makes a splice cut too much or too little.
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { findForeignThinking } from "../../../src/affinity/thinking.ts";
import { applySplices } from "../../../src/read/splice.ts";
import { scanBody, toBytes } from "../../support/affinity.ts";

const decoder = new TextDecoder();
const thought = { type: "thinking", thinking: "hm", signature: "EqAB" };
const asks = { role: "user", content: "find the bug" };
const answers = (...content: unknown[]) => ({ role: "assistant", content });

const nasty = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom('"signature"', '\\"signature\\":"x"', '{"type":"thinking"}', "]},[{", "\\", "\n"),
);
const anyThinking = fc.oneof(
  fc.record({
    type: fc.constant("thinking"),
    thinking: nasty,
    signature: fc.oneof(fc.constant(""), nasty),
  }),
  fc.record({ type: fc.constant("redacted_thinking"), data: nasty }),
);
const anyBlock = fc.oneof(
  fc.record({ type: fc.constant("text"), text: nasty }),
  fc.record({ type: fc.constant("tool_use"), input: fc.record({ signature: nasty, data: nasty }) }),
);
const anyMessage = fc.record({
  role: fc.constantFrom("assistant", "assistant", "user", "system"),
  content: fc.oneof(nasty, fc.array(fc.oneof(anyBlock, anyThinking), { maxLength: 5 })),
});

function isThinking({ type }: { readonly type: string }): boolean {
  return type.includes("thinking");
}

/** What has to be left, from parsed values. */
function without(messages: readonly { role: string; content: unknown }[]): unknown[] {
  return messages.flatMap((message) => {
    if (message.role !== "assistant" || !Array.isArray(message.content)) return [message];
    const blocks = message.content as { type: string; signature?: string; data?: string }[];
    const isSigned = blocks.some(
      (each) => isThinking(each) && (each.signature ?? each.data ?? "") !== "",
    );
    if (!isSigned) return [message];
    const content = blocks.filter((each) => !isThinking(each));
    return content.length === 0 ? [] : [{ ...message, content }];
  });
}

test("dropping leaves valid JSON with everything else in it, byte for byte", () => {
  const indents = fc.constantFrom(undefined, 1, 3);
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 8 }), nasty, indents, (rest, rules, indent) => {
      const messages = [asks, ...rest];
      const bytes = toBytes({ system: rules, messages, signature: rules, stream: true }, indent);
      const found = findForeignThinking({ bytes, scan: scanBody(bytes) });
      const expected = without(messages);
      if (found.kind === "none") {
        expect(expected).toEqual(messages);
        return;
      }
      if (found.kind !== "droppable") throw new Error(found.reason);
      const dropped = applySplices(bytes, found.splices);
      expect(JSON.parse(decoder.decode(dropped)).messages).toEqual(expected);
      // Every splice only removes, so what is left is the original's bytes in their order.
      expect(found.splices.every(({ text }) => text === "")).toBe(true);
      const again = findForeignThinking({ bytes: dropped, scan: scanBody(dropped) });
      expect(again).toEqual({ kind: "none" });
      if (indent === undefined) {
        const clean = { system: rules, messages: expected, signature: rules, stream: true };
        expect(decoder.decode(dropped)).toBe(JSON.stringify(clean));
      }
    }),
  );
});

test("a text may say anything and is never taken for thinking", () => {
  fc.assert(
    fc.property(fc.array(nasty), (texts) => {
      const quoted = JSON.stringify(answers(thought, ...texts));
      const messages = [
        asks,
        answers({ type: "text", text: quoted }),
        ...texts.map((text) => ({ role: "assistant", content: text })),
      ];
      const bytes = toBytes({ messages });
      expect(findForeignThinking({ bytes, scan: scanBody(bytes) })).toEqual({ kind: "none" });
    }),
  );
});
