/** Which paths and methods there are, and what everything else gets. */
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { rawRequest } from "../../support/raw-client.ts";
import { anthropicCase, chatCase, dialectCases, responsesCase } from "../suite/dialects.ts";
import { expectError } from "../suite/expect-error.ts";
import { lane } from "../suite/lane.ts";
import type { Suite } from "../suite/suite.ts";

const open = lane("reach");

export const reachLanes = [open];

const unknownPaths: readonly (readonly [string, Dialect])[] = [
  ["/v1/messages/batches", "anthropic-messages"],
  ["/v2/messages", "anthropic-messages"],
  ["/v1/messages/", "anthropic-messages"],
  ["/v1/embeddings", "openai-chat"],
  ["/v1/chat/completions/more", "openai-chat"],
  ["/v1/responses/resp_1/cancel", "openai-responses"],
  ["/v1//chat/completions", "openai-chat"],
  ["/nothing", "openai-chat"],
  ["/v1/models/", "openai-chat"],
  ["/v1/models/%E0%A4%A", "openai-chat"],
  ["/health/", "openai-chat"],
];

export function addReachCases(suite: Suite): void {
  const key = { "x-api-key": open.key };

  describe("endpoints", () => {
    for (const to of dialectCases) {
      test.each([to.path, to.path.slice("/v1".length)])("POST %s", async (path) => {
        const response = await suite.post({ lane: open, to, path, body: to.request() });
        expect(response.status).toBe(200);
        expect(await response.text()).toBe(to.whole());
        const [account] = open.accounts(to.provider);
        expect(suite.last(account)).toMatchObject({
          method: "POST",
          target: `/${account}${to.path}`,
        });
      });
    }

    test.each(["/v1/messages/count_tokens", "/messages/count_tokens"])("POST %s", async (path) => {
      const body = anthropicCase.request();
      const response = await suite.post({ lane: open, to: anthropicCase, path, body });
      expect([response.status, await response.json()]).toEqual([200, { input_tokens: 42 }]);
      const [account] = open.accounts("anthropic");
      expect(suite.last(account).target).toBe(`/${account}/v1/messages/count_tokens`);
    });
  });

  test.each([
    ["/v1/messages/", "/v1/messages"],
    ["/v1/v1/messages", "/v1/messages"],
    ["/v1//v1/chat/completions/", "/v1/chat/completions"],
    ["/v1/v1/models", "/v1/models"],
  ])("%s is unknown, and told what was meant: %s", async (path, meant) => {
    const response = await suite.call(path, { method: "POST", headers: key, body: "{}" });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain(`mean ${meant}? Its base URL`);
  });

  test.each(unknownPaths)("%s is unknown, said as %s", async (path, dialect) => {
    const before = suite.sentUpstream();
    for (const method of ["GET", "POST"]) {
      const body = method === "POST" ? "{}" : null;
      const response = await suite.call(path, { method, headers: key, body });
      await expectError(response, { status: 404, dialect, message: /\/v1\/messages/ });
    }
    expect(suite.sentUpstream()).toBe(before);
  });

  test("an unknown path is said as Anthropic says it to a client that names its version", async () => {
    const headers = { ...key, "anthropic-version": "2023-06-01" };
    const response = await suite.call("/nothing", { headers });
    const expected = {
      status: 404,
      dialect: "anthropic-messages",
      type: "not_found_error",
    } as const;
    await expectError(response, expected);
  });

  addMethodCases(suite);
  addUpgradeCases(suite);
}

function addMethodCases(suite: Suite): void {
  const rows = [
    ...dialectCases.map(({ path, dialect }) => ["PUT", path, dialect, "POST"] as const),
    ["GET", "/messages", "anthropic-messages", "POST"],
    ["DELETE", "/v1/messages/count_tokens", "anthropic-messages", "POST"],
    ["GET", "/v1/responses", "openai-responses", "POST"],
    ["POST", "/v1/models", "openai-chat", "GET, HEAD"],
    ["PATCH", "/models/gpt-5.5", "openai-chat", "GET, HEAD"],
    ["POST", "/health", "openai-chat", "GET, HEAD"],
    ["POST", "/", "openai-chat", "GET, HEAD"],
  ] as const;
  test.each(rows)("%s %s is not allowed, said as %s", async (method, path, dialect, allow) => {
    const response = await suite.call(path, { method, headers: { "x-api-key": open.key } });
    expect(response.headers.get("allow")).toBe(allow);
    await expectError(response, { status: 405, dialect });
  });
}

function addUpgradeCases(suite: Suite): void {
  const { dialect } = responsesCase;
  const upgrade = [
    ["Connection", "Upgrade"],
    ["Upgrade", "websocket"],
    ["Sec-WebSocket-Version", "13"],
    ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
    ["OpenAI-Beta", "responses_websockets=2026-02-06"],
    ["Authorization", `Bearer ${open.key}`],
  ] as [string, string][];

  test.each(["/v1/responses", "/responses"])("a WebSocket on %s gets 426 at once", async (path) => {
    const url = suite.url();
    if (url === null) {
      const response = await suite.call(path, { headers: upgrade });
      expect(response.headers.get("upgrade")).toContain("HTTP/1.1");
      return void (await expectError(response, { status: 426, dialect }));
    }
    const started = performance.now();
    const answer = await rawRequest(url, { target: path, headers: upgrade });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(answer.header("upgrade")).toContain("HTTP/1.1");
    const headers = answer.headers as HeadersInit;
    const response = new Response(answer.body as Uint8Array<ArrayBuffer>, { ...answer, headers });
    await expectError(response, { status: 426, dialect });
  });

  test("a WebSocket anywhere else is a wrong method", async () => {
    const { path } = chatCase;
    const headers = { "x-api-key": open.key, upgrade: "websocket" };
    const response = await suite.call(path, { headers });
    await expectError(response, { status: 405, dialect: chatCase.dialect });
  });
}
