/** The points of an exchange at which a client leaves. */
import { errorEvent } from "./errors.ts";
import { sse, type Reply } from "./reply.ts";
import type { Speech } from "./speeches.ts";

export const words = "Once upon a time there was a small gateway.";
const call = ["read_file", { path: "src/index.ts" }] as const;

export interface Point {
  readonly when: string;
  readonly stream: boolean;
  reply(speech: Speech): Reply;
  /** True once the client has read so much that it leaves. */
  isReached(text: string): boolean;
  readonly outcome: "client left" | "error in stream" | "success";
}

/** The first events; then the provider says no more. */
export function cut(events: readonly string[], keep: number): Reply {
  const reply = sse(events.slice(0, keep));
  return { ...reply, steps: [...reply.steps, "stall"] };
}

/** The place of the first event that holds a text; everything before it stays. */
export function upTo(events: readonly string[], text: string): number {
  return events.findIndex((event) => event.includes(text)) + 1;
}

/** Nothing that the client reads makes it leave. */
export const never = () => false;

export const points: readonly Point[] = [
  {
    when: "before the provider's headers",
    stream: true,
    reply: () => ({ before: ["stall"], steps: [] }),
    isReached: never,
    outcome: "client left",
  },
  {
    when: "after the headers, before the first content",
    stream: true,
    reply: ({ text }) => cut(text(words), 1),
    isReached: never,
    outcome: "client left",
  },
  {
    when: "in mid-text",
    stream: true,
    reply: ({ text }) => cut(text(words), upTo(text(words), " small")),
    isReached: (text) => text.includes(" small"),
    outcome: "client left",
  },
  {
    when: "in mid-tool-call",
    stream: true,
    reply: ({ tool }) => cut(tool(call), upTo(tool(call), '{\\"path')),
    isReached: (text) => text.includes('{\\"path'),
    outcome: "client left",
  },
  {
    when: "after the terminator, before the provider closes",
    stream: true,
    reply: ({ text }) => cut(text(words), Number.POSITIVE_INFINITY),
    isReached: (text) => /message_stop|\[DONE\]|response\.completed/.test(text),
    outcome: "success",
  },
  {
    when: "as soon as it hears the provider's error",
    stream: true,
    reply: ({ text, dialect }) => {
      const error = errorEvent(dialect, { type: "overloaded_error", message: "Overloaded" });
      return cut([...text(words).slice(0, -3), error], Number.POSITIVE_INFINITY);
    },
    isReached: (text) => text.includes("Overloaded"),
    outcome: "error in stream",
  },
  {
    when: "before the headers of a whole answer",
    stream: false,
    reply: () => ({ before: ["stall"], steps: [] }),
    isReached: never,
    outcome: "client left",
  },
  {
    when: "in the middle of a whole answer",
    stream: false,
    reply: ({ whole }) => {
      const text = JSON.stringify(whole([{ text: words }]));
      const headers = { "content-type": "application/json" };
      return { headers, framing: "length", steps: [text.slice(0, 40), "stall", text.slice(40)] };
    },
    isReached: never,
    outcome: "client left",
  },
];
