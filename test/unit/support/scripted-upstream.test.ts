// A tool that misses what the gateway sent or did makes every socket-level test lie.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { openRaw, rawRequest } from "../../support/raw-client.ts";
import { bytes, json } from "../../support/reply.ts";
import { type ScriptedUpstream, startUpstream } from "../../support/scripted-upstream.ts";

let upstream: ScriptedUpstream;
beforeEach(() => {
  upstream = startUpstream();
});
afterEach(() => upstream.stop());

test("method, target, headers in wire order and body are kept as they came", async () => {
  upstream.next(json(200, {}));
  await rawRequest(`${upstream.url}/v1/messages?beta=true`, {
    headers: [
      ["X-First", "1"],
      ["accept", "a"],
      ["Accept", "b"],
    ],
    body: '{"häufig":1}',
  });
  const seen = upstream.requests[0];
  expect(seen?.method).toBe("POST");
  expect(seen?.target).toBe("/v1/messages?beta=true");
  expect(seen?.headers.slice(2)).toEqual([
    ["X-First", "1"],
    ["accept", "a"],
    ["Accept", "b"],
  ]);
  expect(seen?.header("ACCEPT")).toBe("a, b");
  expect(seen?.header("x-none")).toBeNull();
  expect(seen?.json()).toEqual({ häufig: 1 });
  expect(seen?.connection).toBe(1);
});

test("a chunked request body from fetch is read whole", async () => {
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      for (const part of ["one ", "two ", "three"]) {
        controller.enqueue(Buffer.from(part));
        await Bun.sleep(1);
      }
      controller.close();
    },
  });
  upstream.next(json(200, {}));
  await fetch(upstream.url, { method: "POST", body });
  expect(upstream.requests[0]?.header("transfer-encoding")).toBe("chunked");
  expect(upstream.requests[0]?.text()).toBe("one two three");
});

test("a body of 8 MB arrives whole, also byte by byte at its edges", async () => {
  const body = Buffer.alloc(8 * 1024 * 1024, "x");
  upstream.next(json(200, {}));
  await fetch(upstream.url, { method: "POST", body });
  expect(Buffer.compare(upstream.requests[0]?.body ?? Buffer.of(), body)).toBe(0);
});

test("something else than HTTP fails the test at stop", async () => {
  const own = startUpstream();
  const client = await openRaw(own.url);
  await client.send("hello\r\n\r\n");
  await client.waitForEnd();
  await expect(own.stop()).rejects.toThrow("not a request line: hello");
});

test("an error of the script fails the test at stop", async () => {
  const own = startUpstream(() => {
    throw new Error("mistake in the script");
  });
  expect((await rawRequest(own.url)).socketError).toBe("ECONNRESET");
  await expect(own.stop()).rejects.toThrow("mistake in the script");
});

test("a close in mid-answer is seen at once, and the answer stops", async () => {
  upstream.next({ steps: ["one ", "stall"] });
  const client = await openRaw(upstream.url);
  void client.request({});
  await client.until((text) => text.includes("one "));
  const request = await upstream.waitForRequest();
  const left = performance.now();
  client.leave("reset");
  await upstream.waitForClose(request);
  expect((request.closedAt ?? 0) - left).toBeLessThan(100);
  expect(request.answeredAt).toBeNull();
  expect(upstream.connectionsOpen).toBe(0);
});

test("a kept connection counts as not closed", async () => {
  upstream.next(json(200, {}));
  const client = await openRaw(upstream.url);
  await client.request({});
  const request = await upstream.waitForRequest();
  expect(request.closedAt).toBeNull();
  expect(request.answeredAt).not.toBeNull();
  const late = upstream.waitForClose(request, 20);
  await expect(late).rejects.toThrow("waited 20 ms for the close of GET /");
  client.leave();
});

test("a reader that pauses stops the writer, and gets every byte afterwards", async () => {
  const piece = Buffer.alloc(64 * 1024, "x");
  const pieces = 400;
  upstream.next({ framing: "close", steps: Array.from({ length: pieces }, () => piece) });
  const client = await openRaw(upstream.url);
  client.pause();
  const answering = client.request({});
  const request = await upstream.waitForRequest();
  let before = -1;
  while (before < request.bytesSent) {
    before = request.bytesSent;
    await Bun.sleep(30);
  }
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(12 * 1024 * 1024);
  client.resume();
  const answer = await answering;
  expect(answer.body.length).toBe(pieces * piece.length);
  expect(answer.endedCleanly).toBe(true);
});

test("a blocked writer notices that its reader has left", async () => {
  const stopped = Promise.withResolvers<void>();
  upstream.next({ steps: endless(stopped.resolve) });
  const client = await openRaw(upstream.url);
  client.pause();
  void client.request({});
  const request = await upstream.waitForRequest();
  await Bun.sleep(30);
  client.leave("reset");
  await upstream.waitForClose(request);
  await stopped.promise;
  expect(request.answeredAt).toBeNull();
});

test("a request that breaks off is not a request", async () => {
  const client = await openRaw(upstream.url);
  await client.send("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc");
  client.leave();
  await rawRequest(upstream.url);
  expect(upstream.requests.map((request) => request.method)).toEqual(["GET"]);
});

test("a client that closes its half is answered by a close of ours", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const [hostname = "", port] = upstream.url.slice("http://".length).split(":");
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    allowHalfOpen: true,
    socket: { data: () => undefined, close: () => resolve() },
  });
  socket.shutdown();
  await promise;
});

test("waiting for requests that do not come says how many came", async () => {
  await expect(upstream.waitForRequests(2, 10)).rejects.toThrow(
    "waited 10 ms for 2 requests, 0 came",
  );
});

test("stop ends answers in flight", async () => {
  const own = startUpstream(() => bytes("x", { framing: "close" }));
  own.next({ steps: ["one ", { waitMs: 60_000 }] });
  const client = await openRaw(own.url);
  await Promise.all([client.send("GET / HTTP/1.1\r\n\r\n"), own.waitForRequests(1)]);
  await client.until((text) => text.includes("one "));
  await own.stop();
  expect(await client.waitForEnd()).toBe("ECONNRESET");
  expect((await rawRequest(own.url)).socketError).toBe("ECONNREFUSED");
});

function* endless(onStop: () => void): Generator<Uint8Array> {
  try {
    for (;;) yield Buffer.alloc(64 * 1024, "x");
  } finally {
    onStop();
  }
}
