/** Without this: tokens reach the client in streams, or a stream is changed that holds none. */
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { parseRemoteTools } from "../../../src/guard/restore/remote-tools.ts";
import { createStreamRestorer } from "../../../src/guard/restore/restore-stream.ts";
import { anthropicEvents } from "../../support/anthropic-events.ts";
import { chatEvents } from "../../support/chat-events.ts";
import { restorerOf, tokenFor } from "../../support/guard-walk.ts";
import { eventsOf, restoreChunks, textsOf } from "../../support/guard-streams.ts";
import type { Part } from "../../support/parts.ts";
import { responsesEvents } from "../../support/responses-events.ts";

const original = 'a "quoted"\n\\ back\\slash 😀é';
const token = tokenFor(original);
const tools = {
  restorer: restorerOf(new Map([[token, original]])),
  isRemoteTool: parseRemoteTools("remote_*"),
};
const builders = {
  "anthropic-messages": anthropicEvents,
  "openai-chat": chatEvents,
  "openai-responses": responsesEvents,
} as const;
const dialects = Object.keys(builders) as Dialect[];

function run(dialect: Dialect, events: readonly string[]): Uint8Array {
  return restoreChunks(
    dialect,
    events.map((event) => Buffer.from(event)),
    tools,
  );
}

/** A text in pieces of one character. */
const pieces = (text: string): string[] => [...text];

const partsWith = (value: string, cut: (text: string) => string[]): Part[] => [
  { thinking: cut(`about ${token}`), signature: token },
  { text: cut(`x ${value}${value}, CG_MARK_00000000000000 y`) },
  { tool: "write", input: cut(JSON.stringify({ path: value, [value]: [value], n: 1 })) },
  { tool: "remote_search", input: cut(JSON.stringify({ query: token })) },
];

// Where events are counted, those that were added are counted too.
const lastOf = (bytes: Uint8Array) =>
  JSON.stringify(eventsOf(bytes).at(-1)).replace(/"sequence_number":\d+/, "");

describe.each(dialects)("%s", (dialect) => {
  const build = builders[dialect];

  test("texts and tool inputs are restored, thinking and remote tools are not", () => {
    const expected = textsOf(
      dialect,
      Buffer.from(build(partsWith(original, (text) => [text])).join("")),
    );
    for (const cut of [
      pieces,
      (text: string) => [text],
      (text: string) => text.match(/.{1,9}/gsu) ?? [],
    ]) {
      expect(textsOf(dialect, run(dialect, build(partsWith(token, cut))))).toEqual(expected);
    }
  });

  test("what could be the beginning of a token is held, and nothing else", () => {
    const restorer = createStreamRestorer(dialect, tools);
    const events = build([
      { text: ["see C", "G_MARK_0", "0", " and ", token.slice(0, 9), token.slice(9), "."] },
    ]);
    const seen: string[] = [];
    let output = Buffer.alloc(0);
    for (const event of events) {
      output = Buffer.concat([output, restorer.feed(Buffer.from(event))]);
      const text = Object.values(textsOf(dialect, output))[0] ?? "";
      if (text !== (seen.at(-1) ?? "")) seen.push(text);
    }
    const unknown = "see CG_MARK_00 and ";
    expect(seen).toEqual(["see ", unknown, `${unknown}${original}`, `${unknown}${original}.`]);
  });

  test.each(["C", "see CG_", `${token.slice(0, -1)}`, "G CG_MARK_ CG"])(
    "a text that ends in %p arrives whole, before its end",
    (text) => {
      const events = build([{ text: [text] }, { tool: "write", input: [`{"a":"${text}`] }]);
      const output = run(dialect, events);
      expect(textsOf(dialect, output)).toEqual(textsOf(dialect, Buffer.from(events.join(""))));
      expect(lastOf(output)).toEqual(lastOf(Buffer.from(events.join(""))));
    },
  );

  test("a stream that breaks off loses nothing that was held", () => {
    const events = build([{ text: ["see C"] }]);
    const cut = events.slice(0, events.findIndex((event) => event.includes("see C")) + 1);
    expect(Object.values(textsOf(dialect, run(dialect, cut)))).toContain("see C");
  });
});

describe.each(dialects)("%s: what is no text", (dialect) => {
  const build = builders[dialect];

  test("whole events without a token pass as the very same array", () => {
    const restorer = createStreamRestorer(dialect, tools);
    for (const event of build([{ text: "Hello there, ABCs." }, { thinking: "hm" }])) {
      const bytes = Buffer.from(event);
      expect(restorer.feed(bytes)).toBe(bytes);
    }
    const comment = Buffer.from(": CG_MARK_ keep-alive\r\n\r\n");
    expect(Buffer.from(restorer.feed(comment))).toEqual(comment);
    expect(restorer.end()).toHaveLength(0);
  });

  test("where a stream breaks off in a token, its beginning is left out", () => {
    const error = 'event: error\ndata: {"type":"error","error":{"message":"broke off"}}\n\n';
    const textAfter = (text: string): string => {
      const events = build([{ text: [text] }]);
      const begun = events.slice(0, events.findIndex((event) => event.includes("see ")) + 1);
      return Object.values(textsOf(dialect, run(dialect, [...begun, error]))).join("");
    };
    expect(textAfter(`see ${token.slice(0, -3)}`)).toBe("see ");
    expect(textAfter(`see ${token}`)).toBe(`see ${original}`);
    expect(textAfter("see C")).toBe("see C");
  });

  test("errors are restored, and come after what was held", () => {
    const error =
      dialect === "openai-chat"
        ? `data: {"error":{"message":"bad ${token}"}}\n\n`
        : `event: error\ndata: {"type":"error","error":{"message":"bad ${token}"}}\n\n`;
    const events = [...build([{ text: ["see C"] }]).slice(0, -3), error];
    const output = eventsOf(run(dialect, events));
    expect(output.at(-1)).toMatchObject({ error: { message: `bad ${original}` } });
    expect(JSON.stringify(output.slice(0, -1))).toMatch(/"see ".*"C"/);
  });

  test("data over several lines, either line end, and no event names", () => {
    const events = build([{ text: [token, "!"] }]).map((event) => {
      const data = /^data: (.*)$/m.exec(event)?.[1] ?? "";
      if (!data.startsWith("{")) return `data: ${data}\r\n\r\n`;
      const lines = JSON.stringify(JSON.parse(data), null, 1).split("\n");
      return `${lines.map((line) => `data: ${line}\r\n`).join("")}\r\n`;
    });
    const output = Buffer.from(run(dialect, events)).toString();
    expect(output).toContain(JSON.stringify(original).slice(1, -1));
    expect(output).not.toContain(token);
  });
});
