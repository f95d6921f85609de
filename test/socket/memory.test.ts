// What could go wrong: memory grows with every client that leaves, or with what one does not read.
import { expect, test } from "bun:test";
import { sendCrowd, startStreams } from "../support/leaving-clients.ts";
import { startMeasured } from "../support/measured-gateway.ts";
import { openRaw, rawRequest, writtenRequest } from "../support/raw-client.ts";
import { sse, type Step } from "../support/reply.ts";
import { startProcess, temporaryData } from "../support/gateway-process.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { anthropicRequest } from "../support/request-bodies.ts";
import { speechOf } from "../support/speeches.ts";

const speech = speechOf("anthropic-messages");
const megabyte = 1_024 * 1_024;

function seed(url: string) {
  return { accounts: [{ name: "only", provider: speech.provider, baseUrl: url }] };
}

/**
 * Growth that a collector's mood and newly compiled code explain, megabytes: -6 to 20 in a dozen runs.
 * If the 1,500 streams of the rounds left their objects, some 40 KB each, it were 60.
 */
const tolerance = 35;

test("clients that leave cost no memory", async () => {
  const upstream = await startStreams(speech.dialect);
  await using gateway = await startMeasured(seed(upstream.url));
  const crowd = { url: gateway.url, speech, upstream, streams: 500, atOnce: 20, leaving: 0.5 };
  await sendCrowd({ ...crowd, seed: 1 });
  const warm = await gateway.megabytes();
  const results = [];
  for (const round of [2, 3, 4]) results.push(await sendCrowd({ ...crowd, seed: round }));
  expect((await gateway.megabytes()) - warm).toBeLessThan(tolerance);
  expect(results.every(({ left, closeMs }) => left > 200 && closeMs.length > 50)).toBe(true);
  // Nothing is left over: no stream that nobody reads, no request that nobody waits for.
  const health = (await rawRequest(`${gateway.url}/health`)).json();
  expect(health).toMatchObject({ requests_in_flight: 0 });
  await upstream.stop();
}, 30_000);

test("a client that does not read holds up its provider, and nobody's memory", async () => {
  const text = "x".repeat(64 * 1_024);
  const [begin = "", start = "", ping = "", delta = ""] = speech.text([text]);
  const upstream = startUpstream(() => ({ ...sse([]), steps: endless() }));
  function* endless(): Generator<Step> {
    yield begin + start + ping;
    for (let sent = 0; sent < 400 * megabyte; sent += delta.length) yield delta;
  }
  await using gateway = await startMeasured(seed(upstream.url));
  const before = await gateway.megabytes();
  const connection = await openRaw(gateway.url);
  void connection.send(writtenRequest(gateway.url, speech.request(true)));
  await connection.until((received) => received.includes("xxxx"));
  connection.pause();
  const request = await upstream.waitForRequest();
  await Bun.sleep(1_500);
  expect((await gateway.megabytes()) - before).toBeLessThan(40);
  // The provider waits too.
  const sent = request.bytesSent;
  expect(sent).toBeLessThan(40 * megabyte);
  await Bun.sleep(200);
  expect(request.bytesSent).toBe(sent);
  connection.leave();
  await upstream.waitForClose(request);
  await upstream.stop();
}, 15_000);

test("streams that go on hold nothing of what was asked", async () => {
  const [streams, size] = [20, megabyte];
  const events = speech.text(["One", "two"]);
  const go = Promise.withResolvers<void>();
  const upstream = startUpstream(() => ({
    ...sse([]),
    steps: [...events.slice(0, 4), { until: go.promise }, ...events.slice(4)],
  }));
  await using gateway = await startMeasured(seed(upstream.url));
  const messages = [{ role: "user", content: "x".repeat(size) }];
  const body = JSON.stringify({ ...anthropicRequest({ stream: true }), messages });
  const written = writtenRequest(gateway.url, { ...speech.request(true), body });
  const connections = await Promise.all(
    Array.from({ length: streams }, () => openRaw(gateway.url)),
  );
  for (const connection of connections) {
    void connection.send(written);
    await connection.until((text) => text.includes("One"));
  }
  // One keeps its request, by whose tokens others are estimated; prompt caches are looked at soon.
  const most = 3;
  for (let look = 0; look < 50 && (await gateway.bufferMegabytes()) > most; look++) {
    await Bun.sleep(20);
  }
  expect(await gateway.bufferMegabytes()).toBeLessThan(most);
  go.resolve();
  await Promise.all(connections.map((each) => each.until((text) => text.includes("two"))));
  for (const connection of connections) connection.leave();
  await upstream.stop();
}, 30_000);

test("300 streams run at once: the limit of 256 is lifted", async () => {
  const count = 300;
  const go = Promise.withResolvers<void>();
  const events = speech.text("One two three.");
  const upstream = startUpstream(() => ({
    ...sse([]),
    steps: [...events.slice(0, 4), { until: go.promise }, ...events.slice(4)],
  }));
  using data = await temporaryData(seed(upstream.url));
  await using gateway = await startProcess(data);
  const health = (await rawRequest(`${gateway.url}/health`)).json();
  expect(health).toMatchObject({ limits: { upstream_requests: 65_535 } });
  const connections = await Promise.all(Array.from({ length: count }, () => openRaw(gateway.url)));
  const answers = connections.map((each) => each.request(speech.request(true), 15_000));
  await Promise.all(connections.map((each) => each.until((text) => text.includes("One"), 15_000)));
  expect(upstream.connectionsOpen).toBe(count);
  go.resolve();
  const texts = new Set((await Promise.all(answers)).map((answer) => answer.text()));
  expect([...texts]).toEqual([events.join("")]);
  for (const connection of connections) connection.leave();
  await upstream.stop();
}, 30_000);
