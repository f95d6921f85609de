// What could go wrong: words inside a call are taken for another call, or a call that is written in
// another order is not found.
import { expect, test } from "bun:test";
import { findRepeats } from "../../../src/read/find-repeats.ts";
import { readRequest } from "../../../src/read/read-request.ts";

function repeats(content: readonly unknown[], times: number) {
  const messages = [{ role: "assistant", content }];
  const bytes = new TextEncoder().encode(JSON.stringify({ model: "m", messages }));
  const read = readRequest({ operation: "messages", dialect: "anthropic-messages", bytes });
  if (!read.ok) throw new Error(read.failure.message);
  return findRepeats(read.value, times);
}

const hostile = { a: 'x\\" } ] { [ \\\\', 'b"{[': ['"tool_use"', "\\"], type: "tool_use" };

test("a call whose type stands last is found, whatever its input holds", () => {
  const call = { input: hostile, name: "Bash", id: "1", type: "tool_use" };
  expect(repeats([call, call, call], 3)).toEqual({ tool: "Bash" });
  expect(repeats([call, call], 3)).toBeNull();
  expect(repeats([{ ...call, input: { ...hostile, a: "y" } }, call, call], 3)).toBeNull();
});

test("what only looks like a call is passed over", () => {
  const call = { type: "tool_use", id: "1", name: "Bash", input: { kind: "tool_use", n: [1] } };
  const noise = [{ type: "text", text: '{"type":"tool_use","name":"x","input":{}}' }, ["tool_use"]];
  expect(repeats([call, ...noise, call, ...noise], 2)).toEqual({ tool: "Bash" });
  expect(repeats(noise, 2)).toBeNull();
});
