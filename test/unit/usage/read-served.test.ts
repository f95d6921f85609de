// What could go wrong: the ledger names the wrong model, loses a paid tool call, or counts one twice.
import { expect, test } from "bun:test";
import {
  addCall,
  emptyEnvelope,
  mergeEnvelopes,
  readEnvelope,
  readServed,
  serverToolOf,
} from "../../../src/usage/read-served.ts";

test("who served stands in the answer, or in what an event wraps", () => {
  const said = { ...emptyEnvelope, model: "m" };
  expect(readEnvelope({ model: "m" })).toEqual(said);
  expect(readEnvelope({ message: { model: "m" } })).toEqual(said);
  expect(readEnvelope({ response: { model: "m", service_tier: "flex" } }).serviceTier).toBe("flex");
  expect(readEnvelope({ model: 7, service_tier: "" })).toEqual(emptyEnvelope);
  expect(readEnvelope("no object")).toEqual(emptyEnvelope);
  expect(readEnvelope({ model: "x".repeat(300) })).toEqual(emptyEnvelope);
  expect(mergeEnvelopes({ ...emptyEnvelope, model: "m" }, emptyEnvelope).model).toBe("m");
});

function cacheReason(diagnostics: unknown): string | null {
  return readEnvelope({ message: { diagnostics } }).cacheMissReason;
}

test("what a provider says of its cache is read and never guessed", () => {
  expect(cacheReason({ cache_miss_reason: { type: "tools_changed" } })).toBe("tools_changed");
  expect(cacheReason({ cache_miss_reason: null })).toBeNull();
  expect(cacheReason(null)).toBeNull();
});

test("only calls that cost money count", () => {
  const search = { type: "web_search_call" };
  expect(serverToolOf(search)).toBe("web_search");
  expect(serverToolOf({ ...search, action: { type: "search" } })).toBe("web_search");
  expect(serverToolOf({ ...search, action: { type: "open_page" } })).toBeNull();
  expect(serverToolOf({ type: "function_call" })).toBeNull();
  expect(serverToolOf({ type: "local_shell_call" })).toBeNull();
  expect(serverToolOf(null)).toBeNull();
  expect(addCall(addCall({}, "web_search"), "web_search")).toEqual({ web_search: 2 });
});

function served(...usages: readonly unknown[]) {
  const envelope = { ...emptyEnvelope, model: "claude-opus-4-8" };
  return readServed({ dialect: "anthropic-messages", envelope, usages, calls: {} });
}

test("the newest usage that says something wins", () => {
  const start = { service_tier: "standard", inference_geo: "us", speed: "fast" };
  const facts = served(start, { server_tool_use: { web_search_requests: 2, odd: 1 } });
  expect(facts).toMatchObject({ serviceTier: "standard", region: "us", speed: "fast" });
  expect(facts.serverTools).toEqual({ web_search: 2 });
  expect(served({ server_tool_use: { web_search_requests: 0 } }).serverTools).toEqual({});
});

test("steps of other models are kept apart, those of the same one are in the counts", () => {
  const step = { input_tokens: 5, output_tokens: 1 };
  const { others } = served({
    iterations: [
      { ...step, type: "message" },
      { ...step, type: "fallback_message", model: "claude-opus-4-8" },
      { ...step, type: "advisor_message", model: "claude-fable-5" },
      { type: "advisor_message", model: "says-no-counts" },
      null,
    ],
  });
  expect(others.map(({ model, usage }) => [model, usage.input])).toEqual([["claude-fable-5", 5]]);
});

test("a bill in dollars is a number, and unknown while a part of it is", () => {
  expect(served({ cost: 0.1 }).reportedUsd).toBe(0.1);
  expect(served({ cost: "0.1" }).reportedUsd).toBeNull();
  expect(served({ cost: -1 }).reportedUsd).toBeNull();
  expect(served({ cost: 0.1, is_byok: true }).reportedUsd).toBeNull();
});
