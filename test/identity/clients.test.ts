// What agents send is long and odd, and a provider's prompt cache misses on one changed byte of it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { countsTokens, type Operation } from "../../src/admit/find-endpoint.ts";
import { anthropicText, chatText, responsesText } from "../support/events.ts";
import type { WireHeaders } from "../support/http-message.ts";
import { rawRequest } from "../support/raw-client.ts";
import { type ClientRequest, clientRequests } from "../support/recordings.ts";
import { json, sse } from "../support/reply.ts";
import { type Line, paths, startLine } from "./exchange.ts";
import { differenceOf, expectBytes } from "./expect-bytes.ts";

let line: Line;

beforeAll(async () => {
  line = await startLine();
});
afterAll(() => line.stop());

const all = clientRequests();

/** Headers of the connection, of its body's recorded form, and of the user. */
const own =
  /^(?:host|connection|content-length|transfer-encoding|content-encoding|accept-encoding|authorization|x-api-key|sec-.*|upgrade)$/i;

function operationOf({ target }: ClientRequest): Operation | null {
  const path = target.replace(/\?.*$/, "");
  const found = Object.entries(paths).find(([, known]) => known === path);
  return (found?.[0] ?? null) as Operation | null;
}

function replyFor(operation: Operation, isStream: boolean) {
  if (!isStream || countsTokens(operation) || operation === "compact") {
    return json(200, { id: "x", choices: [{}], content: [], output: [] });
  }
  const events = { messages: anthropicText, chat: chatText, responses: responsesText };
  return sse(events[operation]());
}

/** The bytes of a header, as the letters that a socket's header is read as. */
function onTheWire(value: string): string {
  return Buffer.from(value).toString("latin1");
}

/** The texts of a body as clients may write it: compact, and with white space everywhere. */
function textsOf(body: object): readonly string[] {
  return [JSON.stringify(body), JSON.stringify(body, null, "\t")];
}

const posts = all.filter(
  (request) => request.method === "POST" && request.body !== null && operationOf(request) !== null,
);

function nameOf({ client, scenario, sequence }: ClientRequest): string {
  return `${client} ${scenario} ${sequence}`;
}

test.each(posts.map((request) => [nameOf(request), request] as const))(
  "%s",
  async (_name, recorded) => {
    const operation = operationOf(recorded);
    const { body, target, headers } = recorded;
    if (operation === null || body === null) throw new Error("only such are listed");
    const isStream = body["stream"] === true;
    const query = target.slice(paths[operation].length);
    const kept: WireHeaders = headers
      .filter(([name]) => !own.test(name))
      .map(([name, value]) => [name, onTheWire(value)]);
    for (const text of textsOf(body)) {
      const sent = { operation, query, headers: kept, body: text };
      const passed = await line.pass({ ...sent, reply: replyFor(operation, isStream) });
      expect(passed.answer.status).toBe(200);
      expect(passed.request.target).toBe(target);
      for (const [name, value] of kept) {
        expect([name, passed.request.header(name)]).toEqual([name, value]);
      }
      if (passed.mutations.length === 0) expectBytes(passed.request.body, text);
      else {
        expect(passed.mutations[0]).toBe("stream_options.include_usage");
        const { before, after } = differenceOf(Buffer.from(text), passed.request.body);
        expect([before, after]).toEqual(["", expect.stringContaining('"include_usage":true')]);
      }
    }
  },
);

test("the other requests of clients are answered at once, and none of them upstream", async () => {
  const others = all.filter((request) => !posts.includes(request));
  const before = line.upstream.requests.length;
  const statuses: Record<string, number> = {};
  for (const { method, target, headers } of others) {
    const kept = headers.map(([name, value]): [string, string] => [name, onTheWire(value)]);
    const answer = await rawRequest(line.gateway.url, { method, target, headers: kept });
    statuses[`${method} ${target.replace(/\?.*$/, "")}`] = answer.status;
  }
  const known = {
    "HEAD /": 200,
    "HEAD /api/hello": 200,
    "GET /v1/models": 200,
    // Codex falls back to HTTP at once when it hears 426, and only then.
    "GET /v1/responses": 426,
  };
  expect(statuses).toEqual(others.length === 0 ? {} : known);
  expect(line.upstream.requests.length).toBe(before);
});
