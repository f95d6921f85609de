/** Web pages: strangers get nothing, not even a CORS header; the ones that are named may call. */
import { describe, expect, test } from "bun:test";
import { anthropicCase, dialectCases } from "../suite/dialects.ts";
import { expectError } from "../suite/expect-error.ts";
import { lane } from "../suite/lane.ts";
import type { Suite } from "../suite/suite.ts";

const paged = lane("origins");

export const originLanes = [paged];
export const allowedOrigin = "https://page.example";

export function addOriginCases(suite: Suite): void {
  describe("strangers", () => addStrangerCases(suite));
  describe("an allowed origin", () => addAllowedCases(suite));
}

function corsOf(response: Response): string[] {
  return [...response.headers.keys()].filter((name) => name.startsWith("access-control-"));
}

function preflight(suite: Suite, path: string, origin: string | null): Promise<Response> {
  return suite.call(path, {
    method: "OPTIONS",
    headers: {
      ...(origin === null ? {} : { origin }),
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,x-api-key",
    },
  });
}

function addStrangerCases(suite: Suite): void {
  test.each(dialectCases.map(({ path, dialect }) => [path, dialect] as const))(
    "%s refuses a page's request, although its key is right",
    async (path, dialect) => {
      const before = suite.sentUpstream();
      for (const origin of ["https://evil.example", "null", "https://page.example.evil.example"]) {
        const headers = { "x-api-key": paged.key, origin };
        const response = await suite.call(path, { method: "POST", headers, body: "{}" });
        expect(corsOf(response)).toEqual([]);
        await expectError(response, { status: 403, dialect });
      }
      expect(suite.sentUpstream()).toBe(before);
    },
  );

  test("neither preflights nor plain requests get a CORS header", async () => {
    const refused = await preflight(suite, "/v1/messages", "https://evil.example");
    expect([refused.status, ...corsOf(refused)]).toEqual([403]);
    const bare = await preflight(suite, "/v1/messages", null);
    expect([bare.status, ...corsOf(bare)]).toEqual([204]);
    for (const path of ["/health", "/v1/models", "/"]) {
      expect(corsOf(await suite.call(path))).toEqual([]);
      const asked = await suite.call(path, { headers: { origin: "https://evil.example" } });
      expect([asked.status, ...corsOf(asked)]).toEqual([403]);
    }
  });

  test("a preflight for an unknown path is a 404", async () => {
    expect((await preflight(suite, "/v1/embeddings", allowedOrigin)).status).toBe(404);
  });
}

function addAllowedCases(suite: Suite): void {
  test("may ask beforehand", async () => {
    const response = await preflight(suite, "/v1/messages", allowedOrigin);
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(response.headers.get("access-control-allow-origin")).toBe(allowedOrigin);
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
    const allowed = response.headers.get("access-control-allow-headers");
    expect(allowed).toBe("content-type,x-api-key");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    expect(response.headers.get("vary")?.toLowerCase()).toContain("origin");
  });

  test("may call, and reads headers of answers and of errors", async () => {
    const body = anthropicCase.request();
    const headers = { origin: allowedOrigin };
    const answer = await suite.post({ lane: paged, to: anthropicCase, body, headers });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(anthropicCase.whole());
    const error = await suite.post({ lane: paged, to: anthropicCase, body: "", headers });
    expect(error.status).toBe(400);
    for (const response of [answer, error]) {
      expect(response.headers.get("access-control-allow-origin")).toBe(allowedOrigin);
      expect(response.headers.get("access-control-expose-headers")).toBe("*");
    }
  });

  test("needs a key like everybody", async () => {
    const headers = { origin: allowedOrigin };
    const response = await suite.call("/v1/messages", { method: "POST", headers, body: "{}" });
    await expectError(response, { status: 401, dialect: "anthropic-messages" });
  });
}
