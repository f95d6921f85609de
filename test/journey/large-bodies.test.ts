/**
 * What could go wrong: the memory of a large request stays when its answer is on its way, or is given
 * back while somebody still needs what is in it.
 */
import { expect, test } from "bun:test";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { readEndpoints } from "../../src/custody/open-custody.ts";
import { createJourney } from "../../src/journey/journey.ts";
import { makeRooms, placeOf } from "../../src/make-rooms.ts";
import { readOptions } from "../../src/process/options.ts";
import { openStore } from "../../src/store/store.ts";
import { anthropicEvents, anthropicMessage } from "../support/anthropic-events.ts";
import { bodyOf } from "../support/cache-turns.ts";
import { temporaryData } from "../support/gateway-process.ts";
import { keptTexts } from "../support/kept-bodies.ts";
import { json, sse, type Reply } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const model = "claude-opus-4-6";
const long = "All work and no play. ".repeat(10_000);
const turn = (turns: number, more: object = {}) =>
  JSON.stringify({ model, max_tokens: 10, ...bodyOf(turns), system: long, ...more });

const message = anthropicMessage([{ text: "hello" }]);
const whole = () => Response.json(message);
const stream = () =>
  new Response(anthropicEvents([{ text: "hello" }]).join(""), {
    headers: { "content-type": "text/event-stream" },
  });

/** What a provider was sent, as it was then and as the same memory is when the answer has come. */
async function sent(body: string, answer: () => Response, settings: Record<string, string> = {}) {
  const accounts = [{ name: "a", provider: "anthropic", baseUrl: "http://127.0.0.1:1" }];
  using data = await temporaryData({ accounts, settings });
  const options = readOptions({ DATA_DIR: data.path });
  const endpoints = readEndpoints(null);
  if (!options.ok || !endpoints.ok) throw new Error("the environment cannot be used");
  const logger = silentLogger;
  const store = openStore({ ...placeOf(options.value), logger, clock: systemClock });
  const rooms = makeRooms({
    options: options.value,
    endpoints: endpoints.value,
    store,
    logger,
    peers: undefined,
    isStopping: () => false,
  });
  const bodies: Buffer[] = [];
  const texts: string[] = [];
  const provider = async (_url: string, { body: given }: BunFetchRequestInit) => {
    const bytes = given as Buffer;
    bodies.push(bytes);
    texts.push(new TextDecoder().decode(bytes));
    return answer();
  };
  const journey = createJourney({ ...rooms, sending: { ...rooms.sending, fetch: provider } });
  const socket = { timeout: () => undefined, requestIP: () => ({ address: "127.0.0.1" }) };
  const headers = { host: "127.0.0.1", "content-length": String(Buffer.byteLength(body)) };
  const init = { method: "POST", headers, body };
  const response = await journey(new Request("http://127.0.0.1/v1/messages", init), socket);
  await response.text();
  rooms.afterwards.settle();
  rooms.cacheWatch.flush();
  await store.close();
  return { texts, left: bodies.map(({ length }) => length) };
}

test.each([
  ["whole", whole],
  ["stream", stream],
])("the memory of a large body is given back: %s", async (kind, answer) => {
  const body = turn(2, { stream: kind === "stream" });
  // Learning how many tokens a model makes of its prompts holds the first one.
  expect(await sent(body, answer)).toEqual({ texts: [body], left: [0] });
});

test("a masked body is given back too, and a small one is left alone", async () => {
  const secret = "margaret.hughes@northwind-logistics.com";
  const masked = await sent(turn(2, { system: long + secret }), whole, { privacy_enabled: "true" });
  expect(masked.left).toEqual([0]);
  expect(masked.texts[0]).not.toContain(secret);
  const small = turn(2, { system: "Be short." });
  expect((await sent(small, whole)).left).toEqual([small.length]);
});

async function ask({ url }: RunningGateway, body: string): Promise<string> {
  const headers = { "x-claude-code-session-id": "one" };
  const response = await fetch(`${url}/v1/messages`, { method: "POST", headers, body });
  await response.text();
  return response.headers.get("x-codegate-request-id") ?? "";
}

const hello = [{ text: "hello" }];
/** The whole prompt was written to the cache. */
const written = { model, tokens: { input: 10, cacheRead: 0, cacheWrite5m: 50_000 } };
const streamed = (): Reply => sse(anthropicEvents(hello, written));
const answered = (): Reply => json(200, anthropicMessage(hello, written));

test.each([
  ["whole", answered],
  ["stream", streamed],
])("why a cache was missed is still found out: %s", async (kind, answer) => {
  const upstream = startUpstream(answer);
  await using gateway = await startGateway({ accounts: [{ name: "a", baseUrl: upstream.url }] });
  const isStream = kind === "stream";
  await ask(gateway, turn(2, { stream: isStream }));
  await ask(gateway, turn(3, { stream: isStream, system: `${long}But now.` }));
  await gateway.gateway.close();
  const rows = gateway.data.rows("SELECT reason FROM codegate_cache_misses");
  expect(rows).toEqual([{ reason: "system_changed" }]);
  await upstream.stop();
});

/** Nothing is told of caches, which would hold the request, and its end comes late. */
const plain = (): Reply => {
  const events = anthropicEvents(hello).map((event) => event.replace(/"cache_\w+":\d+,/g, ""));
  return sse(events, { gapMs: 3 });
};

test("detailed logs keep large bodies, which the next account is sent whole when one fails", async () => {
  const upstreams = [1, 2].map(() => startUpstream(plain));
  upstreams[0]?.next(json(500, { error: { type: "api_error", message: "down" } }));
  await using gateway = await startGateway({
    accounts: upstreams.map(({ url }, index) => ({ name: `a${index}`, baseUrl: url })),
    settings: { request_logging: "true", detailed_request_logging: "true" },
  });
  const [first, second] = [turn(2, { stream: true }), turn(3, { stream: true })] as const;
  // The second is kept as what differs from the first.
  for (const body of [first, second]) await ask(gateway, body);
  await gateway.gateway.close();
  const seen = upstreams.flatMap(({ requests }) =>
    requests.map(({ body }) => Buffer.from(body).toString()),
  );
  expect(seen).toEqual([first, first, second]);
  expect(keptTexts(gateway.data.path).map(({ request }) => request)).toEqual([first, second]);
  for (const upstream of upstreams) await upstream.stop();
});
