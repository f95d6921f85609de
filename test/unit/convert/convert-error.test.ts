// What could go wrong: a client does not retry, compact or stop when it should, because an error of
// another dialect reached it with the wrong status, type, code or words.
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { convertError } from "../../../src/convert/convert-error.ts";

interface Told {
  readonly status: number;
  readonly type: string;
  readonly code?: string | null;
  readonly message: string;
}

function tell(from: Dialect, status: number, body: unknown, headers = {}): Told {
  const to = from === "anthropic-messages" ? "openai-chat" : "anthropic-messages";
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = { status, headers: new Headers(headers), bytes: Buffer.from(text) };
  const told = convertError(answer, { from, to }, 0);
  expect(told.headers.get("content-type")).toBe("application/json");
  return { status: told.status, ...JSON.parse(Buffer.from(told.bytes).toString()).error };
}

const openAi = (message: string, type: string, code: unknown = null) => ({
  error: { message, type, param: null, code },
});
const anthropic = (type: string, message: string) => ({ type: "error", error: { type, message } });

test.each([
  [400, openAi("bad", "invalid_request_error", "invalid_value"), 400, "invalid_request_error"],
  [401, openAi("no", "invalid_request_error", "invalid_api_key"), 401, "authentication_error"],
  [402, openAi("pay", "x"), 402, "billing_error"],
  [403, openAi("no", "request_forbidden"), 403, "permission_error"],
  [404, openAi("what", "invalid_request_error", "model_not_found"), 404, "not_found_error"],
  [413, openAi("big", "invalid_request_error"), 413, "request_too_large"],
  [422, { detail: [{ loc: ["body", "n"], msg: "bad" }] }, 422, "invalid_request_error"],
  [429, openAi("slow", "requests", "rate_limit_exceeded"), 429, "rate_limit_error"],
  [429, openAi("quota", "insufficient_quota", "insufficient_quota"), 429, "rate_limit_error"],
  [500, openAi("oh", "server_error"), 500, "api_error"],
  [503, openAi("busy", "server_error"), 529, "overloaded_error"],
  [504, "", 504, "timeout_error"],
] as const)("OpenAI's %i for Anthropic's clients", (given, body, status, type) => {
  expect(tell("anthropic-messages", given, body)).toMatchObject({ status, type });
});

test.each([
  [400, anthropic("invalid_request_error", "bad"), 400, "invalid_request_error", null],
  [401, anthropic("authentication_error", "no"), 401, "invalid_request_error", "invalid_api_key"],
  [404, anthropic("not_found_error", "what"), 404, "invalid_request_error", "model_not_found"],
  [429, anthropic("rate_limit_error", "slow"), 429, "requests", "rate_limit_exceeded"],
  [500, anthropic("api_error", "oh"), 500, "server_error", "server_error"],
  [529, anthropic("overloaded_error", "busy"), 503, "server_error", "server_is_overloaded"],
] as const)("Anthropic's %i for OpenAI's clients", (given, body, ...told) => {
  const [status, type, code] = told;
  for (const from of ["openai-chat", "openai-responses"] as const) {
    expect(tell(from, given, body)).toMatchObject({ status, type, code });
  }
});

describe("words", () => {
  test.each([
    [{ error: "plain" }, "plain"],
    [{ detail: "of FastAPI" }, "of FastAPI"],
    [{ detail: [{ loc: ["body", "n"], msg: "bad" }, { msg: "worse" }] }, "body.n: bad; worse"],
    [{ message: "bare" }, "bare"],
    [{ errors: [{ message: "first" }] }, "first"],
    [[{ error: { code: 400, message: "in a list" } }], "in a list"],
    [
      {
        error: {
          message: "Provider returned error",
          metadata: { raw: '{"error":{"message":"inner"}}' },
        },
      },
      "inner",
    ],
    ["just words", "just words"],
  ])("in %j", (body, message) => {
    expect(tell("anthropic-messages", 400, body).message).toBe(message);
  });

  test("of a web page, or none, are replaced", () => {
    for (const body of ["<html><body>502 Bad Gateway</body></html>", "", "{}"]) {
      expect(tell("anthropic-messages", 502, body).message).toContain("502");
      expect(tell("anthropic-messages", 502, body).message).not.toContain("<");
    }
  });

  test("do not quote a key", () => {
    const body = openAi("Incorrect API key provided: sk-SECRET-1234.", "x", "invalid_api_key");
    expect(tell("anthropic-messages", 401, body).message).not.toContain("SECRET");
  });
});

describe("a full context", () => {
  const wordings: readonly (readonly [string, string | null])[] = [
    [
      "This model's maximum context length is 200000 tokens. However, your messages resulted in 250000 tokens.",
      "250000 tokens > 200000",
    ],
    [
      "This endpoint's maximum context length is 131072 tokens. However, you requested about 200001 tokens (190000 of text input, 10001 in the output).",
      "200001 tokens > 131072",
    ],
    [
      "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
      "537812 tokens > 131072",
    ],
    [
      "The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).",
      "1196265 tokens > 1048575",
    ],
    [
      "request (250000 tokens) exceeds the available context size (131072 tokens), try increasing it",
      "250000 tokens > 131072",
    ],
    ["prompt token count of 135353 exceeds the limit of 128000", "135353 tokens > 128000"],
    [
      "Invalid request: Your request exceeded model token limit: 262144 (requested: 301234)",
      "301234 tokens > 262144",
    ],
    [
      "Prompt contains 250,000 tokens, too large for model with 131072 maximum context length",
      "250000 tokens > 131072",
    ],
    [
      "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
      "210000 tokens > 200000",
    ],
    [
      "Your input exceeds the context window of this model. Please adjust your input and try again.",
      null,
    ],
    ["Input is too long for requested model.", null],
  ];

  test.each(wordings)("%s", (message, counts) => {
    const told = tell("anthropic-messages", 400, openAi(message, "invalid_request_error"));
    expect(told).toMatchObject({ status: 400, type: "invalid_request_error" });
    expect(told.message).toStartWith("prompt is too long: ");
    expect(told.message).toContain(counts === null ? message : `${counts} maximum`);
    const other = tell("openai-chat", 400, anthropic("invalid_request_error", message));
    expect(other).toMatchObject({ code: "context_length_exceeded", message });
  });

  test("is told from limits per minute and from limits of the output", () => {
    const minute = openAi(
      "Request too large: maximum context length of 9 tokens",
      "tokens",
      "rate_limit_exceeded",
    );
    expect(tell("anthropic-messages", 429, minute).type).toBe("rate_limit_error");
    const output = openAi(
      "max_tokens is too large: 200000. This model supports at most 128000 completion tokens.",
      "invalid_request_error",
    );
    expect(tell("anthropic-messages", 400, output).message).toStartWith("max_tokens");
  });
});
