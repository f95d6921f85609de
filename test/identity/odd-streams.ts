import type { Dialect } from "../../src/base/dialect.ts";
import { anthropicEvents } from "../support/anthropic-events.ts";
import { chatEvents } from "../support/chat-events.ts";
import { responsesEvents } from "../support/responses-events.ts";

/** A stream as some server may write it: legal, and not what a serialiser would choose. */
export interface OddStream {
  readonly name: string;
  readonly dialect: Dialect;
  readonly events: readonly string[];
}

/** Text that breaks careless cutting: characters of several bytes, and escapes. */
const text = [
  "Grüße ",
  "aus 東京",
  " 🗼 \u2028",
  'with "quotes", \\u0041 and \\',
  "\n\n",
  "data: no",
];
const parts = [{ text }, { tool: "read_file", input: { path: "größe.ts", lines: [1, 2] } }];

const usual: Readonly<Record<Dialect, string[]>> = {
  "anthropic-messages": anthropicEvents([{ thinking: "Hm, 東." }, ...parts]),
  "openai-chat": chatEvents(parts),
  "openai-responses": responsesEvents([{ thinking: "Hm, 東." }, ...parts]),
};

type Rewrite = (events: readonly string[], dialect: Dialect) => readonly string[];

const rewrites: Readonly<Record<string, Rewrite>> = {
  "as usual": (events) => events,
  "CR LF line ends": (events) => events.map((event) => event.replaceAll("\n", "\r\n")),
  "no space after the colon": (events) =>
    events.map((event) => event.replaceAll(/^(event|data): /gm, "$1:")),
  comments: (events) => events.flatMap((event) => [": OPENROUTER PROCESSING\n\n", event, ":\n"]),
  "ids and retries": (events) =>
    events.map((event, index) => `id: ${index}\nretry: 3000\n${event}`),
  "the fields in another order": (events) =>
    events.map((event) => event.replace(/^(event: .*\n)(data: .*\n)/, "$2$1")),
  "an event that nobody knows": (events) => [
    ...events.slice(0, 4),
    'event: something.new\ndata: {"type":"something.new","x":1.0}\n\n',
    ...events.slice(4),
  ],
  "white space and numbers as they like": (events) =>
    events.map((event) => event.replaceAll('":', '" : ').replaceAll(/: (\d+)([,}])/g, ": $1.0$2")),
  "escapes that nobody needs": (events) =>
    events.map((event) => event.replaceAll("ü", "\\u00FC").replaceAll("/", "\\/")),
  "half a surrogate pair": (events) => events.map((event) => event.replaceAll("🗼", "\\ud83d")),
  "keys that come twice": (events) =>
    events.map((event) => event.replaceAll("data: {", 'data: {"x":1,"x":2,')),
  "data over several lines": (events) =>
    events.map((event) => event.replaceAll(/^(data: \{)/gm, "$1\ndata: ")),
  "blank lines between events": (events) => events.map((event) => `${event}\n\r\n`),
  "a byte order mark at the start": ([first = "", ...rest]) => [`\uFEFF\n${first}`, ...rest],
  "no blank line at the end": (events) => [...events.slice(0, -1), events.at(-1)?.trimEnd() ?? ""],
  "one line end at the end": (events) => [
    ...events.slice(0, -1),
    `${events.at(-1)?.trimEnd() ?? ""}\n`,
  ],
  "an event of a megabyte": (events) =>
    events.map((event) => event.replaceAll("東京", "東京".repeat(180_000))),
};

/** Only for chat: a stream may lack its terminator there. */
const chatRewrites: Readonly<Record<string, Rewrite>> = {
  "no [DONE]": (events) => events.slice(0, -1),
  "no [DONE] and no blank line at the end": (events) => [
    ...events.slice(0, -2),
    events.at(-2)?.trimEnd() ?? "",
  ],
  "usage beside the last choice": (events) =>
    events
      .slice(0, -2)
      .concat("data: [DONE]\n\n")
      .map((event) =>
        event.replace(/"finish_reason":"tool_calls"\}\],"usage":null/, (found) =>
          found.replace("null", '{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}'),
        ),
      ),
  "an empty chunk at the start": (events) => [
    'data: {"choices":[],"prompt_filter_results":[{"prompt_index":0}],"usage":null}\n\n',
    ...events,
  ],
};

export const oddStreams: readonly OddStream[] = Object.entries(usual).flatMap(([key, events]) => {
  const dialect = key as Dialect;
  const own = dialect === "openai-chat" ? { ...rewrites, ...chatRewrites } : rewrites;
  return Object.entries(own).map(([name, rewrite]) => ({
    name: `${dialect}, ${name}`,
    dialect,
    events: rewrite(events, dialect),
  }));
});
