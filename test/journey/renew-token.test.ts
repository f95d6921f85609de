/** What could go wrong: a token that ended early costs the agent its turn, or another account's place. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway } from "../support/start-gateway.ts";

const place = mkdtempSync(join(tmpdir(), "codegate-oauth-"));
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
const refused = { type: "error", error: { type: "authentication_error", message: "expired" } };

async function startAll(options: { readonly rejects: boolean }) {
  const upstream = startUpstream();
  upstream.answer = ({ target, header }) => {
    if (target === "/token") {
      return options.rejects
        ? json(400, { error: "invalid_grant" })
        : json(200, { access_token: "access-1", refresh_token: "refresh-1", expires_in: 3_600 });
    }
    const isGood = ["Bearer access-1", "Bearer spare"].includes(header("authorization") ?? "");
    return isGood ? json(200, message) : json(401, refused);
  };
  const oauthFile = join(place, `${crypto.randomUUID()}.json`);
  writeFileSync(oauthFile, JSON.stringify({ anthropic: { tokenUrl: `${upstream.url}/token` } }));
  const token = { authType: "oauth", baseUrl: upstream.url } as const;
  const gateway = await startGateway(
    {
      accounts: [
        { ...token, name: "Max", key: "access-0", refreshToken: "refresh-0", priority: 2 },
        { ...token, name: "Spare", key: "spare", priority: 1 },
      ],
    },
    { oauthFile },
  );
  const ask = (headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${gateway.url}/v1/messages`, {
      method: "POST",
      headers: { "user-agent": "claude-cli/2.1.330 (external, cli)", ...headers },
      body: JSON.stringify({ model: "claude-haiku-4-5", max_tokens: 9, messages: [] }),
    });
  return { upstream, gateway, ask };
}

test("a 401 causes one refresh and one more try on the same account", async () => {
  const { upstream, gateway, ask } = await startAll({ rejects: false });
  const response = await ask();
  expect(await response.json()).toEqual(message);
  expect(response.status).toBe(200);
  expect(response.headers.get("x-proxy-account")).toBe("Max");
  expect(response.headers.get("x-proxy-strategy")).toBe("direct");
  expect(upstream.requests.map(({ target }) => target)).toEqual([
    "/v1/messages",
    "/token",
    "/v1/messages",
  ]);
  await gateway.gateway.close();
  const rows = gateway.data.rows("SELECT attempt, outcome FROM codegate_attempts ORDER BY attempt");
  expect(rows).toEqual([
    { attempt: 1, outcome: "credential" },
    { attempt: 2, outcome: "success" },
  ]);
  expect(gateway.data.rows("SELECT status, error_count FROM accounts WHERE name = 'Max'")).toEqual([
    { status: "active", error_count: 0 },
  ]);
  expect(gateway.data.rows("SELECT * FROM codegate_hints WHERE kind = 'rest'")).toEqual([]);
  await gateway.stop();
  await upstream.stop();
});

test("many requests with the refused token share one refresh", async () => {
  const { upstream, gateway, ask } = await startAll({ rejects: false });
  const responses = await Promise.all(Array.from({ length: 12 }, () => ask()));
  expect(responses.map(({ status }) => status)).toEqual(Array(12).fill(200));
  expect(responses.map(({ headers }) => headers.get("x-proxy-account"))).toEqual(
    Array(12).fill("Max"),
  );
  expect(upstream.requests.filter(({ target }) => target === "/token").length).toBe(1);
  await gateway.stop();
  await upstream.stop();
});

test("when the grant is over, the next account serves, and the first is marked", async () => {
  const { upstream, gateway, ask } = await startAll({ rejects: true });
  const response = await ask();
  expect(response.headers.get("x-proxy-account")).toBe("Spare");
  await response.text();
  await ask();
  expect(upstream.requests.filter(({ target }) => target === "/token").length).toBe(1);
  await gateway.gateway.close();
  expect(gateway.data.rows("SELECT status, last_error FROM accounts WHERE name = 'Max'")).toEqual([
    { status: "expired", last_error: expect.stringContaining("codegate login anthropic") },
  ]);
  await gateway.stop();
  await upstream.stop();
});

test("the beta that a token needs is added and declared, and nothing else", async () => {
  const { upstream, gateway, ask } = await startAll({ rejects: false });
  await (await ask()).text();
  const own = { "anthropic-beta": "claude-code-20250219,  oauth-2025-04-20", "x-app": "cli" };
  const response = await ask(own);
  expect(response.headers.get("x-codegate-mutations")).toBe("0");
  const sent = upstream.requests.at(-1);
  expect(sent?.header("anthropic-beta")).toBe(own["anthropic-beta"]);
  const plain = await ask();
  expect(plain.headers.get("x-codegate-mutations")).toBe("anthropic-beta");
  expect(upstream.requests.at(-1)?.header("anthropic-beta")).toBe("oauth-2025-04-20");
  expect(upstream.requests.at(-1)?.header("x-app")).toBeNull();
  await gateway.stop();
  await upstream.stop();
});

test("a client that the subscription does not cover is told so, and nothing is sent", async () => {
  const { upstream, gateway, ask } = await startAll({ rejects: false });
  const response = await ask({ "user-agent": "opencode/1.18.33" });
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("serves claude-code only");
  expect(upstream.requests).toEqual([]);
  await gateway.stop();
  await upstream.stop();
});
