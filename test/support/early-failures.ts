/** Ways in which a provider fails before it has said anything, and what follows. */
import { errorBody, errorEvent } from "./errors.ts";
import { bytes, json, sse, type Reply } from "./reply.ts";
import type { Speech } from "./speeches.ts";

export const words = "Fine, thanks.";
export const error = { type: "some_error", message: "The provider's own words" };

export interface Failure {
  readonly what: string;
  reply(speech: Speech): Reply;
  readonly outcome: string;
  /** What the client gets when nobody else can serve. */
  readonly status: number;
  /** The provider's own bytes, where the client gets to see them. */
  words?(speech: Speech): string;
  /** Requests that the failing account gets; 1 unless given. */
  readonly calls?: number;
  /** Requests that it gets when nobody else is there: where only waiting can help, one more. */
  readonly callsAlone?: number;
  /** An overload is nobody's fault: the account is not marked. */
  readonly isOverload?: boolean;
}

function ownWords({ dialect }: Speech): string {
  return JSON.stringify(errorBody(dialect, error));
}

function refusal(status: number, outcome: string): Failure {
  const reply = (speech: Speech) => json(status, ownWords(speech));
  const isOverload = outcome === "overloaded";
  const callsAlone = isOverload || outcome === "throttle" ? 2 : 1;
  return {
    what: `status ${status}`,
    reply,
    outcome,
    status,
    words: ownWords,
    callsAlone,
    isOverload,
  };
}

const page = "<!doctype html><html><body>Bad gateway</body></html>";
const htmlHeaders = { "content-type": "text/html" };

export const failures: readonly Failure[] = [
  refusal(401, "credential"),
  refusal(402, "credential"),
  refusal(403, "credential"),
  refusal(429, "throttle"),
  refusal(500, "server"),
  refusal(502, "server"),
  refusal(503, "overloaded"),
  refusal(529, "overloaded"),
  {
    what: "a web page with status 502",
    reply: () => bytes(page, { status: 502, headers: htmlHeaders }),
    outcome: "server",
    status: 502,
  },
  {
    what: "an error as the first event",
    reply: ({ dialect }) => sse([errorEvent(dialect, error)]),
    outcome: "server",
    status: 200,
    words: ({ dialect }) => errorEvent(dialect, error),
  },
  {
    what: "an error after the announcements",
    reply: ({ dialect, text }) => sse([...text(words).slice(0, 1), errorEvent(dialect, error)]),
    outcome: "server",
    status: 200,
    words: ({ dialect, text }) => text(words).slice(0, 1) + errorEvent(dialect, error),
  },
  {
    what: "a stream without events",
    reply: () => sse([]),
    outcome: "empty",
    status: 502,
  },
  {
    what: "a stream that ends before its content",
    reply: ({ text }) => sse(text(words).slice(0, 1)),
    outcome: "empty",
    status: 502,
  },
  {
    what: "a stream that breaks before its content",
    reply: ({ text }) => ({
      ...sse([]),
      steps: [...text(words).slice(0, 1), { waitMs: 20 }, "reset"],
    }),
    outcome: "cut",
    status: 502,
  },
  {
    what: "an empty 200",
    reply: () => json(200, ""),
    outcome: "empty",
    status: 502,
  },
  {
    what: "a web page with status 200",
    reply: () => bytes(page, { headers: htmlHeaders }),
    outcome: "not JSON",
    status: 502,
  },
  {
    what: "an error object with status 200",
    reply: (speech) => json(200, ownWords(speech)),
    outcome: "server",
    status: 500,
    words: ownWords,
  },
  {
    what: "a FIN before the headers",
    reply: () => ({ steps: ["close-before-headers"] }),
    outcome: "connection",
    status: 502,
    calls: 2,
  },
  {
    what: "a reset before the headers",
    reply: () => ({ before: ["reset"], steps: [] }),
    outcome: "connection",
    status: 502,
    calls: 2,
  },
  {
    what: "a reset after the headers",
    reply: () => ({ ...sse([]), steps: [{ waitMs: 20 }, "reset"] }),
    outcome: "cut",
    status: 502,
  },
  {
    what: "a whole answer that breaks off",
    reply: () => ({ ...json(200, ""), steps: ['{"id":', { waitMs: 20 }, "end-early"] }),
    outcome: "cut",
    status: 502,
  },
];

/** Told by a clock, so that these cases run alone. */
export const silences: readonly Failure[] = [
  {
    what: "silence before the headers",
    reply: () => ({ before: ["stall"], steps: [] }),
    outcome: "timeout",
    status: 504,
  },
  {
    what: "silence before the first content",
    reply: ({ text }) => ({ ...sse([]), steps: [...text(words).slice(0, 1), "stall"] }),
    outcome: "timeout",
    status: 504,
  },
  {
    what: "silence in the middle of a whole answer",
    reply: () => ({ ...json(200, ""), steps: ['{"id":', "stall", "1}"] }),
    outcome: "timeout",
    status: 504,
  },
];
