/** Which headers pass in either direction, and which belong to one side only. */
import { describe, expect, test } from "bun:test";
import packageFile from "../../../package.json" with { type: "json" };
import { rawRequest } from "../../support/raw-client.ts";
import { json, sse } from "../../support/reply.ts";
import { anthropicCase, dialectCases } from "../suite/dialects.ts";
import { lane } from "../suite/lane.ts";
import type { Suite } from "../suite/suite.ts";

const plain = lane("headers");

/** Names are free text in the dashboard, and a header is not. */
const strange = lane('größe\n"東京" 🗼\r\nset-cookie: x=1', {
  account: { key: "key-of-strange" },
});

export const headerLanes = [plain, strange];

const kept = {
  "anthropic-beta": "interleaved-thinking-2025-05-14,effort-2025-11-24, x",
  "anthropic-version": "2026-10-21",
  "anthropic-dangerous-direct-browser-access": "true",
  "openai-organization": "org-1",
  "openai-beta": "responses=experimental",
  "user-agent": "claude-cli/2.1.330 (external, cli)",
  "x-app": "cli",
  "x-claude-code-session-id": "session-1",
  "x-stainless-retry-count": "0",
  "idempotency-key": "once",
  accept: "application/json",
};

const dropped = {
  cookie: "session=secret",
  "x-forwarded-for": "10.1.2.3",
  "x-forwarded-host": "intern",
  forwarded: "for=10.1.2.3",
  "x-real-ip": "10.1.2.3",
  via: "1.1 proxy",
  referer: "http://intern/page",
  "proxy-authorization": "Basic secret",
  "sec-fetch-mode": "cors",
  "cf-connecting-ip": "10.1.2.3",
  "x-codegate-anything": "1",
  "api-key": "secret",
  "chatgpt-account-id": "somebody-else",
};

export function addHeaderCases(suite: Suite): void {
  describe("request headers", () => {
    for (const to of dialectCases) {
      const [account] = plain.accounts(to.provider);
      const send = async (headers: Record<string, string>) => {
        const response = await suite.post({ lane: plain, to, body: to.request(), headers });
        expect([response.status, await response.text()]).toEqual([200, to.whole()]);
        return suite.last(account);
      };

      test(`${to.path}: the client's own pass, as they came`, async () => {
        const seen = await send(kept);
        for (const [name, value] of Object.entries(kept)) {
          expect([name, seen.header(name)]).toEqual([name, value]);
        }
        expect(seen.header("content-type")).toBe("application/json");
        expect(seen.header("host")).toBe(new URL(suite.upstream().url).host);
        expect(seen.header("content-length")).toBe(String(seen.body.length));
      });

      test(`${to.path}: what tells of the user's machine or its keys does not`, async () => {
        const seen = await send(dropped);
        for (const name of Object.keys(dropped))
          expect([name, seen.header(name)]).toEqual([name, null]);
        const text = JSON.stringify(seen.headers);
        expect(text).not.toContain("secret");
        expect(text).not.toContain("10.1.2.3");
        expect(text).not.toContain("cgk_");
      });

      test(`${to.path}: the account's key replaces the client's, whichever way it came`, async () => {
        const authorization = `Bearer ${plain.key}`;
        for (const headers of [{}, { authorization }, { "x-api-key": "", authorization }]) {
          const seen = await send(headers as Record<string, string>);
          const isAnthropic = to.provider === "anthropic";
          const own = `key-of-${account}`;
          expect(seen.header("x-api-key")).toBe(isAnthropic ? own : null);
          expect(seen.header("authorization")).toBe(isAnthropic ? null : `Bearer ${own}`);
        }
      });
    }

    test("a client without a version and a name: the gateway names itself", async () => {
      const body = anthropicCase.request();
      const headers = [["x-api-key", plain.key]] as [string, string][];
      const url = suite.url();
      const { path } = anthropicCase;
      if (url === null) await suite.call(path, { method: "POST", headers, body });
      else await rawRequest(url, { target: path, headers, body });
      const seen = suite.last(plain.accounts("anthropic")[0]);
      expect(seen.header("anthropic-version")).toBe("2023-06-01");
      expect(seen.header("user-agent")).toBe(`codegate/${packageFile.version}`);
    });
  });

  addResponseCases(suite);
}

const passing = {
  "request-id": "req_011Upstream",
  "x-request-id": "upstream-1",
  "retry-after": "7",
  "x-should-retry": "true",
  "anthropic-organization-id": "org-upstream",
  "anthropic-ratelimit-requests-remaining": "49",
  "anthropic-ratelimit-unified-5h-utilization": "0.42",
  "openai-processing-ms": "321",
  "x-ratelimit-remaining-tokens": "149984",
  "x-ratelimit-reset-requests": "6m0s",
  "x-codex-primary-used-percent": "12",
};

const held = {
  "set-cookie": "__cf_bm=secret; path=/",
  server: "cloudflare",
  "cf-ray": "8f0",
  "alt-svc": 'h3=":443"',
  "strict-transport-security": "max-age=31536000",
  "access-control-allow-origin": "*",
  "x-powered-by": "something",
  date: "Thu, 01 Jan 1970 00:00:00 GMT",
};

function addResponseCases(suite: Suite): void {
  const headers = { ...passing, ...held };
  const check = (response: Response, account: string) => {
    for (const [name, value] of Object.entries(passing)) {
      expect([name, response.headers.get(name)]).toEqual([name, value]);
    }
    for (const [name, value] of Object.entries(held)) {
      expect([name, response.headers.get(name)]).not.toEqual([name, value]);
    }
    expect(response.headers.has("content-encoding")).toBe(false);
    expect(response.headers.get("x-codegate-request-id")).toMatch(/^[0-9a-f]{32}$/);
    expect(response.headers.get("x-proxy-account")).toBe(account);
    expect(response.headers.get("x-proxy-strategy")).toBe("priority");
    expect(response.headers.get("x-proxy-tenant")).toBe(plain.name);
  };

  describe("response headers", () => {
    test("names that no header can hold are written in ASCII", async () => {
      const body = anthropicCase.request();
      const response = await suite.post({ lane: strange, to: anthropicCase, body });
      expect([response.status, await response.text()]).toEqual([200, anthropicCase.whole()]);
      const [account] = strange.accounts("anthropic");
      const shown = response.headers.get("x-proxy-account") ?? "";
      expect(shown).toMatch(/^[\x20-\x7e]+$/);
      expect(decodeURIComponent(shown)).toBe(account);
      const tenant = response.headers.get("x-proxy-tenant") ?? "";
      expect(decodeURIComponent(tenant)).toBe(strange.name);
      expect(response.headers.get("set-cookie")).toBeNull();
    });

    for (const to of dialectCases) {
      const [account] = plain.accounts(to.provider);

      test(`${to.path}: of a whole answer, compressed by the provider`, async () => {
        suite.script(account, { ...json(200, to.whole(), headers), gzip: true });
        const response = await suite.post({ lane: plain, to, body: to.request() });
        expect([response.status, await response.text()]).toEqual([200, to.whole()]);
        check(response, account);
      });

      test(`${to.path}: of a stream, compressed by the provider`, async () => {
        suite.script(account, { ...sse(to.events(), { headers }), gzip: true });
        const body = to.request({ stream: true });
        const response = await suite.post({ lane: plain, to, body });
        expect([response.status, await response.text()]).toEqual([200, to.events().join("")]);
        check(response, account);
      });

      test(`${to.path}: of a refusal of the client's own mistake`, async () => {
        const error = '{ "error" : {"type":"invalid_request_error","message":"no such field: é"}}';
        suite.script(account, { ...json(400, error, headers), gzip: true });
        const response = await suite.post({ lane: plain, to, body: to.request() });
        expect([response.status, await response.text()]).toEqual([400, error]);
        check(response, account);
      });
    }
  });
}
