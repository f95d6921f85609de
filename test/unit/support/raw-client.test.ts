// A client that tidies up what it sends or receives hides what the gateway really did.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { openRaw, rawRequest } from "../../support/raw-client.ts";

/** Bun takes generators as bodies, the types of the web do not know it. */
function streamed(body: () => AsyncGenerator<string>): Response {
  return new Response(body as unknown as ReadableStream<Uint8Array>);
}

type Handler = (request: Request) => Response | Promise<Response>;
let handler: Handler;
let server: Bun.Server<undefined>;
let url: string;
beforeEach(() => {
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    development: false,
    idleTimeout: 30,
    fetch: (request) => handler(request),
  });
  url = `http://127.0.0.1:${server.port}`;
});
afterEach(() => server.stop(true));

test("status, headers, and a body of known length", async () => {
  handler = () => Response.json({ a: "ü" }, { status: 404, headers: { "x-a": "1" } });
  const answer = await rawRequest(url);
  expect([answer.status, answer.statusText]).toEqual([404, "Not Found"]);
  expect(answer.header("X-A")).toBe("1");
  expect(answer.json()).toEqual({ a: "ü" });
  expect([answer.endedCleanly, answer.socketError]).toEqual([true, null]);
});

test("exactly these bytes are sent, plus Host and Content-Length", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = "";
  using listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket, data) {
        text += data.toString();
        if (text.endsWith("grüße")) resolve(text);
        socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
      },
    },
  });
  const target = `http://127.0.0.1:${listener.port}/from-url?a=1`;
  await rawRequest(target, {
    method: "PUT",
    headers: [
      ["X-B", "2"],
      ["x-a", "1"],
      ["X-B", "3"],
    ],
    body: "grüße",
  });
  const host = `127.0.0.1:${listener.port}`;
  const lines = ["PUT /from-url?a=1 HTTP/1.1", `Host: ${host}`, "Content-Length: 7"];
  expect(await promise).toBe([...lines, "X-B: 2", "x-a: 1", "X-B: 3", "", "grüße"].join("\r\n"));
});

test("a given Host, length and target are left alone", async () => {
  handler = async (request) => new Response(`${request.url} ${await request.text()}`);
  const answer = await rawRequest(`${url}/unused`, {
    target: "/a//b?x=%20",
    headers: [
      ["host", "gw"],
      ["content-length", "2"],
    ],
    body: "abc",
  });
  expect(answer.text()).toBe("http://gw/a//b?x=%20 ab");
});

test("a streamed body comes in pieces with their moments", async () => {
  handler = () =>
    streamed(async function* () {
      yield "one ";
      await Bun.sleep(30);
      yield "two";
    });
  const answer = await rawRequest(url, { body: "" });
  expect(answer.header("transfer-encoding")).toBe("chunked");
  expect(answer.chunks.map((chunk) => Buffer.from(chunk.bytes).toString())).toEqual([
    "one ",
    "two",
  ]);
  const [first, second] = answer.chunks;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(28);
});

test("a connection is kept for the next request, HEAD has no body", async () => {
  handler = (request) => new Response(request.method);
  const client = await openRaw(url);
  const head = await client.request({ method: "HEAD" });
  expect([head.text(), head.endedCleanly]).toEqual(["", true]);
  expect((await client.request({})).text()).toBe("GET");
  expect((await client.request({ body: "x" })).text()).toBe("POST");
  client.leave();
});

test.each(["fin", "reset"] as const)("leaving by %s reaches the server at once", async (how) => {
  const { promise: left, resolve: leave } = Promise.withResolvers<number>();
  handler = (request) => {
    request.signal.addEventListener("abort", () => leave(performance.now()));
    return streamed(async function* () {
      yield "one ";
      await left;
    });
  };
  const client = await openRaw(url);
  const answering = client.request({});
  await client.until((text) => text.includes("one "));
  const started = performance.now();
  client.leave(how);
  expect((await left) - started).toBeLessThan(100);
  const answer = await answering;
  expect([answer.status, answer.text()]).toEqual([200, "one "]);
  expect([answer.endedCleanly, answer.socketError]).toEqual([false, null]);
});

test("the end of a connection without a length is a clean end, unless we left", async () => {
  using listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    allowHalfOpen: true,
    socket: {
      data(socket, data) {
        socket.write("HTTP/1.1 200 OK\r\n\r\nrest");
        if (data.toString().startsWith("GET")) socket.end();
      },
    },
  });
  const target = `http://127.0.0.1:${listener.port}`;
  const answer = await rawRequest(target);
  expect([answer.text(), answer.endedCleanly]).toEqual(["rest", true]);
  const client = await openRaw(target);
  const answering = client.request({ body: "" });
  await client.until((text) => text.endsWith("rest"));
  client.leave();
  expect((await answering).endedCleanly).toBe(false);
});

test("interim answers are skipped", async () => {
  using listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data: (socket) =>
        void socket.end(
          "HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        ),
    },
  });
  const answer = await rawRequest(`http://127.0.0.1:${listener.port}`);
  expect([answer.status, answer.endedCleanly]).toEqual([204, true]);
});

test("a refused connection is an answer for a request, and an error for a connection", async () => {
  await server.stop(true);
  expect(await rawRequest(url)).toMatchObject({ status: 0, socketError: "ECONNREFUSED" });
  await expect(openRaw(url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("bytes can be sent in pieces, and what is no request gets the server's answer", async () => {
  handler = (request) => request.text().then((text) => new Response(`<${text}>`));
  const client = await openRaw(url);
  await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Le");
  await Bun.sleep(5);
  await client.send("ngth: 3\r\n\r\na");
  await Bun.sleep(5);
  await client.send("bc");
  expect(await client.until((text) => text.includes(">"))).toContain("<abc>");
  await client.send("nonsense\r\n\r\n");
  expect(await client.until((text) => text.includes("400"))).toContain("HTTP/1.1 400");
  client.leave();
});

test("a paused client makes the server wait", async () => {
  let sent = 0;
  handler = () =>
    new Response(
      new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(new Uint8Array(64 * 1024));
          sent += 64 * 1024;
          if (sent >= 32 * 1024 * 1024) controller.close();
        },
      }),
    );
  const client = await openRaw(url);
  client.pause();
  const answering = client.request({});
  for (let before = -1; before < sent; await Bun.sleep(30)) before = sent;
  expect(sent).toBeLessThan(16 * 1024 * 1024);
  expect(client.received).toEqual([]);
  client.resume();
  expect((await answering).body.length).toBe(32 * 1024 * 1024);
  client.leave();
});

test("an answer that does not come is an error that shows what came", async () => {
  handler = () =>
    streamed(async function* () {
      yield "only this";
      await Bun.sleep(100);
    });
  await expect(rawRequest(url, {}, 40)).rejects.toThrow("only this");
  const client = await openRaw(url);
  await expect(client.until(() => false, 10)).rejects.toThrow("waited 10 ms");
  client.leave();
  await expect(client.until(() => false)).rejects.toThrow("the connection ended");
});
