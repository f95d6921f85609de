// What could go wrong: a provider sends well-formed JSON of another shape than expected (null, lists,
// numbers in place of objects), and the conversion throws in the middle of a client's stream.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Dialect } from "../../../src/base/dialect.ts";
import { convertAnswer } from "../../../src/convert/convert-answer.ts";
import { convertError } from "../../../src/convert/convert-error.ts";
import { convertStream } from "../../../src/convert/convert-stream.ts";
import { anthropicEvents } from "../../support/anthropic-events.ts";
import { answerHooks, plainCrossing } from "../../support/answer-hooks.ts";
import { chatEvents } from "../../support/chat-events.ts";
import type { Part } from "../../support/parts.ts";
import { responsesEvents } from "../../support/responses-events.ts";
import { expectLawful } from "../../support/stream-laws.ts";

const dialects: readonly Dialect[] = ["anthropic-messages", "openai-chat", "openai-responses"];

const parts: readonly Part[] = [
  { thinking: "hm, so", signature: "S" },
  { text: "some words" },
  { tool: "read_file", input: { path: "a.ts" } },
];
const streams: Readonly<Record<Dialect, readonly string[]>> = {
  "anthropic-messages": anthropicEvents(parts),
  "openai-chat": chatEvents(parts),
  "openai-responses": responsesEvents(parts),
};

/** Values of the wrong type, and of the right type in the wrong place. */
const wrong = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  0.5,
  7,
  "",
  "x",
  [],
  [null],
  [[]],
  ["x"],
  {},
  { type: 7 },
  { type: "text", text: null },
  [{ type: "tool_use", input: [1] }],
  { error: null },
);

/** The JSON with the value at one of its places replaced, removed or doubled. */
function damaged(value: unknown, choices: fc.GeneratorValue): unknown {
  if (typeof value !== "object" || value === null) return choices(() => wrong);
  const names = Object.keys(value);
  const name = choices(() => fc.constantFrom("", ...names));
  if (name === "") return choices(() => wrong);
  const copy: Record<string, unknown> = { ...value };
  const action = choices(() => fc.constantFrom("deeper", "deeper", "replace", "remove"));
  if (action === "remove") delete copy[name];
  else copy[name] = action === "replace" ? choices(() => wrong) : damaged(copy[name], choices);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

function damageEvents(events: readonly string[], choices: fc.GeneratorValue): string {
  return events
    .map((event) => {
      const start = event.indexOf("{");
      if (start === -1 || choices(() => fc.integer({ min: 0, max: 3 })) > 0) return event;
      const json = damaged(JSON.parse(event.slice(start)), choices);
      return `${event.slice(0, start)}${JSON.stringify(json)}\n\n`;
    })
    .join("");
}

for (const to of dialects) {
  const others = dialects.filter((from) => from !== to);

  describe(`from ${to}`, () => {
    test("a stream of damaged events stays lawful for every client", () => {
      fc.assert(
        fc.property(fc.gen(), (choices) => {
          const stream = Buffer.from(damageEvents(streams[to], choices));
          for (const from of others) {
            const conversion = convertStream(plainCrossing({ from, to }), answerHooks());
            const told = [conversion.feed(stream), conversion.end()].filter(
              (part) => part !== null,
            );
            const end = expectLawful(from, Buffer.concat(told));
            expect(end).toBe(conversion.seen().state === "whole" ? "whole" : "error");
          }
        }),
        { numRuns: 300 },
      );
    });

    test("damaged JSON as a whole answer or an error gives one or the other", () => {
      fc.assert(
        fc.property(fc.gen(), fc.jsonValue(), (choices, any) => {
          const events = streams[to].filter((event) => event.includes("{"));
          const one = events[choices(() => fc.nat({ max: events.length - 1 }))] ?? "{}";
          const json = damaged(JSON.parse(one.slice(one.indexOf("{"))), choices);
          for (const body of [
            json,
            { content: json },
            { choices: [json] },
            { output: [json] },
            any,
          ]) {
            const bytes = Buffer.from(JSON.stringify(body) ?? "");
            for (const from of others) {
              const crossing = plainCrossing({ from, to });
              const answer = convertAnswer(bytes, crossing, answerHooks());
              if (answer.ok) JSON.parse(Buffer.from(answer.value.bytes).toString());
              const error = convertError(
                { status: 400, headers: new Headers(), bytes },
                crossing,
                0,
              );
              expect(JSON.parse(Buffer.from(error.bytes).toString()).error.message).toBeString();
            }
          }
        }),
        { numRuns: 200 },
      );
    });
  });
}
