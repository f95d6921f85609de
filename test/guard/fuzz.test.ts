/**
 * Without this: some text among many does not come back as it was, whole, streamed or re-used by
 * the model. A hundred thousand by hand: `bun test/guard/fuzz.ts`.
 */
import { expect, test } from "bun:test";
import { openGuardGateway } from "../support/guard-gateway.ts";
import { dialects } from "../support/planted.ts";
import { runFuzz } from "./fuzz-cases.ts";
import { cutAnywhere, fuzzSource, fuzzText, replyForms } from "./held-out/make-fuzz.ts";
import { makeSets } from "./held-out/make-sets.ts";
import { createChance } from "./held-out/random.ts";

test("texts made by chance come back, and so does what a model makes of their tokens", () => {
  const { tokens, failures } = runFuzz(20_261, 2_000);
  expect(failures).toEqual([]);
  expect(tokens).toBeGreaterThan(2_000);
});

const pairs = dialects.flatMap((from) => dialects.map((to) => [from, to] as const));
const token = /CG_[A-Z]+_[0-9a-z]{14}/g;

test.each(pairs)("on the whole way from %s to %s", async (from, to) => {
  const chance = createChance(7);
  const source = fuzzSource(makeSets(7, 1));
  const gateway = await openGuardGateway(from, to);
  const cut = (text: string) => cutAnywhere(chance, text);
  for (let index = 0; index < 30; index++) {
    // Providers of other dialects get well-formed texts that are not blank.
    const text = `${fuzzText(chance, source, []).toWellFormed()} end.`;
    const whole = await gateway.say({ text, cut: null });
    expect([whole.text, whole.argument]).toEqual([text, text]);
    const streamed = await gateway.say({ text, cut });
    expect([streamed.text, streamed.argument]).toEqual([text, text]);
    const form = chance.pick(replyForms);
    const used = [...new Set(whole.sent.match(token))];
    const reply = () => used.map(form).join("\n");
    if (used.length === 0) continue;
    const answers = [
      await gateway.say({ text, reply, cut: null }),
      await gateway.say({ text, reply, cut }),
    ];
    for (const answer of answers) {
      expect(answer.text).toBe(answer.argument);
      const left = (answer.text.match(token) ?? []).filter((each) => !text.includes(each));
      expect(left).toEqual([]);
    }
    expect(answers[0]?.text).toBe(answers[1]?.text ?? "");
  }
  await gateway.close();
});
