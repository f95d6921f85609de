// What could go wrong: a provider that says nothing, or nothing of substance, keeps the client
// waiting although somebody else could serve.
import { testFailures, words, type Failure } from "../../support/failures.ts";
import type { Does } from "../../support/fleet.ts";
import { json, sse, type Reply, type Step } from "../../support/reply.ts";

/** Milliseconds; long enough for a healthy account on a busy machine. */
const deadlineMs = 500;

function silent(what: string, stage: string, does: Does, only?: Failure["only"]): Failure {
  return {
    what,
    does,
    outcome: "timeout",
    status: null,
    account: "error 1",
    rest: "account (?:15|16)",
    alone: 504,
    says: `sent no ${stage} in time`,
    ...(only === undefined ? {} : { only }),
  };
}

/** Signs of life without any substance, for longer than the deadline. */
function drip(event: string): Step[] {
  return Array.from({ length: 20 }, () => [event, { waitMs: 100 }]).flat();
}

const stream = (...steps: Step[]): Reply => ({ ...sse([]), steps });

testFailures(
  [
    silent("nothing at all", "headers", () => ({ before: ["stall"], steps: [] })),
    silent("half the headers", "headers", () => ({
      before: [{ raw: "HTTP/1.1 200 OK\r\nContent-Type: text/event-" }, "stall"],
      steps: [],
    })),
    silent("headers and no event", "first content", () => stream("stall"), "stream"),
    silent(
      "an opening and no content",
      "first content",
      ({ speech }) => stream(...speech.text(words).slice(0, 1), "stall"),
      "stream",
    ),
    silent(
      "half of the first event",
      "first content",
      ({ speech }) => stream(speech.text(words).join("").slice(0, 30), "stall"),
      "stream",
    ),
    silent("comments for ever", "first content", () => stream(...drip(": hi\n\n")), "stream"),
    silent(
      "keep-alives for ever",
      "first content",
      ({ speech }) => stream(...drip(speech.ping)),
      "stream",
    ),
    silent(
      "half a whole answer",
      "answer",
      () => ({ ...json(200, ""), steps: ['{"id":', "stall", "1}"] }),
      "whole",
    ),
    silent("half an error", "answer", () => ({
      ...json(500, ""),
      steps: ['{"error":', "stall", "1}"],
    })),
  ],
  {
    headersTimeoutMs: deadlineMs,
    firstContentTimeoutMs: deadlineMs,
    idleTimeoutMs: deadlineMs,
  },
);
