/**
 * What could go wrong: a converted stream is cut by an idle timer, or kept alive by bytes that its
 * client cannot read, or a late answer of another dialect begins twice.
 */
import { expect, test } from "bun:test";
import { outcomes } from "../../support/attempt-rows.ts";
import { pairs, requestOf, seedFor } from "../../support/crossings.ts";
import { errorBody } from "../../support/errors.ts";
import { hear } from "../../support/hear.ts";
import { rawRequest } from "../../support/raw-client.ts";
import { readErrorEvent } from "../../support/read-errors.ts";
import { readAnswer } from "../../support/read-stream.ts";
import { json, sse } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

const words = "One two three four.";
/** Longer than two ticks of the timer that looks after streams, milliseconds. */
const silentMs = 2_300;
/** Long after a late answer has been begun. */
const slow = [{ waitMs: 250 }];
const earlyAnswerMs = 60;

test.concurrent.each(pairs)(
  "$way: silence is filled with the client's pings",
  async ({ client, provider }) => {
    const events = provider.events([{ text: words }]);
    const broken = events.at(-5) ?? "";
    const pause = { waitMs: silentMs };
    // Silent between two events, and in the middle of one.
    const steps = [
      ...events.slice(0, -5),
      pause,
      broken.slice(0, 20),
      pause,
      broken.slice(20),
      ...events.slice(-4),
    ];
    const upstream = startUpstream(() => ({ ...sse([]), steps }));
    const seed = seedFor(provider, upstream.url);
    await using gateway = await startGateway(seed, { pingIntervalMs: 500 });
    const answer = await rawRequest(gateway.url, requestOf(client), 10_000);
    const pings = answer.text().match(/^(?::.*|event: ping\ndata: .*)\n\n/gm) ?? [];
    expect(pings.length).toBeGreaterThanOrEqual(3);
    expect(readAnswer(client.dialect, answer)).toMatchObject({ text: words, isWhole: true });
    const heard = await hear({ dialect: client.dialect, bytes: answer.body, isStream: true });
    expect(heard.text).toBe(words);
    await upstream.stop();
  },
  15_000,
);

test.each(pairs)("$way: a slow answer is begun with comments", async ({ client, provider }) => {
  const upstream = startUpstream(() => ({
    ...sse(provider.events([{ text: words }])),
    before: slow,
  }));
  await using gateway = await startGateway(seedFor(provider, upstream.url), { earlyAnswerMs });
  const answer = await rawRequest(gateway.url, requestOf(client));
  expect(answer.header("x-codegate-early")).toBe("1");
  expect(answer.text()).toStartWith(": CodeGate waits");
  expect(answer.text()).toContain(`: x-codegate-mutations: dialect=${provider.dialect}\n`);
  expect(readAnswer(client.dialect, answer)).toMatchObject({ text: words, isWhole: true });
  expect(await outcomes(gateway, 1)).toEqual(["success"]);
  await upstream.stop();
});

test.each(pairs)("$way: a late refusal is one error event", async ({ client, provider }) => {
  const error = { type: "permission_error", message: "Not from here.", code: "no" };
  const upstream = startUpstream(() => ({
    ...json(403, errorBody(provider.dialect, error)),
    before: slow,
  }));
  await using gateway = await startGateway(seedFor(provider, upstream.url), { earlyAnswerMs });
  const answer = await rawRequest(gateway.url, requestOf(client));
  const events = answer.text().replace(/^(?::.*\n|\n)*/, "");
  expect(readErrorEvent(client.dialect, events).message).toContain("Not from here.");
  expect(await outcomes(gateway, 1)).toEqual(["credential"]);
  await upstream.stop();
});
