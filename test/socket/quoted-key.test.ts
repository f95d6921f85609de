// What could go wrong: a provider quotes the account's key in an error, and a client or a log reads it.
import { expect, test } from "bun:test";
import { allAttempts } from "../support/attempt-rows.ts";
import { errorEvent } from "../support/errors.ts";
import { rawRequest } from "../support/raw-client.ts";
import { json, sse } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speechOf, speeches } from "../support/speeches.ts";
import { startGateway } from "../support/start-gateway.ts";

const key = "sk-secret/0123456789";
const escaped = "sk-secret\\/0123456789";
const error = { type: "authentication_error", message: "The key ONE (TWO) é is wrong." };
const hidden = "(the account's key)";

const places = ["before the first content", "after the first content"] as const;
const cases = speeches.flatMap((speech) =>
  places.map((place) => [speech.dialect, place, speech] as const),
);

test.each(cases)("%s: a key in an error event %s is hidden", async (dialect, place, speech) => {
  const events = speech.text(`My own text may hold ${key}, as anything.`);
  const kept = place === "before the first content" ? events.slice(0, 1) : events.slice(0, -3);
  const event = errorEvent(dialect, error);
  const text = [...kept, event.replace("ONE", key).replace("TWO", escaped)].join("");
  const shown = [...kept, event.replace("ONE", hidden).replace("TWO", hidden)].join("");
  const accounts = [{ name: "only", provider: speech.provider, key }];
  for (const pieceBytes of [7, "whole"] as const) {
    const upstream = startUpstream(() => sse([text], { pieceBytes }));
    const seed = { accounts: accounts.map((each) => ({ ...each, baseUrl: upstream.url })) };
    await using gateway = await startGateway({
      ...seed,
      settings: { request_logging: "true", detailed_request_logging: "true" },
    });
    const answer = await rawRequest(gateway.url, speech.request(true));
    expect(answer.text()).toBe(shown);
    const told = JSON.stringify([
      await allAttempts(gateway, 1),
      gateway.data.rows("SELECT error_message, response_body FROM request_logs"),
      gateway.data.rows("SELECT last_error FROM accounts"),
    ]);
    expect(told).not.toContain("0123456789");
    expect(told).toContain(hidden);
    await upstream.stop();
  }
});

test("a key in a whole error is hidden, and no other byte is touched", async () => {
  const speech = speechOf("openai-chat");
  const body = Buffer.concat([
    Buffer.from(`{"error":{"message":"${key} ${escaped} `),
    Buffer.from([0xff, 0xc3, 0xa9]),
    Buffer.from('","n":1.0}}'),
  ]);
  const upstream = startUpstream(() => json(401, body));
  await using gateway = await startGateway({
    accounts: [{ name: "only", provider: "openai", key, baseUrl: upstream.url }],
  });
  const answer = await rawRequest(gateway.url, speech.request(true));
  const shown = body.toString("latin1").replace(key, hidden).replace(escaped, hidden);
  expect(Buffer.from(answer.body).toString("latin1")).toBe(shown);
  await upstream.stop();
});
