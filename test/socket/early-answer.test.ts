// What could go wrong: a client gives up on a slow model, or what it is kept waiting with breaks it.
import { expect, test } from "bun:test";
import type { GatewayOptions } from "../../src/gateway.ts";
import { allAttempts, outcomes } from "../support/attempt-rows.ts";
import { errorBody, errorEvent } from "../support/errors.ts";
import { openRaw, rawRequest, writtenRequest } from "../support/raw-client.ts";
import { readErrorEvent } from "../support/read-errors.ts";
import { json, sse, type Reply } from "../support/reply.ts";
import { startUpstream, type ScriptedUpstream } from "../support/scripted-upstream.ts";
import { speechOf, speeches, type Speech } from "../support/speeches.ts";
import { startGateway } from "../support/start-gateway.ts";

const words = "One two three four.";
const earlyAnswerMs = 60;
/** Long after the answer has been begun, before the first ping. */
const slowMs = 250;
const slow = [{ waitMs: slowMs }];

function startFor(
  { provider }: Speech,
  upstreams: readonly ScriptedUpstream[],
  options: GatewayOptions = {},
) {
  const accounts = upstreams.map(({ url }, index) => ({
    name: `account ${index}`,
    provider,
    baseUrl: url,
    priority: -index,
  }));
  return startGateway({ accounts }, { earlyAnswerMs, ...options });
}

/** The comments before the first event, and the events. */
function split(text: string): { readonly comments: string; readonly events: string } {
  const comments = /^(?::.*\n|\n)*/.exec(text)?.[0] ?? "";
  return { comments, events: text.slice(comments.length) };
}

test.each(speeches)(
  "$dialect: a slow answer is begun, and is then the true one",
  async (speech) => {
    const events = speech.text(words);
    const upstream = startUpstream(() => ({ ...sse(events), before: slow }));
    await using gateway = await startFor(speech, [upstream]);
    const answer = await rawRequest(gateway.url, speech.request(true));
    expect(answer.status).toBe(200);
    expect(answer.header("content-type")).toStartWith("text/event-stream");
    expect(answer.header("x-codegate-early")).toBe("1");
    expect(answer.header("x-proxy-account")).toBeNull();
    const { comments, events: told } = split(answer.text());
    expect(told).toBe(events.join(""));
    const id = answer.header("x-codegate-request-id") ?? "";
    expect(comments).toStartWith(`: CodeGate waits for a provider; request ${id}\n\n`);
    expect(comments).toContain(": x-codegate-status: 200\n");
    expect(comments).toContain(": x-proxy-account: account 0\n");
    expect(comments).toMatch(/: x-codegate-route: direct; tier=\w+; served=account 0\n/);
    const [first] = answer.chunks;
    const last = answer.chunks.at(-1);
    expect((last?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(slowMs - earlyAnswerMs - 50);
    expect(await outcomes(gateway, 1)).toEqual(["success"]);
    await upstream.stop();
  },
);

test("the wait is kept alive by comments, also over failovers, and the stream begins once", async () => {
  const speech = speechOf("anthropic-messages");
  const [begin = "", ...rest] = speech.text(words);
  // The first one begins to speak, and fails before it has said anything.
  const busy = errorEvent(speech.dialect, { type: "overloaded_error", message: "busy" });
  const failing = startUpstream(() => ({ ...sse([]), steps: [begin, { waitMs: 1_300 }, busy] }));
  const serving = startUpstream(() => ({ ...sse([begin, ...rest]), before: [{ waitMs: 1_300 }] }));
  await using gateway = await startFor(speech, [failing, serving], { pingIntervalMs: 500 });
  const answer = await rawRequest(gateway.url, speech.request(true));
  const { comments, events } = split(answer.text());
  expect(events).toBe([begin, ...rest].join(""));
  expect(comments.split(": ping\n\n").length - 1).toBeGreaterThanOrEqual(2);
  expect(comments).toContain("tried=account 0(overloaded); served=account 1");
  expect(await outcomes(gateway, 2)).toEqual(["overloaded", "success"]);
  await failing.stop();
  await serving.stop();
});

interface Failure {
  readonly how: string;
  reply(speech: Speech): Reply;
  readonly status: number;
  /** Of the row. */
  readonly outcome: string;
  /** Words of the error. */
  readonly says: string;
}

const code = "rate_limit_exceeded";

const failures: readonly Failure[] = [
  {
    how: "a refusal of its own words",
    reply: ({ dialect }) =>
      json(429, errorBody(dialect, { type: "rate_limit_error", message: "Too much.", code }), {
        "retry-after": "77",
      }),
    status: 429,
    outcome: "throttle",
    says: "Too much.",
  },
  {
    how: "a refusal over several lines",
    reply: ({ dialect }) => {
      const body = errorBody(dialect, {
        type: "rate_limit_error",
        message: "Too much.",
        code: "c",
      });
      return json(429, JSON.stringify(body, null, 2), { "retry-after": "77" });
    },
    status: 429,
    outcome: "throttle",
    says: "Too much.",
  },
  {
    how: "a web page",
    reply: () => ({ status: 500, headers: { "content-type": "text/html" }, steps: ["<html>"] }),
    status: 500,
    outcome: "server",
    says: 'account "account 0" answered HTTP 500',
  },
  {
    how: "words in another shape",
    reply: () => json(403, { detail: "Not from here." }),
    status: 403,
    outcome: "credential",
    says: "Not from here.",
  },
  {
    how: "a broken connection",
    reply: () => ({ before: ["close-before-headers"], steps: [] }),
    status: 502,
    outcome: "connection",
    says: "closed the connection",
  },
  {
    how: "an error event in its stream",
    reply: ({ dialect, text }) => {
      const error = { type: "rate_limit_error", message: "Too much.", code };
      return sse([...text(words).slice(0, 1), errorEvent(dialect, error)]);
    },
    status: 200,
    outcome: "throttle",
    says: "Too much.",
  },
  {
    how: "a whole answer",
    reply: ({ whole }) => json(200, whole([{ text: words }])),
    status: 502,
    outcome: "not a stream",
    says: "although a stream was asked for",
  },
];

const cases = speeches.flatMap((speech) =>
  failures.map((failure) => [speech.dialect, failure.how, speech, failure] as const),
);

test.each(cases)("%s: what fails late with %s is one error event", async (...row) => {
  const [dialect, , speech, failure] = row;
  const reply = failure.reply(speech);
  const upstream = startUpstream(() => ({ ...reply, before: [...slow, ...(reply.before ?? [])] }));
  await using gateway = await startFor(speech, [upstream]);
  const answer = await rawRequest(gateway.url, speech.request(true));
  expect([answer.status, answer.endedCleanly]).toEqual([200, true]);
  const { comments, events } = split(answer.text());
  expect(comments).toContain(`: x-codegate-status: ${failure.status}\n`);
  if (failure.status === 429) expect(comments).toContain(": retry-after: 77\n");
  // What a stream has said before its error is the provider's, as ever.
  const [begin = ""] = speech.text(words);
  const own = events.startsWith(begin) ? events.slice(begin.length) : events;
  const oneLine = own.replace(/^(?:data: .*\n)+/m, (lines) => {
    const data = lines.replaceAll("data: ", "").trim();
    return `data: ${JSON.stringify(JSON.parse(data))}\n`;
  });
  const { message } = readErrorEvent(dialect, oneLine);
  expect(message).toContain(failure.says);
  const [attempt] = await allAttempts(gateway, 1);
  expect(attempt?.outcome).toBe(failure.outcome);
  await upstream.stop();
});

test("within the limit an error keeps its status, and whole answers are never begun", async () => {
  const speech = speechOf("openai-chat");
  const upstream = startUpstream(() =>
    json(403, errorBody(speech.dialect, { type: "t", message: "m" })),
  );
  await using gateway = await startFor(speech, [upstream], { earlyAnswerMs: 2_000 });
  const refused = await rawRequest(gateway.url, speech.request(true));
  expect([refused.status, refused.header("x-codegate-early")]).toEqual([403, null]);
  await using hasty = await startFor(speech, [upstream]);
  upstream.answer = () => ({ ...json(500, { error: { message: "late" } }), before: slow });
  const whole = await rawRequest(hasty.url, speech.request(false));
  expect([whole.status, whole.header("x-codegate-early")]).toEqual([500, null]);
  await using patient = await startFor(speech, [upstream], { earlyAnswerMs: 0 });
  const never = await rawRequest(patient.url, speech.request(true));
  expect([never.status, never.header("x-codegate-early")]).toEqual([500, null]);
  await upstream.stop();
});

test.each(["fin", "reset"] as const)(
  "a client that leaves by %s while it waits cancels the call",
  async (how) => {
    const speech = speechOf("anthropic-messages");
    const upstream = startUpstream(() => ({ before: ["stall"], steps: [] }));
    await using gateway = await startFor(speech, [upstream]);
    const connection = await openRaw(gateway.url);
    void connection.send(writtenRequest(gateway.url, speech.request(true)));
    await connection.until((text) => text.includes("CodeGate waits"));
    const request = await upstream.waitForRequest();
    const leftAt = performance.now();
    connection.leave(how);
    await upstream.waitForClose(request);
    expect((request.closedAt ?? Number.NaN) - leftAt).toBeLessThan(500);
    expect(await outcomes(gateway, 1)).toEqual(["client left"]);
    await upstream.stop();
  },
);

test("a host that only cancels the body is a client that left", async () => {
  const speech = speechOf("openai-chat");
  const upstream = startUpstream(() => ({ before: ["stall"], steps: [] }));
  await using running = await startFor(speech, [upstream]);
  const { target = "", headers = [], body = "" } = speech.request(true);
  const socket = { timeout: () => undefined, requestIP: () => ({ address: "127.0.0.1" }) };
  const request = new Request(`http://localhost${target}`, {
    method: "POST",
    headers: [...headers],
    body: String(body),
  });
  const response = await running.gateway.fetch(request, socket);
  const seen = await upstream.waitForRequest();
  await response.body?.cancel();
  await upstream.waitForClose(seen);
  expect(await outcomes(running, 1)).toEqual(["client left"]);
  await upstream.stop();
});

test("a stop while a client waits is told in an error event", async () => {
  const speech = speechOf("openai-responses");
  const upstream = startUpstream(() => ({ before: ["stall"], steps: [] }));
  await using gateway = await startFor(speech, [upstream]);
  const connection = await openRaw(gateway.url);
  const answering = connection.request(speech.request(true));
  await connection.until((text) => text.includes("CodeGate waits"));
  await gateway.gateway.close();
  const answer = await answering;
  const { comments, events } = split(answer.text());
  expect(comments).toContain(": x-codegate-status: 503\n");
  expect(readErrorEvent(speech.dialect, events).message).toContain("is stopping");
  expect(await outcomes(gateway, 1)).toEqual(["stopped"]);
  connection.leave();
  await upstream.stop();
});
