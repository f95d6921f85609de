// What could go wrong: a success that is none reaches the client as an answer, is written down as
// one, or keeps the account first in line.
import { errorBody, errorEvent, type ProviderError } from "../../support/errors.ts";
import { serve, testFailures, words, type Failure } from "../../support/failures.ts";
import type { Call } from "../../support/fleet.ts";
import { bytes, json, sse, type Reply, type Step } from "../../support/reply.ts";
import type { Speech } from "../../support/speeches.ts";

const error = (type: string): ProviderError => ({ type, message: "The provider's own words" });

/** What a stream says before its first content: message_start, a role, response.created. */
function opening({ text }: Speech): string[] {
  return text(words).slice(0, 1);
}

/** Also the announcement of the first block or item, with nothing in it yet. */
function announced({ dialect, text }: Speech): string[] {
  const counts = { "anthropic-messages": 3, "openai-chat": 1, "openai-responses": 4 };
  return text(words).slice(0, counts[dialect]);
}

const account = { account: "error 1", rest: "account 15" } as const;

/** No usable success: the gateway says so itself when nobody else can serve. */
function broken(what: string, outcome: string, does: (call: Call) => Reply): Failure {
  return { ...account, what, does, outcome, status: null, alone: 502, says: 'ccount "case' };
}

const streams = (
  [
    broken("a stream without events", "empty", () => sse([])),
    broken("a stream of comments", "empty", () => sse([": hi\n\n", ": there\n\n"])),
    broken("only the opening", "empty", ({ speech }) => sse(opening(speech))),
    broken("the opening and the end", "empty", ({ speech }) =>
      sse(
        [...opening(speech), ...speech.text(words).slice(-1)].filter(
          (event) => !event.includes("response.completed"),
        ),
      ),
    ),
    broken("announcements without content", "empty", ({ speech }) => sse(announced(speech))),
    broken("half an event", "empty", ({ speech }) => sse([opening(speech).join("").slice(0, 40)])),
    broken("a web page sent as a stream", "empty", () => sse(["<html>\n\n", "</html>\n\n"])),
    {
      ...broken("only [DONE]", "empty", () => sse(["data: [DONE]\n\n"])),
      dialects: ["openai-chat"],
    },
    {
      ...broken("only a ping", "empty", () => sse(['event: ping\ndata: {"type":"ping"}\n\n'])),
      dialects: ["anthropic-messages"],
    },
  ] satisfies Failure[]
).map((each): Failure => ({ ...each, only: "stream" }));

interface ErrorType {
  readonly type: string;
  /** The status that a refusal for it has. */
  readonly status: number;
  readonly outcome: string;
  readonly account: Failure["account"];
  readonly rest: string | null;
  readonly attemptsAlone?: number;
  readonly hops?: boolean;
}

const errorTypes: readonly ErrorType[] = [
  {
    type: "overloaded_error",
    status: 529,
    outcome: "overloaded",
    account: "unknown 0",
    rest: "provider 2",
    attemptsAlone: 2,
  },
  {
    type: "rate_limit_error",
    status: 429,
    outcome: "throttle",
    account: "rate_limited 1",
    rest: "account 2",
    attemptsAlone: 2,
  },
  { type: "api_error", status: 500, outcome: "server", ...account },
  { type: "timeout_error", status: 504, outcome: "server", ...account },
  {
    type: "authentication_error",
    status: 401,
    outcome: "credential",
    account: "expired 1",
    rest: "account 15",
  },
  { type: "permission_error", status: 403, outcome: "credential", ...account },
  { type: "billing_error", status: 402, outcome: "credential", ...account },
  { type: "insufficient_quota", status: 429, outcome: "credential", ...account },
  {
    type: "invalid_request_error",
    status: 400,
    outcome: "request",
    account: "unknown 0",
    rest: null,
    hops: false,
  },
];

const errorsInStreams = errorTypes.flatMap(({ type, ...meaning }): Failure[] =>
  [
    { when: "at once", before: () => [] as Step[] },
    { when: "after the opening", before: opening },
    { when: "after the announcements", before: announced },
  ].map(({ when, before }) => ({
    ...meaning,
    what: `${type} ${when}`,
    only: "stream",
    status: 200,
    does: ({ speech }) =>
      sse([...before(speech), errorEvent(speech.dialect, error(type))] as string[]),
    alone: 200,
    logged: meaning.status,
    words: (speech) => [...before(speech), errorEvent(speech.dialect, error(type))].join(""),
  })),
);

const page = "<!doctype html><html><body>Welcome</body></html>";
const html = { headers: { "content-type": "text/html" } };
const whole = (speech: Speech) => JSON.stringify(speech.whole([{ text: words }]));

/** Two hundred, and something else than an answer, however the client wanted it. */
const bodies: readonly Failure[] = [
  broken("an empty body", "empty", () => json(200, "")),
  broken("204", "empty", () => ({ status: 204, steps: [] })),
  broken("a web page", "not JSON", () => bytes(page, html)),
  broken("a web page that calls itself JSON", "not JSON", () => json(200, page)),
  broken("plain words", "not JSON", () =>
    bytes("OK", { headers: { "content-type": "text/plain" } }),
  ),
  broken("an array", "not JSON", () => json(200, "[]")),
  broken("null", "not JSON", () => json(200, "null")),
  broken("half an answer in a whole body", "not JSON", ({ speech }) =>
    json(200, whole(speech).slice(0, -9)),
  ),
  broken("an answer and something after it", "not JSON", ({ speech }) =>
    json(200, `${whole(speech)}{}`),
  ),
  broken("an object without an answer", "not an answer", () => json(200, "{}")),
  {
    ...broken("no choice at all", "not an answer", () => json(200, { choices: [] })),
    dialects: ["openai-chat"],
  },
  {
    ...broken("null for its choices", "not an answer", () => json(200, { choices: null })),
    dialects: ["openai-chat"],
  },
  broken("another server's object", "not an answer", () =>
    json(200, { code: 500, msg: "404 NOT_FOUND", success: false }),
  ),
  broken("an answer in another dialect", "not an answer", ({ speech }) =>
    json(
      200,
      speech.dialect === "openai-chat" ? { type: "message", content: [] } : { choices: [] },
    ),
  ),
  broken("events that do not call themselves so", "not JSON", ({ speech }) =>
    bytes(speech.text(words).join(""), { headers: { "content-type": "text/plain" } }),
  ),
  broken("gzip that is none", "cut", ({ speech }) =>
    bytes(whole(speech), {
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
    }),
  ),
  {
    ...broken("a whole answer where a stream was asked for", "not a stream", (call) =>
      serve({ ...call, isStream: false }),
    ),
    only: "stream",
  },
  {
    ...broken("a stream where a whole answer was asked for", "a stream", (call) =>
      serve({ ...call, isStream: true }),
    ),
    only: "whole",
  },
];

/** The status that the error would have had is the client's too: SDKs go by it. */
const errorsInBodies = errorTypes.map(({ type, status, ...meaning }): Failure => ({
  ...meaning,
  what: `${type} in a body with status 200`,
  status: 200,
  does: ({ speech: { dialect } }) => json(200, errorBody(dialect, error(type))),
  alone: status,
  words: ({ dialect }) => JSON.stringify(errorBody(dialect, error(type))),
}));

/** The provider has said that it failed: nobody waits for it to close the stream. */
const errorInSilence: Failure = {
  ...account,
  what: "an error and then silence",
  only: "stream",
  outcome: "server",
  status: 200,
  does: ({ speech }) => ({
    ...sse([]),
    steps: [errorEvent(speech.dialect, error("api_error")), "stall"],
  }),
  alone: 200,
  logged: 500,
  words: ({ dialect }) => errorEvent(dialect, error("api_error")),
};

testFailures([errorInSilence, ...errorsInStreams, ...streams, ...bodies, ...errorsInBodies]);
