// What could go wrong: a client goes away and its provider keeps generating, at the user's cost.
import { expect, test } from "bun:test";
import { allAttempts, outcomes, waitForAttempts } from "../support/attempt-rows.ts";
import { errorBody } from "../support/errors.ts";
import { cut, never, points, upTo, words } from "../support/leaving-points.ts";
import { openRaw, rawRequest, writtenRequest, type RawConnection } from "../support/raw-client.ts";
import { json, sse } from "../support/reply.ts";
import { startUpstream, type ScriptedUpstream } from "../support/scripted-upstream.ts";
import { speechOf, speeches, type Speech } from "../support/speeches.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

/**
 * How soon the provider has to notice, milliseconds, on a machine that is busy with other things:
 * a leave that is not passed on is never noticed. How soon it is on a quiet one (50 at most) is
 * measured by test/bench/leaving-clients.ts.
 */
const soon = 500;

const cases = speeches.flatMap((speech) =>
  points.map((point) => [speech.dialect, point.when, speech, point] as const),
);

test.each(cases)("%s: a client leaves %s", async (_dialect, _when, speech, point) => {
  const upstream = startUpstream(() => point.reply(speech));
  await using gateway = await startGateway(oneAccount(speech, upstream));
  for (const how of ["fin", "reset"] as const) {
    const connection = await openRaw(gateway.url);
    const already = upstream.requests.length;
    void connection.send(writtenRequest(gateway.url, speech.request(point.stream)));
    const request = await upstream.waitForRequest(already + 1);
    await (point.isReached === never ? settle() : connection.until(point.isReached));
    const leftAt = performance.now();
    connection.leave(how);
    await upstream.waitForClose(request);
    expect((request.closedAt ?? Number.NaN) - leftAt, how).toBeLessThan(soon);
  }
  await stillServes(gateway, upstream, speech);
  expect(await outcomes(gateway, 3)).toEqual([point.outcome, point.outcome, "success"]);
  expect(upstream.requests.length).toBe(3);
  await upstream.stop();
});

test.each(speeches)("$dialect: a client leaves after the end", async (speech) => {
  const upstream = startUpstream((request) =>
    request.text().includes('"stream":true')
      ? sse(speech.text(words))
      : json(200, speech.whole([{ text: words }])),
  );
  await using gateway = await startGateway(oneAccount(speech, upstream));
  for (const stream of [true, false]) {
    const connection = await openRaw(gateway.url);
    expect((await connection.request(speech.request(stream))).endedCleanly).toBe(true);
    connection.leave();
  }
  await stillServes(gateway, upstream, speech);
  const rows = await allAttempts(gateway, 3);
  expect(rows.map(({ outcome, output_tokens }) => [outcome, output_tokens])).toEqual([
    ["success", 34],
    ["success", 34],
    ["success", 34],
  ]);
  // Nobody left the provider: its connection is used again.
  expect(new Set(upstream.requests.map(({ connection }) => connection)).size).toBe(1);
  await upstream.stop();
});

test("a client leaves a chat stream whose usage chunk it had not asked for", async () => {
  const speech = speechOf("openai-chat");
  const { body = "", ...request } = speech.request(true);
  const plain = String(body).replace(',"stream_options":{"include_usage":true}', "");
  expect(plain).not.toBe(String(body));
  const upstream = startUpstream(() => cut(speech.text(words), upTo(speech.text(words), " small")));
  await using gateway = await startGateway(oneAccount(speech, upstream));
  const connection = await openRaw(gateway.url);
  void connection.send(writtenRequest(gateway.url, { ...request, body: plain }));
  await connection.until((text) => text.includes(" small"));
  expect(await closeLatency(connection, upstream, await upstream.waitForRequest())).toBeLessThan(
    soon,
  );
  expect(await outcomes(gateway, 1)).toEqual(["client left"]);
  await upstream.stop();
});

test("a client leaves while the second account is asked", async () => {
  const [speech] = speeches as [Speech];
  const failing = startUpstream(() =>
    json(529, { type: "error", error: { type: "overloaded_error", message: "busy" } }),
  );
  const waiting = startUpstream(() => ({ before: ["stall"], steps: [] }));
  await using gateway = await startGateway({
    accounts: [
      { name: "first", provider: speech.provider, baseUrl: failing.url, priority: 2 },
      { name: "second", provider: speech.provider, baseUrl: waiting.url, priority: 1 },
    ],
  });
  const connection = await ask(gateway, speech);
  const request = await waiting.waitForRequest();
  expect(await closeLatency(connection, waiting, request)).toBeLessThan(soon);
  expect(await outcomes(gateway, 2)).toEqual(["overloaded", "client left"]);
  await failing.stop();
  await waiting.stop();
});

test("a client leaves while a broken connection is tried once more", async () => {
  const [speech] = speeches as [Speech];
  const upstream = startUpstream(() => ({ before: ["stall"], steps: [] }));
  upstream.next({ before: ["reset"], steps: [] });
  await using gateway = await startGateway(oneAccount(speech, upstream));
  const connection = await ask(gateway, speech);
  const request = await upstream.waitForRequest(2);
  expect(await closeLatency(connection, upstream, request)).toBeLessThan(soon);
  expect(await outcomes(gateway, 1)).toEqual(["client left"]);
  expect(upstream.requests.length).toBe(2);
  await upstream.stop();
});

test("a client leaves while the gateway waits for a minute's limit to pass", async () => {
  const speech = speechOf("anthropic-messages");
  const error = { type: "some_error", message: "Slow down" };
  const upstream = startUpstream(() => json(429, errorBody(speech.dialect, error)));
  await using gateway = await startGateway(oneAccount(speech, upstream));
  const connection = await ask(gateway, speech);
  await upstream.waitForRequest();
  await waitForAttempts(gateway, 1);
  expect(await inFlight(gateway)).toBe(1);
  connection.leave();
  await Bun.sleep(soon);
  expect(await inFlight(gateway)).toBe(0);
  expect(await outcomes(gateway, 1)).toEqual(["throttle"]);
  expect(upstream.requests.length).toBe(1);
  await upstream.stop();
});

test.each(["declared", "chunked"])("a client leaves in the middle of its %s body", async (how) => {
  const [speech] = speeches as [Speech];
  const upstream = startUpstream(() => sse(speech.text(words)));
  await using gateway = await startGateway(oneAccount(speech, upstream));
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  process.on("unhandledRejection", note);
  const { body = "", ...request } = speech.request(true);
  const headers = [...(request.headers ?? []), lengthHeader(how, body.length)] as [
    string,
    string,
  ][];
  const half = how === "chunked" ? "a\r\n0123456789\r\n" : String(body).slice(0, 100);
  const head = writtenRequest(gateway.url, { ...request, headers, body: half });
  for (const leave of ["fin", "reset"] as const) {
    const connection = await openRaw(gateway.url);
    await connection.send(head);
    await settle();
    connection.leave(leave);
  }
  await settle();
  await stillServes(gateway, upstream, speech);
  expect(await outcomes(gateway, 1)).toEqual(["success"]);
  expect(upstream.requests.length).toBe(1);
  process.off("unhandledRejection", note);
  expect(errors).toEqual([]);
  await upstream.stop();
});

test("a client that says it will send no more is treated as gone", async () => {
  const [speech] = speeches as [Speech];
  const upstream = startUpstream(() => cut(speech.text(words), 5));
  await using gateway = await startGateway(oneAccount(speech, upstream));
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: Number(new URL(gateway.url).port),
    allowHalfOpen: true,
    socket: { data: () => undefined },
  });
  socket.write(writtenRequest(gateway.url, speech.request(true)));
  const request = await upstream.waitForRequest();
  await settle();
  const leftAt = performance.now();
  socket.shutdown();
  await upstream.waitForClose(request);
  expect((request.closedAt ?? Number.NaN) - leftAt).toBeLessThan(soon);
  await stillServes(gateway, upstream, speech);
  expect(await outcomes(gateway, 2)).toEqual(["client left", "success"]);
  socket.terminate();
  await upstream.stop();
});

async function inFlight({ url }: RunningGateway): Promise<unknown> {
  const health = (await rawRequest(`${url}/health`)).json();
  return (health as { readonly requests_in_flight: number }).requests_in_flight;
}

function oneAccount({ provider }: Speech, { url }: ScriptedUpstream) {
  return { accounts: [{ name: "only", provider, baseUrl: url }] };
}

function lengthHeader(how: string, length: number): [string, string] {
  return how === "chunked" ? ["Transfer-Encoding", "chunked"] : ["Content-Length", `${length}`];
}

async function ask(gateway: RunningGateway, speech: Speech): Promise<RawConnection> {
  const connection = await openRaw(gateway.url);
  void connection.send(writtenRequest(gateway.url, speech.request(true)));
  return connection;
}

async function closeLatency(
  connection: RawConnection,
  upstream: ScriptedUpstream,
  request: Parameters<ScriptedUpstream["waitForClose"]>[0],
): Promise<number> {
  await settle();
  const leftAt = performance.now();
  connection.leave();
  await upstream.waitForClose(request);
  return (request.closedAt ?? Number.NaN) - leftAt;
}

/** Time for bytes that cannot be waited for: the client sees nothing of what has been read. */
function settle(): Promise<void> {
  return Bun.sleep(10);
}

async function stillServes(
  gateway: RunningGateway,
  upstream: ScriptedUpstream,
  speech: Speech,
): Promise<void> {
  upstream.next(sse(speech.text(words)));
  const connection = await openRaw(gateway.url);
  const answer = await connection.request(speech.request(true));
  expect(answer.status).toBe(200);
  expect(answer.text()).toBe(speech.text(words).join(""));
  connection.leave();
}
