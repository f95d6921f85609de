// What could go wrong: a silent answer is cut by somebody's idle timer, or kept alive by bytes that
// do not belong where they stand.
import { expect, test } from "bun:test";
import { createGateway } from "../../src/gateway.ts";
import { outcomes } from "../support/attempt-rows.ts";
import { makeDataDirectory } from "../support/data-directory.ts";
import { openRaw, rawRequest } from "../support/raw-client.ts";
import { json, sse, type Reply } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speechOf, speeches, type Speech } from "../support/speeches.ts";
import { startGateway } from "../support/start-gateway.ts";

const words = "One two three four.";

/** Longer than two ticks of the timer that looks after streams, milliseconds. */
const silentMs = 2_300;

function accountFor({ provider }: Speech, baseUrl: string) {
  return { accounts: [{ name: "only", provider, baseUrl }] };
}

test.concurrent.each(speeches)(
  "$dialect: pings stand between events",
  async (speech) => {
    const events = speech.text(words);
    const [first, second, rest] = [events.slice(0, -4), events.at(-4) ?? "", events.slice(-3)];
    const pause = { waitMs: silentMs };
    // Silent between two events, and once more in the middle of one.
    const steps = [...first, pause, second.slice(0, 30), pause, second.slice(30), ...rest];
    const upstream = startUpstream(() => ({ ...sse([]), steps }));
    await using gateway = await startGateway(accountFor(speech, upstream.url), {
      pingIntervalMs: 500,
    });
    const answer = await rawRequest(gateway.url, speech.request(true), 10_000);
    const text = answer.text();
    const pings = text.split(speech.ping).length - 1;
    expect(pings).toBeGreaterThanOrEqual(3);
    expect(pings).toBeLessThanOrEqual(6);
    const frames = text.match(/[^]*?\n\n/g) ?? [];
    expect(frames.filter((frame) => frame !== speech.ping)).toEqual(events);
    await upstream.stop();
  },
  10_000,
);

test.concurrent("nothing is sent before the first content, however long it takes", async () => {
  const speech = speechOf("anthropic-messages");
  const [begin = "", ...rest] = speech.text(words);
  const steps = [begin, { waitMs: silentMs }, ...rest];
  const upstream = startUpstream(() => ({ ...sse([]), steps }));
  await using gateway = await startGateway(accountFor(speech, upstream.url), {
    pingIntervalMs: 100,
  });
  const connection = await openRaw(gateway.url);
  const answering = connection.request(speech.request(true));
  await Bun.sleep(silentMs - 200);
  expect(connection.text()).toBe("");
  expect((await answering).text()).toBe(speech.text(words).join(""));
  connection.leave();
  await upstream.stop();
});

test.concurrent(
  "a client that is the slower side gets no pings",
  async () => {
    const speech = speechOf("anthropic-messages");
    // More than the buffers of two connections hold.
    const events = speech.text(Array.from({ length: 400 }, () => "x".repeat(100_000)));
    const upstream = startUpstream(() => sse(events));
    await using gateway = await startGateway(accountFor(speech, upstream.url), {
      pingIntervalMs: 100,
      idleTimeoutMs: 1_000,
    });
    const connection = await openRaw(gateway.url);
    const answering = connection.request(speech.request(true), 10_000);
    await connection.until((text) => text.includes("xxxx"));
    connection.pause();
    await Bun.sleep(silentMs);
    connection.resume();
    const answer = await answering;
    // Nor is it taken for a provider that fell silent.
    expect(answer.text() === events.join("")).toBe(true);
    expect(await outcomes(gateway, 1)).toEqual(["success"]);
    connection.leave();
    await upstream.stop();
  },
  15_000,
);

test("idle limits of the server: off while a provider is waited for, on again afterwards", async () => {
  const speech = speechOf("anthropic-messages");
  const go = Promise.withResolvers<void>();
  const upstream = startUpstream(() => ({
    ...json(200, speech.whole([{ text: words }])),
    before: [{ until: go.promise }],
  }));
  const data = await makeDataDirectory(accountFor(speech, upstream.url));
  const gateway = createGateway({ dataDirectory: data.path, stopTimeoutMs: 0 });
  await gateway.ready;
  const limits: number[] = [];
  const socket = {
    timeout: (_request: Request, seconds: number) => limits.push(seconds),
    requestIP: () => ({ address: "127.0.0.1" }),
  };
  const { target = "", headers = [], body = "" } = speech.request(false);
  const upload = new TransformStream<Uint8Array, Uint8Array>();
  const request = new Request(`http://localhost${target}`, {
    method: "POST",
    headers: [...headers],
    body: upload.readable,
  });
  const answering = gateway.fetch(request, socket);
  await Bun.sleep(10);
  // A body that is still coming is the server's to time.
  expect(limits).toEqual([]);
  const writer = upload.writable.getWriter();
  await writer.write(Buffer.from(body));
  await writer.close();
  await upstream.waitForRequest();
  expect(limits).toEqual([0]);
  go.resolve();
  await (await answering).arrayBuffer();
  expect(limits).toEqual([0, 120]);
  await gateway.close();
  data.remove();
  await upstream.stop();
});

/** Longer than Bun's default idle limit of 10 seconds, which strikes after 12. */
const longSilenceMs = 13_000;

test("silence beyond Bun's default idle limit cuts nothing", async () => {
  const speech = speechOf("openai-chat");
  const key = "cgk_long";
  const events = speech.text(words);
  const pause = { waitMs: longSilenceMs };
  const whole = json(200, speech.whole([{ text: words }]));
  const replies: Readonly<Record<string, Reply>> = {
    "silent in the middle": {
      ...sse([]),
      steps: [...events.slice(0, 3), pause, ...events.slice(3)],
    },
    "silent before its content": {
      ...sse([]),
      steps: [...events.slice(0, 1), pause, ...events.slice(1)],
    },
    "silent before its headers": { ...sse(events), before: [pause] },
    "whole, late headers": { ...whole, before: [pause] },
    "whole, late body": { ...whole, steps: [pause, ...whole.steps] },
  };
  const upstream = startUpstream((request) => replies[request.header("x-test") ?? ""] as Reply);
  const data = await makeDataDirectory(accountFor(speech, upstream.url));
  const gateway = createGateway({ dataDirectory: data.path, proxyApiKey: key, stopTimeoutMs: 0 });
  await gateway.ready;
  const host = { hostname: "127.0.0.1", port: 0, development: false } as const;
  const direct = Bun.serve({ ...host, fetch: gateway.fetch });
  // To this one the gateway can say nothing about limits: keep-alives have to do.
  const embedding = Bun.serve({ ...host, fetch: (request) => gateway.fetch(request) });
  const ask = async (server: { readonly url: URL }, what: string): Promise<string> => {
    const { headers = [], ...request } = speech.request(!what.startsWith("whole"));
    const own = [
      ["x-test", what],
      ["authorization", `Bearer ${key}`],
    ] satisfies [string, string][];
    const answer = await rawRequest(
      server.url.href,
      { ...request, headers: [...headers, ...own] },
      longSilenceMs + 3_000,
    );
    return answer.endedCleanly ? answer.text() : `cut: ${answer.text()}`;
  };
  const asked = Object.keys(replies);
  const askAll = (server: { readonly url: URL }) =>
    Promise.all(asked.map((what) => ask(server, what)));
  const [answers, embedded] = await Promise.all([askAll(direct), askAll(embedding)]);
  const stream = events.join("");
  const body = JSON.stringify(speech.whole([{ text: words }]));
  expect(answers).toEqual([stream, stream, stream, body, body]);
  expect(embedded[0]).toContain(speech.ping);
  const plain = embedded.map((text) => text.replaceAll(speech.ping, ""));
  expect(plain).toEqual([stream, stream, stream, body, body]);
  await gateway.close();
  await Promise.all([direct.stop(true), embedding.stop(true)]);
  data.remove();
  await upstream.stop();
}, 20_000);
