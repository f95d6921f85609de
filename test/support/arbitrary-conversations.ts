/** Conversations as clients of Messages write them, in every combination that is allowed there. */
import * as fc from "fast-check";
import type { Body } from "./convert.ts";

/** Blank texts are left out on the way to Anthropic; other tests look at that. */
const words = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.constantFrom("日本語 👩‍👩‍👧‍👦", '"quotes" \\ and \u2028', "<system>", "Error: x", "{}"),
  )
  .filter((text) => text.trim() !== "");
const image = fc
  .constantFrom("AAAA", "BBBB")
  .map((data) => ({ type: "image", source: { type: "base64", media_type: "image/png", data } }));
const textBlock = words.map((text) => ({ type: "text", text }));
const inputs = fc.dictionary(
  fc
    .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 6 })
    .filter((key) => !/^\d|^__/.test(key)),
  fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.integer())),
  { maxKeys: 3 },
);
const names = fc.constantFrom("read", "write", `mcp__${"long_".repeat(14)}name`);

interface Step {
  readonly thinks: boolean;
  readonly said: readonly object[];
  readonly calls: readonly { readonly name: string; readonly input: Body }[];
  readonly results: readonly (string | readonly object[])[];
  readonly asked: readonly object[];
  readonly note: string | null;
  readonly isReversed: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  thinks: fc.boolean(),
  said: fc.array(textBlock, { maxLength: 2 }),
  calls: fc.array(fc.record({ name: names, input: inputs }), { maxLength: 3 }),
  results: fc.array(fc.oneof(words, fc.array(textBlock, { minLength: 1, maxLength: 2 })), {
    minLength: 3,
    maxLength: 3,
  }),
  asked: fc.array(fc.oneof(textBlock, image), { maxLength: 3 }),
  note: fc.option(words),
  isReversed: fc.boolean(),
});

function writeStep(each: Step, turn: number): readonly Body[] {
  const idOf = (index: number): string => `toolu_${turn}_${index}`;
  const thinking = { type: "thinking", thinking: "hmm", signature: "c2ln" };
  const calls = each.calls.map((call, index) => ({ type: "tool_use", id: idOf(index), ...call }));
  const results = calls.map(({ id }, index) => ({
    type: "tool_result",
    tool_use_id: id,
    content: each.results[index],
  }));
  const isEmpty = each.said.length + calls.length === 0;
  const answer = [...(each.thinks ? [thinking] : []), ...each.said, ...calls];
  const user = [...(each.isReversed ? results.toReversed() : results), ...each.asked];
  const note = each.note === null ? [] : [{ role: "system", content: each.note }];
  return [
    {
      role: "assistant",
      content: [...answer, ...(isEmpty ? [{ type: "text", text: "ok" }] : [])],
    },
    { role: "user", content: [...user, { type: "text", text: `turn ${turn}` }] },
    ...note,
  ];
}

export function anthropicConversations(): fc.Arbitrary<Body> {
  return fc.tuple(words, fc.array(step, { maxLength: 4 })).map(([opening, steps]) => ({
    max_tokens: 999,
    system: "Be brief",
    tools: ["read", "write"].map((name) => ({
      name,
      input_schema: { type: "object", properties: {} },
    })),
    messages: [{ role: "user", content: `go: ${opening}` }, ...steps.flatMap(writeStep)],
  }));
}
