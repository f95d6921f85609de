// What could go wrong: an answer that breaks off reaches the client as half an event, as a second
// error, or as a good end.
import { expect, test } from "bun:test";
import { limits } from "../../src/base/limits.ts";
import { allAttempts } from "../support/attempt-rows.ts";
import { errorEvent } from "../support/errors.ts";
import type { RawAnswer } from "../support/raw-answer.ts";
import { openRaw, rawRequest } from "../support/raw-client.ts";
import { readErrorEvent } from "../support/read-errors.ts";
import { sse, type Reply, type Step } from "../support/reply.ts";
import { startUpstream, type ScriptedUpstream } from "../support/scripted-upstream.ts";
import { speeches, type Speech } from "../support/speeches.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const words = "One two three four five.";

/** The events that a client gets before the stream breaks: content, and no terminator. */
function begun({ text }: Speech): string[] {
  return text(words).slice(0, -3);
}

interface Break {
  readonly how: string;
  readonly steps: readonly Step[];
  readonly framing?: Reply["framing"];
  readonly outcome: string;
}

const half = 'data: {"type":"response.output_text.delta","choices":[{"delta":{"con';

const breaks: readonly Break[] = [
  { how: "a reset", steps: ["reset"], outcome: "cut" },
  { how: "a reset in the middle of an event", steps: [half, "reset"], outcome: "cut" },
  { how: "a FIN without the last chunk", steps: [half, "end-early"], outcome: "cut" },
  {
    how: "a content-length that is not reached",
    steps: [half, "end-early"],
    framing: "length",
    outcome: "cut",
  },
  { how: "a chunk size that is none", steps: [{ raw: "zz\r\n" }, "stall"], outcome: "cut" },
  { how: "an end without terminator", steps: [half], framing: "close", outcome: "cut" },
  {
    how: "an event beyond the limit",
    steps: [half, "x".repeat(limits.streamEventBytes), "stall"],
    outcome: "too large",
  },
];

const cases = speeches.flatMap((speech) =>
  breaks.map((each) => [speech.dialect, each.how, speech, each] as const),
);

test.concurrent.each(cases)(
  "%s: after content, %s",
  async (_dialect, _how, speech, { outcome, ...how }) => {
    const first = startUpstream();
    const second = startUpstream(() => sse(speech.text(words)));
    await using gateway = await startGateway(twoAccounts(speech, first.url, second.url));
    expectBrokenEnd(speech, await tell({ gateway, upstream: first, speech, ...how }));

    // The account rests now: the next request goes to the other one.
    const next = await rawRequest(gateway.url, speech.request(true));
    expect(next.text()).toBe(speech.text(words).join(""));
    expect(first.requests.length).toBe(1);
    const rows = await allAttempts(gateway, 2);
    expect(rows.map((row) => [row.account_id, row.outcome])).toEqual([
      ["id-first", outcome],
      ["id-second", "success"],
    ]);
    expect(rows[0]?.error_message).toContain('Account "first"');
    expect(statusOf(gateway, "first")).toEqual({ status: "error", error_count: 1 });
    await first.stop();
    await second.stop();
  },
);

test.concurrent.each(speeches)("$dialect: silence after content", async (speech) => {
  const first = startUpstream();
  const second = startUpstream(() => sse(speech.text(words)));
  await using gateway = await startGateway(twoAccounts(speech, first.url, second.url), {
    idleTimeoutMs: 200,
  });
  const steps: Step[] = [half, "stall"];
  expectBrokenEnd(speech, await tell({ gateway, upstream: first, speech, steps }));
  await first.waitForClose(await first.waitForRequest());
  await rawRequest(gateway.url, speech.request(true));
  const rows = await allAttempts(gateway, 2);
  expect(rows.map(({ outcome }) => outcome)).toEqual(["stalled", "success"]);
  await first.stop();
  await second.stop();
});

/** What a provider may do once it has said that it failed. */
const afterError: readonly (readonly [string, readonly Step[]])[] = [
  ["ends", []],
  ["resets", ["reset"]],
  ["says [DONE]", ["data: [DONE]\n\n"]],
  ["stays silent", ["stall"]],
];

const errorCases = speeches.flatMap((speech) =>
  afterError.map(([what, steps]) => [speech.dialect, what, speech, steps] as const),
);

test.concurrent.each(errorCases)(
  "%s: the provider's own error event is the only one when it %s afterwards",
  async (_dialect, _what, speech, after) => {
    const event = errorEvent(speech.dialect, { type: "overloaded_error", message: "Overloaded" });
    const upstream = startUpstream();
    await using gateway = await startGateway(oneAccount(speech, upstream.url));
    const read = Promise.withResolvers<void>();
    upstream.next({
      ...sse([]),
      steps: [...begun(speech), event, { until: read.promise }, ...after],
    });
    const connection = await openRaw(gateway.url);
    const answering = connection.request(speech.request(true));
    await connection.until((text) => text.includes(event.trim()));
    read.resolve();
    const answer = await answering;
    const rest = after.filter((step) => String(step).startsWith("data:")).join("");
    expect(answer.text()).toBe(begun(speech).join("") + event + rest);
    expect(answer.endedCleanly).toBe(true);
    const [row] = await allAttempts(gateway, 1);
    expect([row?.outcome, row?.error_message]).toEqual(["error in stream", "Overloaded"]);
    expect(statusOf(gateway, "only")).toEqual({ status: "error", error_count: 1 });
    connection.leave();
    await upstream.stop();
  },
);

test.concurrent.each(speeches)(
  "$dialect: what follows the terminator is no failure",
  async (speech) => {
    const end = speech.text(words).slice(-3);
    const endings: readonly Step[][] = [["reset"], ["end-early"], ["stall"], [half, "reset"]];
    const upstream = startUpstream();
    await using gateway = await startGateway(oneAccount(speech, upstream.url));
    for (const ending of endings) {
      const read = Promise.withResolvers<void>();
      upstream.next({
        ...sse([]),
        steps: [...speech.text(words), { until: read.promise }, ...ending],
      });
      const connection = await openRaw(gateway.url);
      const answering = connection.request(speech.request(true));
      await connection.until((text) => text.includes((end.at(-1) ?? "").trim()));
      read.resolve();
      const answer = await answering;
      expect(answer.text()).toBe(speech.text(words).join(""));
      expect(answer.endedCleanly).toBe(true);
      connection.leave();
    }
    const rows = await allAttempts(gateway, endings.length);
    expect(rows.map(({ outcome }) => outcome)).toEqual(endings.map(() => "success"));
    expect(statusOf(gateway, "only")).toEqual({ status: "active", error_count: 0 });
    await upstream.stop();
  },
);

test("a chat server that sends neither [DONE] nor a reason is believed when it ends well", async () => {
  const speech = speeches[1] as Speech;
  const upstream = startUpstream(() => sse(begun(speech)));
  await using gateway = await startGateway(oneAccount(speech, upstream.url));
  const answer = await rawRequest(gateway.url, speech.request(true));
  expect(answer.text()).toBe(begun(speech).join(""));
  const [row] = await allAttempts(gateway, 1);
  // What it cost was never said: unknown, not zero.
  expect([row?.outcome, row?.output_tokens]).toEqual(["success", null]);
  await upstream.stop();
});

interface Story {
  readonly gateway: RunningGateway;
  readonly upstream: ScriptedUpstream;
  readonly speech: Speech;
  readonly steps: readonly Step[];
  readonly framing?: Reply["framing"];
}

/**
 * A stream that goes wrong once the client has its content: Bun's fetch forgets what it has not
 * handed out when a connection breaks.
 */
async function tell({
  gateway,
  upstream,
  speech,
  steps,
  framing = "chunked",
}: Story): Promise<RawAnswer> {
  const read = Promise.withResolvers<void>();
  upstream.next({
    ...sse([]),
    framing,
    steps: [...begun(speech), { until: read.promise }, ...steps],
  });
  const connection = await openRaw(gateway.url);
  const answering = connection.request(speech.request(true));
  const last = begun(speech).at(-1)?.trim() ?? "";
  await connection.until((text) => text.includes(last));
  read.resolve();
  const answer = await answering;
  connection.leave();
  return answer;
}

/** Whole events, one error event, and a good end. */
function expectBrokenEnd(speech: Speech, answer: RawAnswer): void {
  const whole = begun(speech).join("");
  expect(answer.text().slice(0, whole.length)).toBe(whole);
  const error = readErrorEvent(speech.dialect, answer.text().slice(whole.length));
  expect(error.message).toContain('Account "first"');
  expect(answer.endedCleanly).toBe(true);
}

function statusOf({ data }: RunningGateway, name: string): unknown {
  return data.rows(`SELECT status, error_count FROM accounts WHERE name = '${name}'`)[0];
}

function oneAccount({ provider }: Speech, url: string) {
  return { accounts: [{ name: "only", provider, baseUrl: url }] };
}

function twoAccounts({ provider }: Speech, first: string, second: string) {
  return {
    accounts: [
      { name: "first", provider, baseUrl: first, priority: 2 },
      { name: "second", provider, baseUrl: second, priority: 1 },
    ],
  };
}
