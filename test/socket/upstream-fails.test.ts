// What could go wrong: a provider that fails before it has said anything is heard by the client.
import { expect, test } from "bun:test";
import type { GatewayOptions } from "../../src/gateway.ts";
import { outcomes } from "../support/attempt-rows.ts";
import { error, failures, silences, words, type Failure } from "../support/early-failures.ts";
import { errorBody } from "../support/errors.ts";
import { rawRequest } from "../support/raw-client.ts";
import { readErrorBody } from "../support/read-errors.ts";
import { json, sse } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speechOf, speeches, type Speech } from "../support/speeches.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const cases = speeches.flatMap((speech) =>
  failures.map((failure) => [speech.dialect, failure.what, speech, failure] as const),
);

/** Some pause for two seconds, all at once: on a busy machine that nears the usual limit. */
const manyAtOnceMs = 15_000;

test.concurrent.each(cases)(
  "%s: %s",
  (_dialect, _what, speech, failure) => failsOver(speech, failure),
  manyAtOnceMs,
);

const impatient = { headersTimeoutMs: 150, firstContentTimeoutMs: 150, idleTimeoutMs: 150 };

test.each(silences)("$what", async (failure) => {
  await Promise.all(speeches.map((speech) => failsOver(speech, failure, impatient)));
});

test("a stream's headers are waited for no longer than its first content", async () => {
  const speech = speechOf("anthropic-messages");
  const first = startUpstream(() => ({ before: ["stall"], steps: [] }));
  const second = startUpstream(() => sse(speech.text(words)));
  await using gateway = await startGateway(accounts(speech, first.url, second.url), {
    headersTimeoutMs: 60_000,
    firstContentTimeoutMs: 150,
  });
  const answer = await rawRequest(gateway.url, speech.request(true));
  expect(answer.header("x-proxy-account")).toBe("second");
  expect(await outcomes(gateway, 2)).toEqual(["timeout", "success"]);
  await first.stop();
  await second.stop();
});

async function failsOver(
  speech: Speech,
  failure: Failure,
  options: GatewayOptions = {},
): Promise<void> {
  const { calls = 1, outcome } = failure;
  const first = startUpstream(() => failure.reply(speech));
  const second = startUpstream(() => sse(speech.text(words)));
  {
    await using both = await startGateway(accounts(speech, first.url, second.url), options);
    const answer = await rawRequest(both.url, speech.request(true));
    expect(answer.status).toBe(200);
    expect(answer.text()).toBe(speech.text(words).join(""));
    expect(answer.header("x-proxy-account")).toBe("second");
    expect(answer.header("x-proxy-strategy")).toEndWith("+failover");
    expect(first.requests.length).toBe(calls);
    const [request] = second.requests;
    expect(JSON.stringify(request?.headers)).not.toContain("key-of-first");
    // While another account can serve, the one that failed is left alone.
    await rawRequest(both.url, speech.request(true));
    expect(first.requests.length).toBe(calls);
    expect(await outcomes(both, 3)).toEqual([outcome, "success", "success"]);
  }
  await using alone = await startGateway(accounts(speech, first.url), options);
  const answer = await rawRequest(alone.url, speech.request(true));
  expect(answer.status).toBe(failure.status);
  expect(answer.endedCleanly).toBe(true);
  if (failure.words === undefined) {
    expect(readErrorBody(speech.dialect, answer.json()).message).toContain('ccount "first"');
  } else expect(answer.text()).toBe(failure.words(speech));
  const { callsAlone = 1 } = failure;
  expect(await outcomes(alone, callsAlone)).toEqual(Array(callsAlone).fill(outcome));
  expect(errorCount(alone)).toBe(failure.isOverload === true ? 0 : callsAlone);
  await first.stop();
  await second.stop();
}

test.concurrent.each(speeches)("$dialect: a redirect is not followed", async (speech) => {
  const thief = startUpstream(() => sse(speech.text("Thank you for the key.")));
  const location = `${thief.url}${speech.path}`;
  const first = startUpstream(() => ({ status: 307, headers: { location }, steps: [] }));
  const second = startUpstream(() => sse(speech.text(words)));
  await using gateway = await startGateway(accounts(speech, first.url, second.url));
  const answer = await rawRequest(gateway.url, speech.request(true));
  expect(answer.text()).toBe(speech.text(words).join(""));
  expect(thief.requests.length).toBe(0);
  expect(await outcomes(gateway, 2)).toEqual(["redirect", "success"]);
  await using alone = await startGateway(accounts(speech, first.url));
  const refused = await rawRequest(alone.url, speech.request(true));
  expect(refused.status).toBe(502);
  expect(refused.header("location")).toBeNull();
  expect(readErrorBody(speech.dialect, refused.json()).message).toContain("redirect");
  expect(thief.requests.length).toBe(0);
  for (const upstream of [first, second, thief]) await upstream.stop();
});

const ownMistakes = speeches.flatMap((speech) =>
  [400, 404, 413, 422].map((status) => [speech.dialect, status, speech] as const),
);

test.concurrent.each(ownMistakes)(
  "%s: the client's own %i is nobody's fault",
  async (_dialect, status, speech) => {
    const text = JSON.stringify(errorBody(speech.dialect, error));
    const first = startUpstream(() => json(status, text));
    const second = startUpstream(() => sse(speech.text(words)));
    await using gateway = await startGateway(accounts(speech, first.url, second.url));
    for (const stream of [true, false]) {
      const answer = await rawRequest(gateway.url, speech.request(stream));
      expect([answer.status, answer.text()]).toEqual([status, text]);
    }
    expect(first.requests.length).toBe(2);
    expect(second.requests.length).toBe(0);
    expect(await outcomes(gateway, 2)).toEqual(["request", "request"]);
    expect(errorCount(gateway)).toBe(0);
    await first.stop();
    await second.stop();
  },
);

function errorCount({ data }: RunningGateway): unknown {
  const [first] = data.rows("SELECT error_count FROM accounts WHERE name = 'first'");
  return first?.["error_count"];
}

function accounts({ provider }: Speech, ...urls: readonly string[]) {
  return {
    accounts: urls.map((baseUrl, index) => ({
      name: ["first", "second"][index] ?? "",
      provider,
      baseUrl,
      priority: -index,
    })),
  };
}
