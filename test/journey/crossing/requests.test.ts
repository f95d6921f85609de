/**
 * What could go wrong: what a request loses in another dialect is not told, a field that a provider
 * refuses is sent again and again, or a request that needs its own provider is answered by guessing.
 */
import { describe, expect, test } from "bun:test";
import { allAttempts } from "../../support/attempt-rows.ts";
import { accountAt, endOf, pairs, requestOf, seedFor } from "../../support/crossings.ts";
import { hear } from "../../support/hear.ts";
import { rawRequest, type RawRequest } from "../../support/raw-client.ts";
import { readAnswer } from "../../support/read-stream.ts";
import { json, sse } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

type Fields = Readonly<Record<string, unknown>>;

const messages = endOf("anthropic-messages");
const chat = endOf("openai-chat");
const responses = endOf("openai-responses");

describe("losses", () => {
  const lossy = { top_k: 5, container: "abc" };
  const request = requestOf(messages, { stream: false, extra: lossy });

  test("are named in a header", async () => {
    const upstream = startUpstream(() => json(200, chat.whole([{ text: "Hi." }])));
    await using gateway = await startGateway(seedFor(chat, upstream.url));
    const answer = await rawRequest(gateway.url, request);
    expect(answer.header("x-codegate-losses")).toMatch(/top_k \(.+\)/);
    expect(answer.header("x-codegate-losses")).toMatch(/container \(.+\)/);
    const plain = requestOf(messages, { stream: false });
    expect((await rawRequest(gateway.url, plain)).header("x-codegate-losses")).toBe("0");
    await upstream.stop();
  });

  test("are a refusal where the user wants it, unless another account can", async () => {
    const upstream = startUpstream(() => json(200, chat.whole([{ text: "Hi." }])));
    const native = startUpstream(() => json(200, messages.whole([{ text: "Yes." }])));
    const settings = { codegate_losses: "refuse" };
    await using gateway = await startGateway({ ...seedFor(chat, upstream.url), settings });
    const refused = await rawRequest(gateway.url, request);
    const { status, error } = readAnswer("anthropic-messages", refused);
    expect([status, error?.type]).toEqual([400, "invalid_request_error"]);
    expect(error?.message).toContain("top_k");
    expect(upstream.requests).toEqual([]);
    const accounts = [accountAt(chat, upstream.url), accountAt(messages, native.url, "native")];
    const tiers = accounts.map(({ name }, index) => ({
      tier: "opus" as const,
      account: name,
      priority: -index,
    }));
    const configs = [{ name: "both", tiers }];
    await using both = await startGateway({ accounts, configs, settings });
    const served = await rawRequest(both.url, request);
    expect(readAnswer("anthropic-messages", served)).toMatchObject({ status: 200, text: "Yes." });
    expect(upstream.requests).toEqual([]);
    await Promise.all([upstream.stop(), native.stop()]);
  });
});

test.each(pairs)(
  "$way: a refused field is left out, now and later",
  async ({ client, provider }) => {
    const names = /"(?:metadata|safety_identifier)":/;
    const upstream = startUpstream((request) => {
      const name = request.text().includes('"metadata":') ? "metadata" : "safety_identifier";
      const isRefused = request.text().includes(`"${name}":`);
      const message = `Unsupported parameter: '${name}' is not supported with this model.`;
      const error = { message, type: "invalid_request_error", param: name };
      const code = "unsupported_parameter";
      return isRefused
        ? json(400, { type: "error", error: { ...error, code } })
        : json(200, provider.whole([{ text: "Hi." }]));
    });
    await using gateway = await startGateway(seedFor(provider, upstream.url));
    const user = client.name === "messages" ? { metadata: { user_id: "me" } } : { user: "me" };
    const request = requestOf(client, { model: provider.model, stream: false, extra: user });
    const first = await rawRequest(gateway.url, request);
    expect(readAnswer(client.dialect, first)).toMatchObject({ status: 200, text: "Hi." });
    expect(first.header("x-codegate-losses")).toContain("refused by the provider");
    const second = await rawRequest(gateway.url, request);
    expect(second.status).toBe(200);
    expect(second.header("x-codegate-losses")).toContain("refused by the provider");
    expect(upstream.requests.map((each) => names.test(each.text()))).toEqual([true, false, false]);
    const rows = await allAttempts(gateway, 3);
    expect(rows.map(({ outcome }) => outcome)).toEqual(["request", "success", "success"]);
    await upstream.stop();
  },
);

describe("Cursor's bodies of Responses on the Chat endpoint", () => {
  const body = { ...responses.body({ model: "gpt-5.1" }), stream_options: { include_usage: true } };
  const request: RawRequest = { ...requestOf(chat), body: JSON.stringify(body) };
  const call = { tool: "read_file", input: { path: "a.ts" }, id: "call_1" };

  test.each([messages, chat, responses])("on an account of $name", async (provider) => {
    const upstream = startUpstream(() => sse(provider.events([{ text: "Look:" }, call])));
    await using gateway = await startGateway(seedFor(provider, upstream.url));
    const answer = await rawRequest(gateway.url, request);
    const heard = await hear({ dialect: "openai-chat", bytes: answer.body, isStream: true });
    const calls = [{ id: "call_1", name: "read_file", input: { path: "a.ts" } }];
    expect(heard).toMatchObject({ text: "Look:", calls, stop: "tool_calls", output: 34 });
    const sent = await upstream.waitForRequest();
    expect(sent.target).toBe(provider.path);
    expect(sent.text()).toContain("You are a careful programmer.");
    await upstream.stop();
  });
});

test("an account that answers nothing but streams serves whole answers too", async () => {
  const upstream = startUpstream((request) => {
    const isStream = (request.json() as Fields)["stream"] === true;
    return isStream
      ? sse(responses.events([{ text: "Hi there." }]))
      : json(400, { detail: "Stream must be set to true" });
  });
  await using gateway = await startGateway({
    accounts: [{ name: "chatgpt", provider: "openai_sub", baseUrl: upstream.url }],
  });
  for (const client of [messages, chat]) {
    const whole = requestOf(client, { model: "gpt-5.1", stream: false });
    const answer = await rawRequest(gateway.url, whole);
    expect(readAnswer(client.dialect, answer)).toMatchObject({ status: 200, text: "Hi there." });
  }
  await upstream.stop();
});

describe("a response that another provider keeps", () => {
  const stateful = [
    { previous_response_id: "resp_1" },
    { conversation: "conv_1" },
    { prompt: { id: "pmpt_1" } },
    { input: [{ type: "item_reference", id: "msg_1" }] },
  ];

  test.each(stateful)("%j is refused in words, and nobody is asked", async (extra) => {
    for (const provider of [messages, chat]) {
      const upstream = startUpstream();
      await using gateway = await startGateway(seedFor(provider, upstream.url));
      const request = requestOf(responses, { model: provider.model, stream: false, extra });
      const { status, error } = readAnswer(
        "openai-responses",
        await rawRequest(gateway.url, request),
      );
      expect([status, error?.type]).toEqual([400, "invalid_request_error"]);
      expect(error?.message).toMatch(/provider/);
      expect(upstream.requests).toEqual([]);
      await upstream.stop();
    }
  });

  test("store is a loss, and its default is none", async () => {
    const upstream = startUpstream(() => json(200, messages.whole([{ text: "Hi." }])));
    await using gateway = await startGateway(seedFor(messages, upstream.url));
    const losses = async (extra: Fields) => {
      const request = requestOf(responses, { model: messages.model, stream: false, extra });
      return (await rawRequest(gateway.url, request)).header("x-codegate-losses");
    };
    expect(await losses({ store: true })).toContain("store");
    expect(await losses({ store: false })).toBe("0");
    await upstream.stop();
  });
});
