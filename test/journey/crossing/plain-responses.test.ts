/**
 * What could go wrong: Codex on a server that speaks only the plain part of Responses cannot patch
 * files or sum up, and an older Codex finds no endpoint for its summary.
 */
import { describe, expect, test } from "bun:test";
import OpenAI from "openai";
import { sealPrefix } from "../../../src/vocabulary/sealed-text.ts";
import { accountAt, endOf, ends, type End } from "../../support/crossings.ts";
import { hear } from "../../support/hear.ts";
import { rawRequest } from "../../support/raw-client.ts";
import { clientRequests } from "../../support/recordings.ts";
import { json, sse } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import type { SeenRequest } from "../../support/seen-request.ts";
import { startGateway } from "../../support/start-gateway.ts";

type Fields = Readonly<Record<string, unknown>>;

const responses = endOf("openai-responses");
const recorded = clientRequests().find(
  ({ client, scenario, sequence }) =>
    client.startsWith("codex") && scenario === "responses" && sequence === 2,
);

const plainTools = new Set(["function", "web_search"]);
const plainItems = new Set(["message", "function_call", "function_call_output", "reasoning"]);

/** A server with functions and nothing else, as many are. */
function refusal(request: SeenRequest) {
  const { tools = [], input } = request.json() as {
    readonly tools?: readonly Fields[];
    readonly input: readonly Fields[];
  };
  const tool = tools.findIndex(({ type }) => !plainTools.has(String(type)));
  const item = input.findIndex(({ type = "message" }) => !plainItems.has(String(type)));
  if (tool === -1 && item === -1) return null;
  const param = tool === -1 ? `input[${item}].type` : `tools[${tool}].type`;
  return json(400, { error: { message: "Invalid value", type: "invalid_request_error", param } });
}

function codexBody(items: readonly Fields[] = []): string {
  const body = recorded?.body ?? {};
  return JSON.stringify({ ...body, input: [...(body["input"] as Fields[]), ...items] });
}

describe.skipIf(recorded === undefined)("a recorded request of Codex at a plain server", () => {
  test("is said in plain words, now and later, and its tools stay its own", async () => {
    const patch = "*** Begin Patch\n*** End Patch";
    const parts = [{ tool: "apply_patch", input: { input: patch }, id: "call_p" }];
    const upstream = startUpstream((each) => refusal(each) ?? sse(responses.events(parts)));
    await using gateway = await startGateway({
      accounts: [{ name: "a", provider: "custom", baseUrl: upstream.url, dialects: "responses" }],
    });
    for (let turn = 0; turn < 2; turn++) {
      const answer = await rawRequest(gateway.url, {
        method: "POST",
        target: "/v1/responses",
        headers: [["content-type", "application/json"]],
        body: codexBody([{ type: "additional_tools", role: "developer", tools: [] }]),
      });
      expect(answer.header("x-codegate-mutations")).toContain("dialect=openai-responses");
      const { calls } = await hear({
        dialect: "openai-responses",
        bytes: answer.body,
        isStream: true,
      });
      expect(calls).toEqual([{ id: "call_p", name: "apply_patch", input: patch }]);
    }
    expect(upstream.requests.map((each) => refusal(each) === null)).toEqual([false, true, true]);
    await upstream.stop();
  });

  test("what its own server refuses for another reason is told as it is", async () => {
    const upstream = startUpstream(() =>
      json(400, { error: { message: "too long", type: "invalid_request_error", code: null } }),
    );
    await using gateway = await startGateway({
      accounts: [{ name: "a", provider: "openai", baseUrl: upstream.url }],
    });
    const response = await fetch(`${gateway.url}/v1/responses`, {
      method: "POST",
      body: codexBody(),
    });
    expect([response.status, upstream.requests.length]).toEqual([400, 1]);
    expect(await response.text()).toContain("too long");
    await upstream.stop();
  });
});

interface Place {
  readonly name: string;
  readonly provider: End;
  /** The account's provider; null = that of the end. */
  readonly id: string | null;
}

const places: readonly Place[] = [
  ...ends
    .filter(({ dialect }) => dialect !== "openai-responses")
    .map((provider) => ({ name: provider.name, provider, id: null })),
  { name: "plain Responses", provider: responses, id: "groq" },
];

test.each(places)("POST /v1/responses/compact on $name", async ({ provider, id }) => {
  const upstream = startUpstream(() =>
    json(200, provider.whole([{ text: "Goal: the list of files." }])),
  );
  const account = accountAt(provider, upstream.url);
  await using gateway = await startGateway({
    accounts: [id === null ? account : { ...account, provider: id }],
  });
  const client = new OpenAI({ apiKey: "any", baseURL: `${gateway.url}/v1`, maxRetries: 0 });
  const compacted = await client.responses.compact({
    model: provider.model,
    input: [
      { role: "user", content: "List the files." },
      { role: "assistant", content: "Which ones?" },
      { role: "user", content: "All of them." },
    ],
  });
  // A copy, because Bun 1.4.5 puts the matchers into what it compares.
  expect(structuredClone(compacted)).toMatchObject({
    object: "response.compaction",
    output: [
      { type: "message", role: "user", content: [{ text: "List the files." }] },
      { type: "message", role: "user", content: [{ text: "All of them." }] },
      { type: "compaction", encrypted_content: expect.stringContaining(sealPrefix) },
    ],
    usage: { total_tokens: expect.any(Number) },
  });
  await client.responses.create({ model: provider.model, input: compacted.output as never });
  const sent = upstream.requests.at(-1)?.text();
  expect(sent).toContain("Goal: the list of files.");
  expect(sent).not.toContain(sealPrefix);
  await upstream.stop();
});

test("a model that writes no summary has failed", async () => {
  const messages = endOf("anthropic-messages");
  const upstream = startUpstream(() => json(200, messages.whole([{ text: " " }])));
  await using gateway = await startGateway({ accounts: [accountAt(messages, upstream.url)] });
  const response = await fetch(`${gateway.url}/v1/responses/compact`, {
    method: "POST",
    body: JSON.stringify({ model: messages.model, input: "Hi." }),
  });
  expect(response.status).toBeGreaterThanOrEqual(500);
  await upstream.stop();
});

test("OpenAI sums up itself", async () => {
  const answer = { id: "resp_1", object: "response.compaction", created_at: 1, output: [] };
  const upstream = startUpstream(() => json(200, answer));
  await using gateway = await startGateway({ accounts: [accountAt(responses, upstream.url)] });
  const body = JSON.stringify({ model: responses.model, input: "Hi." });
  const response = await fetch(`${gateway.url}/v1/responses/compact`, { method: "POST", body });
  expect(await response.json()).toEqual(answer);
  expect(upstream.requests.map((each) => [each.target, each.text()])).toEqual([
    ["/v1/responses/compact", body],
  ]);
  await upstream.stop();
});
