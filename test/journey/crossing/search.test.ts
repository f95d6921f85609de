/** What could go wrong: Claude Code's WebSearch fails on an OpenAI account, which can search. */
import { describe, expect, test } from "bun:test";
import { endOf } from "../../support/crossings.ts";
import { clientRequests } from "../../support/recordings.ts";
import { json, sse } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

const responses = endOf("openai-responses");
const chat = endOf("openai-chat");
const searches = clientRequests().filter(
  ({ client, scenario, body }) =>
    client.startsWith("claude-code") &&
    scenario === "websearch" &&
    JSON.stringify(body?.["tools"] ?? "").includes("web_search_"),
);

describe.skipIf(searches.length === 0)("a recorded search of Claude Code", () => {
  test("is asked in Responses, other requests in Chat as before", async () => {
    const upstream = startUpstream(({ target }) => {
      const end = target.endsWith("/responses") ? responses : chat;
      return sse(end.events([{ text: "Found." }]));
    });
    await using gateway = await startGateway({
      accounts: [{ name: "o", provider: "openai", baseUrl: upstream.url }],
    });
    const ask = async (body: object) =>
      (
        await fetch(`${gateway.url}/v1/messages`, { method: "POST", body: JSON.stringify(body) })
      ).text();
    for (const { body } of searches) {
      expect(await ask({ ...body, model: "gpt-5.4" })).toContain("Found.");
      expect(upstream.requests.at(-1)).toMatchObject({ target: "/v1/responses" });
      expect(upstream.requests.at(-1)?.json()).toMatchObject({ tools: [{ type: "web_search" }] });
    }
    const plain = { model: "gpt-5.4", max_tokens: 99, stream: true };
    await ask({ ...plain, messages: [{ role: "user", content: "Hi." }] });
    expect(upstream.requests.at(-1)).toMatchObject({ target: "/v1/chat/completions" });
    await upstream.stop();
  });
});

test("a ChatGPT subscription finds a conversation's cache by the same session in every turn", async () => {
  const upstream = startUpstream(() => sse(responses.events([{ text: "Hi." }])));
  await using gateway = await startGateway({
    accounts: [{ name: "s", provider: "openai_sub", baseUrl: upstream.url }],
  });
  const user = { role: "user", content: "Hi." };
  const turns = [[user], [user, { role: "assistant", content: "Hi." }, user]];
  for (const messages of turns) {
    const body = JSON.stringify({ model: "gpt-5.4", max_tokens: 99, messages });
    const response = await fetch(`${gateway.url}/v1/messages`, { method: "POST", body });
    expect(response.status).toBe(200);
  }
  const [first, second] = upstream.requests.map((request) => request.header("session_id"));
  expect(first).toBeString();
  expect(second).toBe(first as string);
  await upstream.stop();
});

test("a server that has only Chat says that it does not search", async () => {
  const upstream = startUpstream(() => json(200, chat.whole([{ text: "Hi." }])));
  await using gateway = await startGateway({
    accounts: [{ name: "g", provider: "groq", baseUrl: upstream.url }],
  });
  const tools = [{ type: "web_search_20250305", name: "web_search" }];
  const messages = [{ role: "user", content: "Hi." }];
  const tool_choice = { type: "tool", name: "web_search" };
  const body = JSON.stringify({ model: "m", max_tokens: 9, messages, tools, tool_choice });
  const response = await fetch(`${gateway.url}/v1/messages`, { method: "POST", body });
  expect([response.status, upstream.requests.length]).toEqual([400, 0]);
  expect(await response.text()).toContain("web_search");
  await upstream.stop();
});
