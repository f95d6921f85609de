/** What could go wrong: what was masked goes out after all when a request is tried once more. */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorBody } from "../../support/errors.ts";
import {
  echo,
  guardSettings,
  leaked,
  requests,
  sentTo,
  spoken,
  token,
  values,
} from "../../support/planted.ts";
import { json, sse, type Reply } from "../../support/reply.ts";
import { startUpstream, type ScriptedUpstream } from "../../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../../support/start-gateway.ts";

async function ask(
  { url }: RunningGateway,
  isStream: boolean,
  extra: object = {},
  headers: Record<string, string> = {},
) {
  const body = JSON.stringify({ ...requests["anthropic-messages"](isStream), ...extra });
  const answer = await fetch(`${url}/v1/messages`, { method: "POST", headers, body });
  return { status: answer.status, text: await answer.text() };
}

/** Nobody got a value, everybody got tokens, and the client got all values back. */
function expectSafe(upstreams: readonly ScriptedUpstream[], text: string): void {
  for (const upstream of upstreams) {
    expect(leaked(sentTo(upstream))).toEqual([]);
    expect(sentTo(upstream)).toMatch(token);
  }
  expect(text.match(token)).toBeNull();
  expect(values.filter((value) => !spoken(text).includes(value))).toEqual([]);
}

const anthropicError = (type: string) => errorBody("anthropic-messages", { type, message: "no" });
const errorEvent = `event: error\ndata: ${JSON.stringify(anthropicError("overloaded_error"))}\n\n`;

const failures: readonly (readonly [name: string, reply: Reply])[] = [
  ["500", json(500, anthropicError("api_error"))],
  ["429", json(429, anthropicError("rate_limit_error"), { "retry-after": "60" })],
  ["529", json(529, anthropicError("overloaded_error"))],
  ["401", json(401, anthropicError("authentication_error"))],
  ["403", json(403, anthropicError("permission_error"))],
  ["an error event", sse([errorEvent])],
  ["an empty stream", sse([])],
  ["an error with status 200", json(200, anthropicError("api_error"))],
  ["a cut connection", { steps: ["close-before-headers"] }],
  ["a reset connection", { steps: ["event: mess", "reset"] }],
];

const cases = failures.flatMap(([name, reply]) =>
  [true, false].map((isStream) => [name, isStream, reply] as const),
);

test.each(cases)("after %s (stream: %p) the next account hears tokens too", async (...row) => {
  const [, isStream, reply] = row;
  const first = startUpstream(() => reply);
  const second = startUpstream(echo("anthropic-messages"));
  await using gateway = await startGateway({
    accounts: [
      { name: "first", baseUrl: first.url, priority: 2 },
      { name: "second", baseUrl: second.url, priority: 1 },
    ],
    settings: guardSettings(),
  });
  const { status, text } = await ask(gateway, isStream);
  expect(status, text).toBe(200);
  expectSafe([first, second], text);
  await gateway.stop();
  await first.stop();
  await second.stop();
});

test("a request that goes once more without a field", async () => {
  const upstream = startUpstream();
  const say = echo("anthropic-messages");
  upstream.answer = (request) =>
    request.text().includes("context_management")
      ? json(
          400,
          errorBody("anthropic-messages", {
            type: "invalid_request_error",
            message: "context_management: Extra inputs are not permitted",
          }),
        )
      : say(request);
  await using gateway = await startGateway({
    accounts: [{ name: "only", provider: "custom", baseUrl: upstream.url, dialects: "messages" }],
    settings: guardSettings(),
  });
  const { text } = await ask(gateway, true, { context_management: { edits: [] } });
  expect(upstream.requests).toHaveLength(2);
  expectSafe([upstream], text);
  await gateway.stop();
  await upstream.stop();
});

test("a request that goes once more in another dialect, because its endpoint is not there", async () => {
  const upstream = startUpstream();
  const say = echo("openai-chat");
  upstream.answer = (request) =>
    request.target.includes("chat") ? say(request) : json(404, { detail: "Not Found" });
  await using gateway = await startGateway({
    accounts: [{ name: "only", provider: "custom", baseUrl: upstream.url }],
    settings: guardSettings(),
  });
  const body = JSON.stringify(requests["openai-responses"](true));
  const answer = await fetch(`${gateway.url}/v1/responses`, { method: "POST", body });
  const text = await answer.text();
  expect(upstream.requests.map(({ target }) => target)).toEqual([
    "/v1/responses",
    "/v1/chat/completions",
  ]);
  expectSafe([upstream], text);
  await gateway.stop();
  await upstream.stop();
});

test("a request that goes once more with a renewed token", async () => {
  const place = mkdtempSync(join(tmpdir(), "codegate-oauth-"));
  const upstream = startUpstream();
  const say = echo("anthropic-messages");
  const renewed = { access_token: "access-1", refresh_token: "refresh-1", expires_in: 3_600 };
  upstream.answer = (request) => {
    if (request.target === "/token") return json(200, renewed);
    const isGood = request.header("authorization") === "Bearer access-1";
    return isGood ? say(request) : json(401, anthropicError("authentication_error"));
  };
  const oauthFile = join(place, "oauth.json");
  writeFileSync(oauthFile, JSON.stringify({ anthropic: { tokenUrl: `${upstream.url}/token` } }));
  const account = {
    name: "Max",
    authType: "oauth",
    baseUrl: upstream.url,
    key: "access-0",
    refreshToken: "refresh-0",
  } as const;
  await using gateway = await startGateway(
    { accounts: [account], settings: guardSettings() },
    { oauthFile },
  );
  const client = { "user-agent": "claude-cli/2.1.330 (external, cli)" };
  const { text } = await ask(gateway, true, {}, client);
  expect(upstream.requests.map(({ target }) => target)).toEqual([
    "/v1/messages",
    "/token",
    "/v1/messages",
  ]);
  expectSafe([upstream], text);
  await gateway.stop();
  await upstream.stop();
  rmSync(place, { recursive: true });
});
