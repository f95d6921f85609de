/**
 * What could go wrong: thinking that an account of another dialect has signed does not come back to
 * it in the next turn, so that its tool loop breaks; or a seal of ours reaches somebody who would
 * take it for a forged signature.
 */
import { expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { carriedFormat } from "../../../src/vocabulary/carried-thinking.ts";
import { sealPrefix } from "../../../src/vocabulary/sealed-text.ts";
import { accountAt, endOf, requestOf, seedFor, type End } from "../../support/crossings.ts";
import { rawRequest, type RawRequest } from "../../support/raw-client.ts";
import { json, sse } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

type Fields = Readonly<Record<string, unknown>>;

const signature = "c2lnbmVkIGJ5IHRoZSBwcm92aWRlcg==";
const thought = "The file tells.";
const call = { tool: "read_file", input: { path: "a.ts" }, id: "call_1" };
const parts = [{ thinking: thought, signature }, call];

/** The next turn, with the answer as clients of the dialect give it back, and the call's result. */
const nextTurn: Readonly<Record<Dialect, (first: Fields, answer: Fields) => Fields>> = {
  "anthropic-messages": (first, { content }) => ({
    ...first,
    messages: [
      ...(first["messages"] as Fields[]),
      { role: "assistant", content },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "call_1", content: "text" }],
      },
    ],
  }),
  "openai-chat": (first, { choices }) => ({
    ...first,
    messages: [
      ...(first["messages"] as Fields[]),
      (choices as { message: Fields }[])[0]?.message,
      { role: "tool", tool_call_id: "call_1", content: "text" },
    ],
  }),
  "openai-responses": (first, { output }) => ({
    ...first,
    input: [
      ...(first["input"] as Fields[]),
      ...(output as Fields[]),
      { type: "function_call_output", call_id: "call_1", output: "text" },
    ],
  }),
};

/** What a provider needs of its own thinking in the next turn. */
const signed: Readonly<Partial<Record<Dialect, Fields>>> = {
  "anthropic-messages": { type: "thinking", thinking: thought, signature },
  "openai-responses": {
    type: "reasoning",
    encrypted_content: signature,
    summary: [{ type: "summary_text", text: thought }],
  },
};

const [messages, chat, responses] = [
  endOf("anthropic-messages"),
  endOf("openai-chat"),
  endOf("openai-responses"),
];
const ways: readonly (readonly [string, End, End])[] = [
  ["chat → messages", chat, messages],
  ["responses → messages", responses, messages],
  ["messages → responses", messages, responses],
  ["chat → responses", chat, responses],
];

function thinkingIn(provider: End, body: unknown): unknown {
  const { messages: turns = [], input = [] } = body as Record<"messages" | "input", Fields[]>;
  const blocks = [
    ...input,
    ...turns.flatMap(({ content }) => (Array.isArray(content) ? (content as Fields[]) : [])),
  ];
  return blocks.find(({ type }) => type === signed[provider.dialect]?.["type"]);
}

function chosen(name: string): RawRequest["headers"] {
  return [["x-codegate-account", name]];
}

/** Asks for the first turn, and says what the client sends for the second one. */
async function firstTurn(url: string, client: End, model: string): Promise<Fields> {
  const first = requestOf(client, { model, stream: false });
  const answer = await rawRequest(url, first);
  expect(answer.status).toBe(200);
  expect(answer.text()).toContain(sealPrefix);
  expect(answer.text()).not.toContain(signature);
  const body = JSON.parse(String(first.body)) as Fields;
  return nextTurn[client.dialect](body, answer.json() as Fields);
}

function send(url: string, client: End, body: Fields, headers: RawRequest["headers"] = []) {
  const request = requestOf(client, { headers });
  return rawRequest(url, { ...request, body: JSON.stringify(body) });
}

test.each(ways)("%s: signed thinking comes back as it was", async (_way, client, provider) => {
  const upstream = startUpstream(() => json(200, provider.whole(parts)));
  await using gateway = await startGateway(seedFor(provider, upstream.url));
  const second = await firstTurn(gateway.url, client, provider.model);
  expect((await send(gateway.url, client, second)).status).toBe(200);
  const { body } = await upstream.waitForRequest(2);
  expect(thinkingIn(provider, JSON.parse(new TextDecoder().decode(body)))).toMatchObject(
    signed[provider.dialect] ?? {},
  );
  await upstream.stop();
});

test.each(ways)("%s: a stream carries it too", async (_way, client, provider) => {
  const upstream = startUpstream(() => sse(provider.events(parts)));
  await using gateway = await startGateway(seedFor(provider, upstream.url));
  const answer = await rawRequest(gateway.url, requestOf(client, { model: provider.model }));
  expect(answer.text()).toContain(sealPrefix);
  expect(answer.text()).not.toContain(signature);
  await upstream.stop();
});

test.each(ways)("%s: a hop to another account leaves it behind", async (_way, client, provider) => {
  const first = startUpstream(() => json(200, provider.whole(parts)));
  const second = startUpstream(() => json(200, provider.whole([{ text: "Done." }])));
  const rival = startUpstream(() => json(200, client.whole([{ text: "Done." }])));
  await using gateway = await startGateway({
    accounts: [
      { ...accountAt(provider, first.url, "first"), priority: 3 },
      { ...accountAt(provider, second.url, "second"), priority: 2 },
      { ...accountAt(client, rival.url, "rival"), priority: 1 },
    ],
    configs: [
      {
        name: "all",
        tiers: ["first", "second", "rival"].map((account, index) => ({
          tier: "opus",
          account,
          priority: -index,
        })),
      },
    ],
  });
  const body = await firstTurn(gateway.url, client, provider.model);
  expect((await send(gateway.url, client, body, chosen("second"))).status).toBe(200);
  const hopped = (await second.waitForRequest()).text();
  expect(thinkingIn(provider, JSON.parse(hopped))).toBeUndefined();
  expect([hopped.includes(signature), hopped.includes(sealPrefix)]).toEqual([false, false]);
  // Nor does anybody of the client's own dialect get the seal, as its own signature.
  expect((await send(gateway.url, client, body, chosen("rival"))).status).toBe(200);
  const native = (await rival.waitForRequest()).text();
  expect([native.includes(sealPrefix), native.includes(carriedFormat)]).toEqual([false, false]);
  expect(native).toContain("call_1");
  await Promise.all([first.stop(), second.stop(), rival.stop()]);
});

test("a turn that must begin with signed thinking goes on without any", async () => {
  const foreign = startUpstream(() => json(200, responses.whole(parts)));
  const native = startUpstream(() => json(200, messages.whole([{ text: "Done." }])));
  await using gateway = await startGateway({
    accounts: [
      accountAt(responses, foreign.url, "foreign"),
      accountAt(messages, native.url, "native"),
    ],
  });
  const first = requestOf(messages, { stream: false, headers: chosen("foreign") });
  const answer = (await rawRequest(gateway.url, first)).json() as Fields;
  const body = nextTurn["anthropic-messages"](JSON.parse(String(first.body)) as Fields, answer);
  const demanding = { ...body, thinking: { type: "enabled", budget_tokens: 2_048 } };
  await send(gateway.url, messages, demanding, chosen("native"));
  const request = await native.waitForRequest();
  expect(request.text()).not.toContain(sealPrefix);
  expect(request.json()).toMatchObject({ thinking: { type: "disabled" } });
  await Promise.all([foreign.stop(), native.stop()]);
});
