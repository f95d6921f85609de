// What could go wrong: a connection that fails before its answer is the client's problem, although
// it is the account's or the network's, and somebody else could serve.
import type { TCPSocketListener } from "bun";
import { afterAll, beforeAll } from "bun:test";
import { testFailures, words, type Failure } from "../../support/failures.ts";
import type { Does } from "../../support/fleet.ts";
import { json, sse, type Reply, type Step } from "../../support/reply.ts";
import type { Speech } from "../../support/speeches.ts";

/** A host name that resolves to nothing; a look-up would leave this machine. */
const unknownHost = "nowhere.invalid";
const realFetch = globalThis.fetch;
const port = { refusing: 0, notTls: 0 };
let notTls: TCPSocketListener;

/** Bun's own words for a name that cannot be resolved. */
function unresolved(): Error {
  return Object.assign(new TypeError("getaddrinfo"), { code: "ENOTFOUND" });
}

function lookUp(input: string | URL | Request, init?: BunFetchRequestInit): Promise<Response> {
  const { hostname } = new URL(input instanceof Request ? input.url : input);
  return hostname === unknownHost ? Promise.reject(unresolved()) : realFetch(input, init);
}

function listen(): TCPSocketListener {
  return Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { data: (socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n") },
  });
}

beforeAll(() => {
  globalThis.fetch = Object.assign(lookUp, { preconnect: realFetch.preconnect });
  notTls = listen();
  port.notTls = notTls.port;
  const closed = listen();
  port.refusing = closed.port;
  closed.stop(true);
});

afterAll(() => {
  globalThis.fetch = realFetch;
  notTls.stop(true);
});

const account = { account: "error 1", rest: "account 15" } as const;

function fails(what: string, does: Does, changes: Partial<Failure> = {}): Failure {
  return {
    ...account,
    what,
    does,
    outcome: "connection",
    status: null,
    alone: 502,
    says: 'ccount "case',
    ...changes,
  };
}

const nobody: Does = () => json(500, {});

const unreached: readonly Failure[] = [
  fails("refused", nobody, {
    says: "refuses connections",
    baseUrl: () => `http://127.0.0.1:${port.refusing}`,
  }),
  fails("a host name that is unknown", nobody, {
    says: "cannot be found",
    baseUrl: () => `http://${unknownHost}`,
  }),
  fails("TLS with a server that has none", nobody, {
    says: "does not speak TLS",
    baseUrl: () => `https://127.0.0.1:${port.notTls}`,
  }),
];

const raw = (text: string): Reply => ({ before: [{ raw: text }, "reset"], steps: [] });

const beforeHeaders: readonly Failure[] = [
  fails("a FIN before the headers", () => ({ steps: ["close-before-headers"] }), { calls: 2 }),
  fails("a reset before the headers", () => ({ before: ["reset"], steps: [] }), { calls: 2 }),
  fails("a reset in the middle of the headers", () => raw("HTTP/1.1 200 OK\r\nContent-Ty"), {
    calls: 2,
  }),
  fails("an answer that is not HTTP", () => raw("SSH-2.0-OpenSSH_9.6\r\n\r\n\r\n")),
];

/** What a stream says before its first content. */
const opening = ({ text }: Speech) => text(words).slice(0, 1);

/** Time for Bun's fetch to hand out the headers: a reset overtakes them otherwise. */
const moment: Step = { waitMs: 20 };

const afterHeaders: readonly Failure[] = [
  fails("a reset after the headers", () => ({ ...sse([]), steps: [moment, "reset"] }), {
    only: "stream",
  }),
  fails(
    "a reset after the opening",
    ({ speech }) => ({
      ...sse([]),
      steps: [...opening(speech), moment, "reset"],
    }),
    { only: "stream" },
  ),
  fails(
    "a reset inside the first event",
    ({ speech }) => ({
      ...sse([]),
      steps: [opening(speech).join("").slice(0, 30), moment, "reset"],
    }),
    { only: "stream" },
  ),
  fails(
    "a FIN inside the first event",
    ({ speech }) => ({
      ...sse([]),
      steps: [opening(speech).join("").slice(0, 30), moment, "end-early"],
    }),
    { only: "stream" },
  ),
  fails(
    "a chunk size that is none",
    ({ speech }) => ({
      ...sse([]),
      steps: [...opening(speech), moment, { raw: "zz\r\n" }, "stall"],
    }),
    { only: "stream" },
  ),
  fails(
    "a reset in the middle of a whole answer",
    () => ({
      ...json(200, ""),
      steps: ['{"id":', moment, "reset", "}"],
    }),
    { only: "whole" },
  ),
  fails(
    "a length that is not reached",
    () => ({
      ...json(200, ""),
      steps: ['{"id":', moment, "end-early", "}"],
    }),
    { only: "whole" },
  ),
  fails(
    "a chunk that breaks off",
    () => ({
      ...json(200, ""),
      framing: "chunked" as const,
      steps: ['{"id":', moment, "end-early"],
    }),
    { only: "whole" },
  ),
  fails("an error that breaks off", () => ({
    ...json(500, ""),
    steps: ['{"error":', moment, "end-early", "}"],
  })),
].map((each) => ({ ...each, outcome: "cut" }));

testFailures([...unreached, ...beforeHeaders, ...afterHeaders]);
