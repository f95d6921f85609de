/** Who may come in, by which header, and what the others are told. */
import { describe, expect, test } from "bun:test";
import { anthropicCase, dialectCases } from "../suite/dialects.ts";
import { expectError } from "../suite/expect-error.ts";
import { lane } from "../suite/lane.ts";
import type { Suite } from "../suite/suite.ts";

const known = lane("keys");
const disabled = lane("keys-disabled", { tenant: { enabled: false } });
const limited = lane("keys-limited", { tenant: { rateLimit: 2 } });

export const keyLanes = [known, disabled, limited];
export const globalKey = "contract-global-key";

export function addKeyCases(suite: Suite): void {
  const send = (headers: Record<string, string>, path = anthropicCase.path) =>
    suite.call(path, { method: "POST", headers, body: anthropicCase.request() });
  addRightCases(suite, send);
  addWrongCases(suite, send);
  addTenantCases(suite, send);
}

type Send = (headers: Record<string, string>, path?: string) => Promise<Response>;

function addRightCases(suite: Suite, send: Send): void {
  describe("a right key", () => {
    test.each([
      ["x-api-key", { "x-api-key": known.key }],
      ["Bearer", { authorization: `Bearer ${known.key}` }],
      ["bearer in small letters", { authorization: `bearer ${known.key}` }],
      ["BEARER in capitals", { authorization: `BEARER ${known.key}` }],
      ["x-api-key beside a wrong Bearer", { "x-api-key": known.key, authorization: "Bearer no" }],
      [
        "Bearer beside a wrong x-api-key",
        { "x-api-key": "no", authorization: `Bearer ${known.key}` },
      ],
      [
        "Bearer beside Basic's empty x-api-key",
        { "x-api-key": "", authorization: `Bearer ${known.key}` },
      ],
    ])("%s", async (_name, headers) => {
      const response = await send(headers as Record<string, string>);
      expect([response.status, await response.text()]).toEqual([200, anthropicCase.whole()]);
      expect(response.headers.get("x-proxy-tenant")).toBe(known.name);
    });

    test("PROXY_API_KEY belongs to no tenant", async () => {
      const response = await suite.call("/v1/models", { headers: { "x-api-key": globalKey } });
      expect(response.status).toBe(200);
      expect(response.headers.has("x-proxy-tenant")).toBe(false);
    });
  });
}

function addWrongCases(suite: Suite, send: Send): void {
  describe("no right key", () => {
    const rows = dialectCases.map(({ path, dialect }) => [path, dialect] as const);
    test.each(rows)("%s says so as %s", async (path, dialect) => {
      const before = suite.sentUpstream();
      const wrong: Record<string, string>[] = [
        {},
        { "x-api-key": "wrong" },
        { "x-api-key": `${known.key} ${globalKey}` },
        { authorization: "Bearer wrong" },
        { authorization: `Basic ${btoa(`user:${known.key}`)}` },
        { authorization: known.key },
        { "api-key": known.key },
        { "x-api-key": known.key.toUpperCase() },
      ];
      for (const headers of wrong) {
        const response = await send(headers, path);
        expect(response.headers.get("x-should-retry")).toBe("false");
        const type =
          dialect === "anthropic-messages" ? "authentication_error" : "invalid_request_error";
        await expectError(response, { status: 401, dialect, type });
      }
      expect(suite.sentUpstream()).toBe(before);
    });

    test("lists of models are not for strangers either", async () => {
      for (const path of ["/v1/models", "/models/gpt-5.5"]) {
        await expectError(await suite.call(path), { status: 401, dialect: "openai-chat" });
      }
    });
  });
}

function addTenantCases(suite: Suite, send: Send): void {
  test("a tenant that is switched off is told so", async () => {
    const response = await send({ "x-api-key": disabled.key });
    const dialect = "anthropic-messages";
    await expectError(response, { status: 401, dialect, message: /switched off/ });
  });

  test("a tenant at its limit gets 429 and is told when to come again", async () => {
    const headers = { "x-api-key": limited.key };
    for (const _ of [1, 2]) expect((await send(headers)).status).toBe(200);
    const before = suite.sentUpstream();
    for (const { path, dialect } of dialectCases) {
      const response = await send(headers, path);
      const wait = Number(response.headers.get("retry-after"));
      expect(wait).toBeGreaterThanOrEqual(1);
      expect(wait).toBeLessThanOrEqual(61);
      await expectError(response, { status: 429, dialect, message: /2 requests a minute/ });
    }
    expect(suite.sentUpstream()).toBe(before);
  });
}
