// An explanation that blames the key for a wrong model, or the account for its provider's trouble.
import { unknownServed } from "../../../src/base/served.ts";
import { expect, test } from "bun:test";
import { readError } from "../../../src/attempt/read-error.ts";
import type { Trouble } from "../../../src/attempt/trouble.ts";
import { explainTest } from "../../../src/command/accounts/explain-test.ts";

const facts = {
  account: "'Claude Max'",
  model: "claude-9",
  host: "api.example.com",
  isProxied: false,
  isOauth: false,
  program: "codegate",
  now: 0,
};

function refusal(status: number, message: string, headers: Record<string, string> = {}): Trouble {
  const answer = { kind: "whole", status, headers: new Headers(headers) } as const;
  const error = readError({ message });
  return {
    kind: "refused",
    status,
    error,
    answer: {
      ...answer,
      bytes: Buffer.of(),
      usage: undefined,
      served: unknownServed,
      converted: null,
    },
  };
}

function broken(detail: "not JSON" | "empty", message: string): Trouble {
  return { kind: "broken", detail, message };
}

test("each trouble says what happened and what to do", () => {
  const cases: readonly (readonly [Trouble, string, string])[] = [
    [{ kind: "connection", code: "EPROTO" }, "does not speak TLS", "http://"],
    [{ kind: "connection", code: "ConnectionRefused" }, "nothing answers at api", "running?"],
    [{ kind: "connection", code: "ENOTFOUND" }, "api.example.com is not found", "network"],
    [{ kind: "connection", code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, "not trusted", "--ca-file"],
    [{ kind: "connection", code: "ECONNRESET" }, "(ECONNRESET)", "try again"],
    [{ kind: "timeout", stage: "headers" }, "sent no headers within 30 s", "status page"],
    [broken("not JSON", "answered with something"), "answered with something", "address"],
    [broken("empty", "answered with an empty body"), "empty body", "Try again"],
    [refusal(401, "bad key."), "refuses the key (HTTP 401: bad key)", "set-key 'Claude Max'"],
    [refusal(404, "model: claude-9"), "does not serve the model claude-9", "--model NAME"],
    [refusal(404, ""), "refuses the call (HTTP 404)", "address"],
    [refusal(402, "pay"), "HTTP 402: pay", "billing"],
    [refusal(403, "blocked"), "HTTP 403: blocked", "permission"],
    [refusal(429, "slow", { "retry-after": "300" }), "is at a limit", "in 5 min"],
    [refusal(429, "slow"), "is at a limit", "later"],
    [refusal(529, "overloaded"), "HTTP 529", "trouble of its own"],
  ];
  for (const [trouble, what, advice] of cases) {
    const explained = explainTest(trouble, facts);
    expect(explained.passed).toBe(false);
    expect(explained.what).toContain(what);
    expect(explained.advice).toContain(advice);
  }
});

test("a refusal that shows a working key passes", () => {
  const short = "Could not finish: max_tokens or model output limit was reached";
  expect(explainTest(refusal(400, short), facts).passed).toBe(true);
  const bound = "This credential is only authorized for use with Claude Code";
  expect(explainTest(refusal(400, bound), facts)).toMatchObject({ passed: true });
});

test("a provider's words cannot break the line or fill the screen", () => {
  const { what } = explainTest(refusal(400, `a\u001b[2J\n${"b".repeat(5_000)}`), facts);
  expect(what).toStartWith("refuses the call (HTTP 400: a [2J bbb");
  expect(what.length).toBeLessThan(400);
});
