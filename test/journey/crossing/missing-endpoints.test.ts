/**
 * What could go wrong: Codex on a server of the user's own that has only Chat Completions hears a
 * 404, or the server is asked in vain before every request.
 */
import { describe, expect, test } from "bun:test";
import { createMissingEndpoints } from "../../../src/attempt/missing-endpoints.ts";
import type { Outgoing } from "../../../src/attempt/outgoing.ts";
import type { Trouble } from "../../../src/attempt/trouble.ts";
import { findProvider } from "../../../src/provider/providers.ts";
import type { Candidate } from "../../../src/route/candidate.ts";
import { accountOf } from "../../support/account.ts";
import { allAttempts } from "../../support/attempt-rows.ts";
import { endOf, requestOf } from "../../support/crossings.ts";
import { rawRequest } from "../../support/raw-client.ts";
import { readAnswer } from "../../support/read-stream.ts";
import { json, sse, type Reply } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

const responses = endOf("openai-responses");
const chat = endOf("openai-chat");

const missing: readonly (readonly [how: string, reply: Reply])[] = [
  ["FastAPI", json(404, { detail: "Not Found" })],
  ["Go", { status: 404, headers: { "content-type": "text/plain" }, steps: ["404 page not found"] }],
  ["llama.cpp", json(404, { error: { code: 404, message: "File Not Found", type: "not_found" } })],
  [
    "Express",
    {
      status: 404,
      headers: { "content-type": "text/html" },
      steps: ["<!DOCTYPE html><pre>Cannot POST /v1/responses</pre>"],
    },
  ],
  ["a 405", json(405, { detail: "Method Not Allowed" })],
  ["LM Studio", json(200, { error: "Unexpected endpoint or method. (POST /v1/responses)" })],
];

test.each(missing)("%s: the next call is Chat, now and later", async (_how, reply) => {
  const upstream = startUpstream(({ target }) =>
    target.endsWith("/responses") ? reply : sse(chat.events([{ text: "Hi." }])),
  );
  await using gateway = await startGateway({
    accounts: [{ name: "own", provider: "custom", baseUrl: upstream.url }],
  });
  const answers = [];
  for (let count = 0; count < 2; count++) {
    answers.push(await rawRequest(gateway.url, requestOf(responses)));
  }
  for (const answer of answers) {
    expect(readAnswer("openai-responses", answer)).toMatchObject({ text: "Hi.", isWhole: true });
    expect(answer.header("x-codegate-mutations")).toBe("dialect=openai-chat");
    expect(answer.header("x-proxy-strategy")).not.toContain("failover");
  }
  expect(upstream.requests.map(({ target }) => target)).toEqual([
    "/v1/responses",
    "/v1/chat/completions",
    "/v1/chat/completions",
  ]);
  const rows = await allAttempts(gateway, 3);
  expect(
    rows.map(({ attempt, outcome, output_tokens }) => [attempt, outcome, output_tokens]),
  ).toEqual([
    [1, expect.any(String), 0],
    [2, "success", 34],
    [1, "success", 34],
  ]);
  await upstream.stop();
});

test("a model that is not there is told, and nothing is learnt", async () => {
  const error = { message: "The model `m` does not exist.", type: "not_found", code: "x" };
  const upstream = startUpstream(() => json(404, { error }));
  await using gateway = await startGateway({
    accounts: [{ name: "own", provider: "custom", baseUrl: upstream.url }],
  });
  for (let count = 0; count < 2; count++) {
    expect((await rawRequest(gateway.url, requestOf(responses))).status).toBe(404);
  }
  expect(upstream.requests.map(({ target }) => target)).toEqual(["/v1/responses", "/v1/responses"]);
  await upstream.stop();
});

describe("what is learnt", () => {
  const account = accountOf({ provider: "custom", baseUrl: "http://127.0.0.1:8000" });
  const provider = findProvider("custom");
  const offer = { base: "http://127.0.0.1:8000", auth: "bearer" } as const;
  const resting = { accountId: account.id, provider: "custom", family: "m" };
  const dialect = "openai-responses";
  const fixed = { isForAll: true, billing: "", window: "" };
  const candidate: Candidate = { account, provider, offer, dialect, model: "m", resting, ...fixed };
  const outgoing = { dialect, crossing: null } as Outgoing;
  const trouble = {
    kind: "refused",
    status: 404,
    answer: { kind: "whole", status: 404, bytes: new Uint8Array() },
    error: { type: "", code: "", message: "Not Found", resetsAt: null, resetsInSeconds: null },
  } as Trouble;

  test("holds for a day", () => {
    let now = 0;
    const endpoints = createMissingEndpoints(() => now);
    expect(endpoints.reached(candidate).dialect).toBe(dialect);
    expect(endpoints.learn(candidate, outgoing, trouble)).toBe(true);
    now = 23 * 3_600_000;
    expect(endpoints.reached(candidate).dialect).toBe("openai-chat");
    now = 25 * 3_600_000;
    expect(endpoints.reached(candidate).dialect).toBe(dialect);
  });

  test("is nothing where the user has named the dialects, or at a provider's own address", () => {
    const endpoints = createMissingEndpoints(() => 0);
    const named = { ...candidate, account: { ...account, dialects: [dialect] as const } };
    expect(endpoints.learn(named, outgoing, trouble)).toBe(false);
    const openAi = accountOf({ provider: "openai", baseUrl: null });
    const home = { ...candidate, account: openAi, provider: findProvider("openai") };
    expect(endpoints.learn(home, outgoing, trouble)).toBe(false);
  });
});
