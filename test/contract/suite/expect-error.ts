import { expect } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";

export interface ExpectedError {
  readonly status: number;
  readonly dialect: Dialect;
  /** The dialect's own word, when the test is about it. */
  readonly type?: string;
  readonly message?: RegExp;
}

/** What no answer of the gateway may hold: keys, addresses of providers, traces. */
const secrets = /key-of-|cgk_|127\.0\.0\.1:\d|localhost:\d|node_modules|\n\s+at |\.ts:\d/;

/** Checks an error made by the gateway: status, shape of the dialect, ids, and its words. */
export async function expectError(response: Response, expected: ExpectedError): Promise<void> {
  const text = await response.text();
  expect([response.status, text]).toEqual([expected.status, expect.any(String)]);
  expect(response.headers.get("content-type")).toStartWith("application/json");
  expect(text).not.toMatch(secrets);
  const requestId = response.headers.get("x-codegate-request-id");
  expect(requestId).toMatch(/^[0-9a-f]{32}$/);
  const body: unknown = JSON.parse(text);
  const message = expect.stringMatching(expected.message ?? /^\S.{10,}/s);
  const type = expected.type ?? expect.any(String);
  if (expected.dialect === "anthropic-messages") {
    expect(body).toEqual({ type: "error", error: { type, message }, request_id: requestId });
    expect(response.headers.get("request-id")).toBe(requestId);
  } else {
    expect(body).toMatchObject({ error: { message, type, param: null } });
    // Null where OpenAI's own errors have none.
    expect(body).toHaveProperty("error.code");
    expect(response.headers.get("x-request-id")).toBe(requestId);
  }
}
