/**
 * What could go wrong: signed thinking does not survive a turn through a client of another dialect,
 * so that tool loops break or reasoning is lost; or a seal of ours, or a forged one, reaches a
 * provider as its own signature, which ends a session for good.
 */
import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import {
  carriedFormat,
  carry,
  isCarried,
  uncarry,
} from "../../../src/vocabulary/carried-thinking.ts";
import type { ThinkingPart } from "../../../src/vocabulary/part.ts";
import { testKey } from "../../support/converting-proxy.ts";
import { at, convert } from "../../support/convert.ts";

const signed: ThinkingPart = {
  type: "thinking",
  text: "hmm",
  origin: "anthropic-messages",
  signature: "EqQBCgIYAhIM",
};
const encrypted: ThinkingPart = {
  type: "thinking",
  text: "so",
  origin: "openai-responses",
  encrypted: "gAAAAAB",
  itemId: "rs_1",
  isSummary: true,
};

const parts = fc.record(
  {
    type: fc.constant("thinking" as const),
    text: fc.string({ unit: "binary" }),
    origin: fc.constantFrom(
      "anthropic-messages" as const,
      "openai-chat" as const,
      "openai-responses" as const,
    ),
    signature: fc.string(),
    encrypted: fc.string(),
    itemId: fc.string(),
    isSummary: fc.boolean(),
  },
  { requiredKeys: ["type", "text", "origin"] },
);

describe("a carried part", () => {
  test("comes back as it was, is the same each time, and only with its own key", () => {
    const other = new Uint8Array(32).fill(8);
    fc.assert(
      fc.property(parts, (part) => {
        const carried = carry(part, testKey);
        expect(isCarried(carried)).toBe(true);
        expect(carry(part, testKey)).toBe(carried);
        expect(uncarry(carried, testKey)).toEqual(part);
        expect(uncarry(carried, other)).toBeNull();
      }),
    );
  });

  test("cannot be changed or made up", () => {
    const carried = carry(signed, testKey);
    for (let index = 10; index < carried.length; index++) {
      const changed = `${carried.slice(0, index)}${carried[index] === "A" ? "B" : "A"}${carried.slice(index + 1)}`;
      const opened = uncarry(changed, testKey);
      // The last character of base64 has bits that mean nothing.
      if (index < carried.length - 1) expect(opened).toBeNull();
    }
    for (const text of ["", "EqQBCgIYAhIM", "codegate1.", "codegate1.AAAA"]) {
      expect(uncarry(text, testKey)).toBeNull();
    }
  });
});

const request = (content: readonly object[]) => ({
  max_tokens: 99,
  messages: [
    { role: "user", content: "go" },
    { role: "assistant", content },
    { role: "user", content: "on" },
  ],
});

describe("the next turn", () => {
  const call = { type: "function_call", call_id: "c1", name: "read", arguments: "{}" };
  const output = { type: "function_call_output", call_id: "c1", output: "r" };

  function fromCodex(encryptedContent: string) {
    const item = {
      type: "reasoning",
      id: "rs_2",
      summary: [{ type: "summary_text", text: "hmm" }],
      encrypted_content: encryptedContent,
    };
    return { input: [{ role: "user", content: "go" }, item, call, output] };
  }

  test("of Codex on Claude has the signed block before its call", () => {
    const { body, lost } = convert(fromCodex(carry(signed, testKey)), {
      from: "openai-responses",
      to: "anthropic-messages",
    });
    expect(at(body, "messages.1.content.0")).toEqual({
      type: "thinking",
      thinking: "hmm",
      signature: "EqQBCgIYAhIM",
    });
    expect(lost).toEqual([]);
  });

  test("has no block when nobody has signed it", () => {
    const { signature: _, ...unsigned } = signed;
    const to = { from: "openai-responses", to: "anthropic-messages" } as const;
    const { text, lost } = convert(fromCodex(carry(unsigned, testKey)), to);
    expect(text).not.toContain('"thinking"');
    expect(lost).toContain("input[].reasoning");
  });

  test("with a foreign or unreadable item has none, and says so", () => {
    const to = { from: "openai-responses", to: "anthropic-messages" } as const;
    const sealed = carry(signed, new Uint8Array(32).fill(9));
    for (const content of ["gAAAA", sealed]) {
      const { text, lost } = convert(fromCodex(content), to);
      expect(text).not.toContain(content);
      expect(lost).toContain("input[].reasoning");
    }
    const { text } = convert(fromCodex(carry(signed, testKey)), { ...to, key: null });
    expect(text).not.toContain("EqQBCgIYAhIM");
  });

  test("of a Chat client on Claude has it too", () => {
    const details = [
      { type: "reasoning.encrypted", format: carriedFormat, data: carry(signed, testKey) },
    ];
    const messages = [
      { role: "user", content: "go" },
      { role: "assistant", content: "hi", reasoning_content: "hmm", reasoning_details: details },
      { role: "user", content: "on" },
    ];
    const { body } = convert({ messages }, { from: "openai-chat", to: "anthropic-messages" });
    expect(at(body, "messages.1.content.0.signature")).toBe("EqQBCgIYAhIM");
    expect(at(body, "messages.1.content.1.text")).toBe("hi");
  });
});

describe("the next turn of Claude Code", () => {
  test("on Responses has the reasoning item, before what it led to", () => {
    const block = { type: "thinking", thinking: "so", signature: carry(encrypted, testKey) };
    const to = { from: "anthropic-messages", to: "openai-responses" } as const;
    const { body } = convert(request([block, { type: "text", text: "hi" }]), to);
    expect(at(body, "input.1")).toEqual({
      type: "reasoning",
      id: "rs_1",
      summary: [{ type: "summary_text", text: "so" }],
      encrypted_content: "gAAAAAB",
    });
    const alone = convert(request([block]), to);
    expect(alone.text).not.toContain("gAAAAAB");
    expect(alone.lost).toContain("messages[].content[].thinking");
  });

  test("gives Chat the text of what Chat had thought", () => {
    const thought: ThinkingPart = { type: "thinking", text: "kimi's", origin: "openai-chat" };
    const block = { type: "thinking", thinking: "", signature: carry(thought, testKey) };
    const messages = [
      { role: "user", content: "go" },
      { role: "assistant", content: [block, { type: "text", text: "hi" }] },
      { role: "user", content: "on" },
    ];
    const { body, lost } = convert(
      { max_tokens: 9, messages },
      { from: "anthropic-messages", to: "openai-chat", provider: "custom", model: "kimi-k2" },
    );
    expect(at(body, "messages.1.reasoning_content")).toBe("kimi's");
    expect(lost).toEqual([]);
  });
});
