// What could go wrong: a stop cuts answers, loses what was spent, hangs, or damages the database.
import { expect, test } from "bun:test";
import { limits } from "../../src/base/limits.ts";
import type { DataDirectory } from "../support/data-directory.ts";
import { startProcess, temporaryData, type GatewayProcess } from "../support/gateway-process.ts";
import type { RawAnswer } from "../support/raw-answer.ts";
import { openRaw, rawRequest } from "../support/raw-client.ts";
import { readErrorBody, readErrorEvent } from "../support/read-errors.ts";
import { json, sse, type Reply } from "../support/reply.ts";
import { startUpstream, type ScriptedUpstream } from "../support/scripted-upstream.ts";
import { speeches, type Speech } from "../support/speeches.ts";

const words = "One two three four five six.";

/** Room for the start of a process, milliseconds; starting takes some hundreds here. */
const timeoutMs = 20_000;

function seed(upstream: ScriptedUpstream) {
  return {
    accounts: [
      { name: "anthropic", provider: "anthropic", baseUrl: upstream.url },
      { name: "openai", provider: "openai", baseUrl: upstream.url },
    ],
  };
}

/** A stream that holds after some events until it is told to go on. */
function held(speech: Speech, go: Promise<unknown>): Reply {
  const events = speech.text(words);
  const reply = sse(events.slice(0, -3));
  return { ...reply, steps: [...reply.steps, { until: go }, ...sse(events.slice(-3)).steps] };
}

/** Asks for a stream and resolves to its answer-to-be once it has begun. */
async function begin(
  gateway: GatewayProcess,
  speech: Speech,
): Promise<{ readonly answer: Promise<RawAnswer> }> {
  const connection = await openRaw(gateway.url);
  const answer = connection.request(speech.request(true), timeoutMs);
  await connection.until((text) => text.includes(" two"));
  return { answer };
}

/** Resolves when the gateway no longer takes new work. */
async function waitUntilStopping({ url }: GatewayProcess): Promise<void> {
  for (;;) {
    const { status } = await rawRequest(`${url}/health`);
    if (status !== 200) return;
    await Bun.sleep(5);
  }
}

function expectStopping({ dialect }: Speech, answer: RawAnswer | undefined): void {
  expect(answer?.status).toBe(503);
  expect(answer?.header("retry-after")).toBe("5");
  expect(readErrorBody(dialect, answer?.json()).message).toContain("stopping");
}

function outcomesIn(data: DataDirectory): string[] {
  return data
    .rows<{ outcome: string }>("SELECT outcome FROM codegate_attempts ORDER BY rowid")
    .map(({ outcome }) => outcome);
}

function integrity(data: DataDirectory): unknown {
  return data.rows("PRAGMA integrity_check");
}

test(
  "SIGTERM lets streams end, refuses new requests, and writes everything down",
  async () => {
    const go = Promise.withResolvers<void>();
    const upstream = startUpstream((request) => {
      const speech = speeches.find(({ path }) => path === request.target) as Speech;
      return held(speech, go.promise);
    });
    using data = await temporaryData(seed(upstream));
    await using gateway = await startProcess(data);
    const kept = await openRaw(gateway.url);
    expect((await kept.request({ target: "/health" })).status).toBe(200);
    const streams = await Promise.all(speeches.map((speech) => begin(gateway, speech)));

    gateway.kill("SIGTERM");
    await waitUntilStopping(gateway);
    for (const speech of speeches) {
      expectStopping(speech, await kept.request(speech.request(true)));
    }
    go.resolve();
    for (const [index, speech] of speeches.entries()) {
      const answer = await streams[index]?.answer;
      expect(answer?.text()).toBe(speech.text(words).join(""));
      expect(answer?.endedCleanly).toBe(true);
    }
    expect(await gateway.waitForExit()).toBe(0);
    expect(outcomesIn(data)).toEqual(["success", "success", "success"]);
    expect(integrity(data)).toEqual([{ integrity_check: "ok" }]);
    await upstream.stop();
  },
  timeoutMs,
);

test(
  "at the deadline streams end in an error event, and requests without an answer in a 503",
  async () => {
    const upstream = startUpstream((request) => {
      const speech = speeches.find(({ path }) => path === request.target) as Speech;
      if (!request.text().includes('"stream":true')) return { before: ["stall"], steps: [] };
      return held(speech, new Promise(() => undefined));
    });
    using data = await temporaryData(seed(upstream));
    await using gateway = await startProcess(data, { CODEGATE_STOP_TIMEOUT_SECONDS: "1" });
    const streams = await Promise.all(speeches.map((speech) => begin(gateway, speech)));
    const waiting = speeches.map((speech) =>
      rawRequest(gateway.url, speech.request(false), timeoutMs),
    );
    const requests = await upstream.waitForRequests(2 * speeches.length);

    const stoppedAt = performance.now();
    gateway.kill("SIGTERM");
    expect(await gateway.waitForExit()).toBe(0);
    const tookMs = performance.now() - stoppedAt;
    expect(tookMs).toBeGreaterThan(990);
    expect(tookMs).toBeLessThan(2_000);

    for (const [index, speech] of speeches.entries()) {
      const begun = speech.text(words).slice(0, -3).join("");
      const answer = await streams[index]?.answer;
      const body = answer?.text() ?? "";
      expect(answer?.endedCleanly).toBe(true);
      expect(body.startsWith(begun)).toBe(true);
      const error = readErrorEvent(speech.dialect, body.slice(begun.length));
      expect(error.message).toContain("stopping");
      expectStopping(speech, await waiting[index]);
    }
    for (const request of requests) await upstream.waitForClose(request);
    expect(outcomesIn(data).slice(0, 3)).toEqual(["stopped", "stopped", "stopped"]);
    await upstream.stop();
  },
  timeoutMs,
);

test(
  "at the deadline requests without an answer are written down as well",
  async () => {
    const upstream = startUpstream(() => ({ before: ["stall"], steps: [] }));
    using data = await temporaryData(seed(upstream));
    await using gateway = await startProcess(data, { CODEGATE_STOP_TIMEOUT_SECONDS: "0" });
    const waiting = speeches.map((speech) => rawRequest(gateway.url, speech.request(true)));
    await upstream.waitForRequests(speeches.length);
    gateway.kill("SIGTERM");
    await Promise.all([...waiting, gateway.waitForExit()]);
    await upstream.stop();
    expect(outcomesIn(data)).toEqual(["stopped", "stopped", "stopped"]);
  },
  timeoutMs,
);

test(
  "a whole answer that a slow client still reads is not cut",
  async () => {
    const [speech] = speeches as [Speech];
    const text = "word ".repeat(4_000_000);
    const answer = JSON.stringify(speech.whole([{ text }]));
    const upstream = startUpstream(() => json(200, answer));
    using data = await temporaryData(seed(upstream));
    await using gateway = await startProcess(data);
    const connection = await openRaw(gateway.url);
    const reading = connection.request(speech.request(false), timeoutMs);
    await connection.until((received) => received.includes("word"), timeoutMs);
    connection.pause();
    gateway.kill("SIGTERM");
    await waitUntilStopping(gateway);
    await Bun.sleep(100);
    connection.resume();
    const { status, endedCleanly, body } = await reading;
    expect([status, endedCleanly, body.length]).toEqual([200, true, Buffer.byteLength(answer)]);
    expect(await gateway.waitForExit()).toBe(0);
    expect(outcomesIn(data)).toEqual(["success"]);
    await upstream.stop();
  },
  timeoutMs,
);

test(
  "a second SIGINT does not wait",
  async () => {
    const upstream = startUpstream(() => held(speeches[0] as Speech, new Promise(() => undefined)));
    using data = await temporaryData(seed(upstream));
    await using gateway = await startProcess(data);
    await begin(gateway, speeches[0] as Speech);
    gateway.kill("SIGINT");
    await waitUntilStopping(gateway);
    await Bun.sleep(2 * limits.stopInsistMs);
    const secondAt = performance.now();
    gateway.kill("SIGINT");
    expect(await gateway.waitForExit()).toBe(1);
    expect(performance.now() - secondAt).toBeLessThan(500);
    await upstream.stop();
  },
  timeoutMs,
);

test(
  "kill -9 loses at most the last 100 ms, and the next start works on the same database",
  async () => {
    const [speech] = speeches as [Speech];
    const upstream = startUpstream(() => json(200, speech.whole([{ text: words }])));
    using data = await temporaryData(seed(upstream));
    const answeredAt: number[] = [];
    {
      await using gateway = await startProcess(data);
      const connection = await openRaw(gateway.url);
      const deadline = performance.now() + 600;
      while (performance.now() < deadline) {
        await connection.request(speech.request(false));
        answeredAt.push(performance.now());
      }
      const killedAt = performance.now();
      gateway.kill("SIGKILL");
      await gateway.waitForExit();
      // The interval of writing, and as much again for a machine that is busy with other tests.
      const old = answeredAt.filter((at) => killedAt - at > 200).length;
      expect(outcomesIn(data).length).toBeGreaterThanOrEqual(old);
      expect(old).toBeGreaterThan(10);
    }
    expect(integrity(data)).toEqual([{ integrity_check: "ok" }]);
    const before = outcomesIn(data).length;
    await using again = await startProcess(data);
    expect((await rawRequest(again.url, speech.request(false))).status).toBe(200);
    again.kill("SIGTERM");
    expect(await again.waitForExit()).toBe(0);
    expect(outcomesIn(data).length).toBe(before + 1);
    await upstream.stop();
  },
  timeoutMs,
);
