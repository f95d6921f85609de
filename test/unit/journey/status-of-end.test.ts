// What could go wrong: the dashboard lists streams that failed as successes, or people who pressed
// Escape as failures.
import { expect, test } from "bun:test";
import { statusOfEnd } from "../../../src/journey/status-of-end.ts";
import type { StreamOutcome } from "../../../src/relay/relay-stream.ts";
import { watchStream } from "../../../src/stream/watch-stream.ts";

const outcomes: [outcome: StreamOutcome, status: number | undefined][] = [
  ["success", undefined],
  ["client left", undefined],
  ["cut", 502],
  ["too large", 502],
  ["stalled", 504],
  ["stopped", 503],
];

test.each(outcomes)("%s is %p", (outcome, status) => {
  const facts = watchStream("openai-chat").seen;
  expect(statusOfEnd({ outcome, facts, message: null }).status).toBe(status);
});

const errors: [type: string, status: number][] = [
  ["overloaded_error", 529],
  ["rate_limit_error", 429],
  ["invalid_request_error", 400],
  ["an error that nobody knows", 500],
];

test.each(errors)("%s in a stream is %d", (type, status) => {
  const watcher = watchStream("openai-chat");
  watcher.feed(Buffer.from(`data: {"error":{"type":"${type}","message":"No."}}\n\n`));
  const end = { outcome: "error in stream", facts: watcher.seen, message: "No." } as const;
  expect(statusOfEnd(end).status).toBe(status);
});
