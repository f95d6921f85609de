// What could go wrong: a client's context meter gets no number, or one that a model was run for.
import { expect, test } from "bun:test";
import { createGateway } from "../../src/gateway.ts";
import type { AccountSeed } from "../support/data-directory.ts";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { errorBody } from "../support/errors.ts";
import { json, type Reply } from "../support/reply.ts";
import { anthropicRequest } from "../support/request-bodies.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway } from "../support/start-gateway.ts";

const prompt = "Tell me about the sea. ".repeat(200);

interface Counted {
  readonly status: number;
  readonly tokens: number;
  readonly isEstimate: boolean;
  readonly body: Record<string, unknown>;
}

async function count(url: string, path: string, body: object): Promise<Counted> {
  const answer = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
  const told = (await answer.json()) as Record<string, unknown>;
  const isEstimate = answer.headers.get("x-codegate-estimate") === "1";
  return { status: answer.status, tokens: Number(told["input_tokens"]), isEstimate, body: told };
}

const countClaude = (url: string) =>
  count(url, "/v1/messages/count_tokens", {
    model: "claude-opus-4-6",
    messages: [{ role: "user", content: prompt }],
  });

async function withAccount(
  account: Pick<AccountSeed, "provider">,
  reply: Reply,
  use: (url: string, paths: readonly string[]) => Promise<void>,
): Promise<void> {
  const upstream = startUpstream(() => reply);
  const paths: string[] = [];
  const answer = upstream.answer;
  upstream.answer = (request) => {
    paths.push(request.target);
    return answer(request);
  };
  await using gateway = await startGateway({
    accounts: [{ name: "only", baseUrl: upstream.url, ...account }],
  });
  await use(gateway.url, paths);
  await upstream.stop();
}

test("a provider that can count is asked", () =>
  withAccount({ provider: "anthropic" }, json(200, { input_tokens: 42 }), async (url, paths) => {
    expect(await countClaude(url)).toMatchObject({ status: 200, tokens: 42, isEstimate: false });
    expect(paths).toEqual(["/v1/messages/count_tokens"]);
  }));

test.each([404, 401, 429, 500])("after a %d the prompt is estimated", (status) => {
  const error = errorBody("anthropic-messages", { type: "api_error", message: "no" });
  return withAccount({ provider: "anthropic" }, json(status, error), async (url) => {
    const counted = await countClaude(url);
    expect(counted).toMatchObject({ status: 200, isEstimate: true });
    // 4,600 letters of English are about 1,000 tokens; the estimate errs upwards, within reason.
    expect(counted.tokens).toBeGreaterThan(1_000);
    expect(counted.tokens).toBeLessThan(3_000);
  });
});

test("a client's own mistake is told as it is", () => {
  const error = errorBody("anthropic-messages", { type: "invalid_request_error", message: "no" });
  return withAccount({ provider: "anthropic" }, json(400, error), async (url) => {
    expect(await countClaude(url)).toMatchObject({ status: 400, body: error });
  });
});

test("an account of another dialect is not asked, and no model is run", () =>
  withAccount({ provider: "deepseek" }, json(500, {}), async (url, paths) => {
    expect(await countClaude(url)).toMatchObject({ status: 200, isEstimate: true });
    const body = { model: "gpt-5.5", input: prompt };
    const counted = await count(url, "/v1/responses/input_tokens", body);
    expect(counted).toMatchObject({ status: 200, isEstimate: true });
    expect(counted.body["object"]).toBe("response.input_tokens");
    expect(paths).toEqual([]);
  }));

test("answers teach how many tokens a model makes of its prompts", async () => {
  const tokens = { input: 4_000, cacheRead: 500, cacheWrite5m: 0, cacheWrite1h: 0 };
  const upstream = startUpstream((request) =>
    request.target.endsWith("count_tokens")
      ? json(404, {})
      : json(200, anthropicMessage([{ text: "The sea." }], { tokens })),
  );
  await using gateway = await startGateway({ accounts: [{ name: "a", baseUrl: upstream.url }] });
  const before = await countClaude(gateway.url);
  const asked = anthropicRequest({
    model: "claude-opus-4-6",
    stream: false,
    turns: [{ user: prompt }],
  });
  await (
    await fetch(`${gateway.url}/v1/messages`, { method: "POST", body: JSON.stringify(asked) })
  ).text();
  const after = await countClaude(gateway.url);
  expect(after.isEstimate).toBe(true);
  expect(after.tokens).toBeGreaterThan(1.5 * before.tokens);
  // A later start knows it too.
  await gateway.gateway.close();
  const again = createGateway({ dataDirectory: gateway.data.path, stopTimeoutMs: 0 });
  await again.ready;
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: again.fetch });
  const later = await countClaude(server.url.href.replace(/\/$/, ""));
  expect(later).toMatchObject({ isEstimate: true, tokens: after.tokens });
  await again.close();
  await server.stop(true);
  await upstream.stop();
});
