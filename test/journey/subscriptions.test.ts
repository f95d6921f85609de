/**
 * What could go wrong: a token that was made for one client serves another in disguise, because its
 * request was converted; or what a converted request needs for its token is missing.
 */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json, sse, type Reply } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speechOf } from "../support/speeches.ts";
import { startGateway } from "../support/start-gateway.ts";

const place = mkdtempSync(join(tmpdir(), "codegate-subscriptions-"));
afterAll(() => rmSync(place, { recursive: true }));

const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  content: [{ type: "text", text: "Hi" }],
  model: "claude-haiku-4-5",
  stop_reason: "end_turn",
  usage: { input_tokens: 1, output_tokens: 1 },
};
const completion = {
  id: "c",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hi" } }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
};
const paths = {
  "/v1/messages": { max_tokens: 9, messages: [{ role: "user", content: "Hi" }] },
  "/v1/chat/completions": { messages: [{ role: "user", content: "Hi" }] },
  "/v1/responses": { input: "Hi" },
} as const;

function ask(url: string, path: keyof typeof paths, userAgent: string, more: object = {}) {
  return fetch(url + path, {
    method: "POST",
    headers: { "user-agent": userAgent },
    body: JSON.stringify({ model: "claude-haiku-4-5", ...paths[path], ...more }),
  });
}

const strangers = [
  ["/v1/messages", "opencode/1.18.33"],
  ["/v1/chat/completions", "opencode/1.18.33"],
  ["/v1/responses", "codex_cli_rs/1.0.0"],
  ["/v1/chat/completions", "OpenAI/JS 7.57.0"],
] as const;

test.each(strangers)("%s, %s: no Claude subscription, converted or not", async (path, agent) => {
  const upstream = startUpstream(() => json(200, message));
  const baseUrl = upstream.url;
  const max = { name: "Max", authType: "oauth", key: "access-0", baseUrl, priority: 2 } as const;
  const accounts = [max, { name: "As a key", key: "sk-ant-oat01-x", baseUrl, priority: 1 }];
  await using alone = await startGateway({ accounts });
  const refused = await ask(alone.url, path, agent);
  expect(refused.status).toBe(503);
  expect(await refused.text()).toContain("serves claude-code only");
  expect(refused.headers.get("x-codegate-route")).toContain("skipped=Max(client)");
  expect(upstream.requests).toEqual([]);

  const key = { name: "Paid", key: "sk-ant-api03-x", baseUrl };
  await using gateway = await startGateway({ accounts: [...accounts, key] });
  const served = await ask(gateway.url, path, agent);
  expect(served.status).toBe(200);
  expect(served.headers.get("x-proxy-account")).toBe("Paid");
  await served.text();
  expect(upstream.requests.map((each) => each.header("x-api-key"))).toEqual(["sk-ant-api03-x"]);
  expect(upstream.requests[0]?.header("anthropic-beta")).toBeNull();
  await upstream.stop();
});

test("a converted call with a Claude token names the beta that the token needs, and says so", async () => {
  const upstream = startUpstream(() => json(200, message));
  const max = { name: "Max", authType: "oauth", key: "access-0", baseUrl: upstream.url } as const;
  await using gateway = await startGateway({ accounts: [max] });
  const served = await ask(gateway.url, "/v1/chat/completions", "claude-cli/2.1.330 (external)");
  expect(served.status).toBe(200);
  expect(await served.json()).toMatchObject({ choices: [{ message: { content: "Hi" } }] });
  expect(served.headers.get("x-codegate-mutations")).toBe(
    "dialect=anthropic-messages, anthropic-beta",
  );
  const [sent] = upstream.requests;
  expect(sent?.header("authorization")).toBe("Bearer access-0");
  expect(sent?.header("anthropic-beta")).toBe("oauth-2025-04-20");
  expect(sent?.header("user-agent")).toBe("claude-cli/2.1.330 (external)");
  await upstream.stop();
});

/** A provider that takes the second token only. */
async function startRenewing(provider: "openai" | "anthropic", answer: () => Reply) {
  const upstream = startUpstream();
  upstream.answer = ({ target, header }) => {
    if (target === "/token") {
      return json(200, { access_token: "access-1", refresh_token: "r-1", expires_in: 3_600 });
    }
    if (header("authorization") === "Bearer access-1") return answer();
    return json(401, { error: { type: "authentication_error", message: "expired" } });
  };
  const oauthFile = join(place, `${crypto.randomUUID()}.json`);
  writeFileSync(oauthFile, JSON.stringify({ [provider]: { tokenUrl: `${upstream.url}/token` } }));
  const token = { authType: "oauth", key: "access-0", refreshToken: "r-0" } as const;
  const account = { ...token, name: "Only", provider, baseUrl: upstream.url, monthlyBudget: 5 };
  return { upstream, gateway: await startGateway({ accounts: [account] }, { oauthFile }) };
}

test("a 401 of a converted call renews the token, and the client never hears of it", async () => {
  const { upstream, gateway } = await startRenewing("openai", () => json(200, completion));
  const served = await ask(gateway.url, "/v1/messages", "claude-cli/2.1.330", { model: "m" });
  expect(await served.json()).toMatchObject({ content: [{ type: "text", text: "Hi" }] });
  expect(upstream.requests.map(({ target }) => target)).toEqual([
    "/v1/chat/completions",
    "/token",
    "/v1/chat/completions",
  ]);
  await gateway.gateway.close();
  expect(gateway.data.rows("SELECT attempt, outcome FROM codegate_attempts ORDER BY 1")).toEqual([
    { attempt: 1, outcome: "credential" },
    { attempt: 2, outcome: "success" },
  ]);
  await gateway.stop();
  await upstream.stop();
});

test("a token that was renewed under way is hidden where its provider quotes it", async () => {
  const speech = speechOf("anthropic-messages");
  const error = { type: "api_error", message: "access-1 is over" };
  const quoted = `event: error\ndata: ${JSON.stringify({ type: "error", error })}\n\n`;
  const { upstream, gateway } = await startRenewing("anthropic", () =>
    sse([...speech.text("Hello").slice(0, -3), quoted]),
  );
  const served = await ask(gateway.url, "/v1/messages", "claude-cli/2.1.330", { stream: true });
  const text = await served.text();
  expect(text).toContain("is over");
  expect(text).not.toContain("access-1");
  await gateway.stop();
  await upstream.stop();
});
