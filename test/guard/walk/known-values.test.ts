/** Without this: a value that was found by its context goes out where it stands without it. */
import { describe, expect, test } from "bun:test";
import { createKnownValues } from "../../../src/guard/walk/known-values.ts";
import { createMaskMemory, type MaskScope } from "../../../src/guard/walk/mask-memory.ts";
import { maskRequest } from "../../../src/guard/walk/mask-request.ts";
import { conversation, makeGuard, makeMemory, tokenFor } from "../../support/guard-walk.ts";

const about = { detector: "password", label: "PASSWORD", action: "mask", reason: "r" } as const;

function knowing(...values: readonly string[]) {
  const known = createKnownValues();
  for (const value of values) known.add(value, tokenFor(value), about);
  return known;
}

const foundIn = (text: string, ...values: readonly string[]) =>
  knowing(...values)
    .find(text, [])
    .map(({ start, end }) => text.slice(start, end));

describe("known values in a text", () => {
  test.each([
    ["hunter2 hunter2, (hunter2) \\nhunter2", 4],
    ["ahunter2 hunter2a hunter22 éhunter2 _hunter2", 0],
    ["日hunter2日 \nhunter2\n'hunter2'", 3],
    ["", 0],
  ])("%p holds it %d times", (text, count) => {
    expect(foundIn(text, "hunter2")).toHaveLength(count);
  });

  test("the longest one counts, and signs at its ends need no word around", () => {
    expect(foundIn("hunter2 x", "hunter2", "hunter2 x")).toEqual(["hunter2 x"]);
    expect(foundIn("a+46 70 123.b", "+46 70 123.")).toEqual(["+46 70 123."]);
  });

  test("what is taken already stays so", () => {
    const taken = [{ start: 4, end: 12 }];
    const places = knowing("hunter2").find("x y hunter2z hunter2", taken);
    expect(places.map(({ start }) => start)).toEqual([13]);
  });

  test("too short and too long ones are left to their detectors", () => {
    const long = "a".repeat(300);
    expect(foundIn(`1234 ${long}`, "1234", long)).toEqual([]);
  });

  test("hostile sets and texts take linear time", () => {
    const known = knowing(...Array.from({ length: 250 }, (_, index) => `user${"x".repeat(index)}`));
    const text = "user ".repeat(200_000);
    const start = performance.now();
    known.find(text, []);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

/** Finds a word after `password: ` only. */
const contextual = { pattern: /(?<=password: )\w+/g };

function send(scope: MaskScope, fields: object) {
  const bytes = Buffer.from(JSON.stringify(fields));
  const { masker } = makeGuard(contextual);
  const result = maskRequest({ bytes, dialect: "anthropic-messages", masker, scope });
  return Buffer.from(result.bytes).toString();
}

const say = (role: string, content: unknown) => ({ role, content });

describe("in a conversation", () => {
  const first = say("user", "my password: hunter2");
  const answer = [
    { type: "text", text: "hunter2 is weak" },
    { type: "tool_use", id: "hunter2", input: { note: ["hunter2"], hunter2: 1 } },
    { type: "thinking", thinking: "hunter2", signature: "s" },
  ];
  const token = tokenFor("hunter2");

  test("what the model's answer repeats is masked again, everywhere but in thinking", () => {
    const masked = send(makeMemory().open(conversation("a")), {
      messages: [first, say("assistant", answer)],
    });
    expect(masked.split(token)).toHaveLength(5);
    expect(masked.split("hunter2")).toHaveLength(3);
  });

  test("an old turn keeps its bytes when a later one gives a value away", () => {
    const scope = makeMemory().open(conversation("a"));
    const early = say("user", "try hunter2");
    const before = send(scope, { messages: [early] });
    const system = "hunter2 is a movie";
    for (const place of [scope, makeMemory().open(conversation("restarted"))]) {
      const after = send(place, { messages: [early, first], system });
      expect(after.startsWith(before.slice(0, -2))).toBe(true);
      expect(after).toContain(system);
    }
  });

  test("conversations that share a scope do not share what they know", () => {
    const memory = createMaskMemory({ budgetBytes: 1e6, scopeBytes: 1e6, seeds: [1n, 2n] });
    const scope = memory.open({ tenant: "", conversation: null, rulesVersion: "1" });
    const repeated = say("user", "hunter2 again");
    expect(send(scope, { messages: [repeated] })).toContain("hunter2 again");
    expect(send(scope, { messages: [first, repeated] })).toContain(`${token} again`);
    expect(send(scope, { messages: [repeated] })).toContain("hunter2 again");
  });
});
