// A reply that arrives differently from how it was written tests something else than it says.
import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { request as nodeRequest } from "node:http";
import { gunzipSync } from "node:zlib";
import { openRaw, rawRequest } from "../../support/raw-client.ts";
import { json, sse } from "../../support/reply.ts";
import { type ScriptedUpstream, startUpstream } from "../../support/scripted-upstream.ts";

let upstream: ScriptedUpstream;
beforeEach(() => {
  upstream = startUpstream();
});
afterEach(() => upstream.stop());

test.each(["chunked", "length", "close"] as const)("framing %s, read by fetch", async (framing) => {
  upstream.answer = () => ({ framing, headers: { "x-a": "b" }, steps: ["one ", "", "two"] });
  const response = await fetch(upstream.url);
  expect(response.headers.get("x-a")).toBe("b");
  expect(await response.text()).toBe("one two");
  const length = response.headers.get("content-length");
  expect(length).toBe(framing === "length" ? "7" : null);
});

test.each(["chunked", "length", "close"] as const)("framing %s, by node:http", async (framing) => {
  upstream.answer = () => ({ framing, status: 529, steps: ["one ", "two"] });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const request = nodeRequest(upstream.url, { method: "POST" }, (response) => {
    let text = "";
    response.on("data", (data: Buffer) => (text += data.toString()));
    response.on("end", () => resolve(`${response.statusCode} ${text}`));
    response.on("error", reject);
  });
  request.on("error", reject);
  request.end("body");
  expect(await promise).toBe("529 one two");
});

test("HEAD and 204 have no body and leave the connection usable", async () => {
  const client = await openRaw(upstream.url);
  upstream.next(json(200, { a: 1 }), json(204, ""), json(200, "2"));
  const head = await client.request({ method: "HEAD" });
  expect([head.header("content-length"), head.text()]).toEqual(["7", ""]);
  expect((await client.request({})).status).toBe(204);
  expect((await client.request({})).text()).toBe("2");
  client.leave();
});

test("one connection carries many requests, the queue comes before the answer", async () => {
  upstream.answer = (request) => json(200, { path: request.target });
  upstream.next(json(418, 1));
  const statuses: number[] = [];
  for (const path of ["/a", "/b", "/c"]) {
    const response = await fetch(upstream.url + path);
    statuses.push(response.status);
    await response.text();
  }
  expect(statuses).toEqual([418, 200, 200]);
  expect(upstream.requests.map((request) => request.connection)).toEqual([1, 1, 1]);
  expect(upstream.connectionsOpen).toBe(1);
});

test("requests sent in one go are answered one after the other", async () => {
  upstream.answer = (request) => json(200, request.target);
  const client = await openRaw(upstream.url);
  await client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  const text = await client.until((soFar) => soFar.endsWith("/2"));
  expect(text.indexOf("/1")).toBeGreaterThan(0);
  client.leave();
});

test("a client that asks for it is told goodbye after its answer", async () => {
  upstream.next(json(200, {}));
  const client = await openRaw(upstream.url);
  const answer = await client.request({ headers: [["Connection", "close"]] });
  expect(answer.endedCleanly).toBe(true);
  expect(await client.waitForEnd()).toBeNull();
});

test("gzip is decoded by fetch piece by piece", async () => {
  const more = Promise.withResolvers<void>();
  upstream.next({ gzip: true, steps: ["data: 1\n\n", { until: more.promise }, "data: 2\n\n"] });
  const response = await fetch(upstream.url);
  const reader = response.body?.getReader();
  const first = await reader?.read();
  expect(Buffer.from(first?.value ?? []).toString()).toBe("data: 1\n\n");
  more.resolve();
  const second = await reader?.read();
  expect(Buffer.from(second?.value ?? []).toString()).toBe("data: 2\n\n");
  expect((await reader?.read())?.done).toBe(true);
  expect(response.headers.get("content-encoding")).toBe("gzip");
});

test("gzip with a length is one valid gzip file", async () => {
  upstream.next({ ...json(200, { text: "häufig ".repeat(500) }), gzip: true });
  const answer = await rawRequest(upstream.url);
  expect(answer.endedCleanly).toBe(true);
  expect(JSON.parse(gunzipSync(answer.body).toString())).toEqual({ text: "häufig ".repeat(500) });
});

test("pieces arrive one by one, also half characters and single bytes", async () => {
  const event = 'data: "grüße 😀"\n\n';
  upstream.next(sse([event], { pieceBytes: "utf8" }), sse([event], { pieceBytes: "one-byte" }));
  const halves = await rawRequest(upstream.url);
  expect(halves.text()).toBe(event);
  expect(halves.chunks.map((chunk) => chunk.bytes.length)).toEqual([10, 2, 4, 1, 1, 4]);
  const crumbs = await rawRequest(upstream.url);
  expect(crumbs.text()).toBe(event);
  expect(crumbs.chunks.length).toBe(Buffer.byteLength(event));
});

test("each piece is a read of its own for the client", async () => {
  upstream.next({ framing: "close", steps: ["a", "b", "c"] });
  const client = await openRaw(upstream.url);
  await client.request({});
  const lastBytes = client.received.map((read) => String.fromCharCode(read.bytes.at(-1) ?? 0));
  expect(lastBytes).toEqual(["\n", "a", "b", "c"]);
});

test("an event of 1 MB arrives whole", async () => {
  const event = `data: ${"x".repeat(1024 * 1024)}\n\n`;
  upstream.next(sse([event, "data: [DONE]\n\n"]));
  const answer = await rawRequest(upstream.url);
  expect(answer.text()).toBe(`${event}data: [DONE]\n\n`);
  expect(answer.header("content-type")).toBe("text/event-stream; charset=utf-8");
});

test("gaps and waits take their time", async () => {
  upstream.next({ before: [{ waitMs: 30 }], ...sse(["a", "b", "c"], { gapMs: 20 }) });
  const started = performance.now();
  const answer = await rawRequest(upstream.url);
  const [first, , last] = answer.chunks;
  expect((first?.at ?? 0) - started).toBeGreaterThanOrEqual(29);
  expect((last?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(38);
});

test("answers come in time while the test waits inside expect, and under fake timers", async () => {
  const many = sse(Array.from({ length: 20 }, () => "x"));
  upstream.next(many, many);
  const started = performance.now();
  await expect(fetch(upstream.url).then((response) => response.text())).resolves.toHaveLength(20);
  expect(performance.now() - started).toBeLessThan(500);
  jest.useFakeTimers();
  try {
    expect((await rawRequest(upstream.url)).text()).toHaveLength(20);
  } finally {
    jest.useRealTimers();
  }
});
