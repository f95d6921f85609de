/** What could go wrong: a client's key reaches a provider, or its own headers do not. */
import { expect, test } from "bun:test";
import { version } from "../../../src/base/version.ts";
import { buildHeaders, type HeaderParts } from "../../../src/provider/build-headers.ts";
import { accountOf } from "../../support/account.ts";

function build(changes: Partial<HeaderParts> = {}): Headers {
  return buildHeaders({
    client: new Headers(),
    account: accountOf(),
    auth: "x-api-key",
    dialect: "anthropic-messages",
    ...changes,
  });
}

test("what belongs to the client's connection or to its key stays here", () => {
  const client = new Headers({
    authorization: "Bearer client-key",
    "x-api-key": "client-key",
    cookie: "a=b",
    host: "localhost:9212",
    origin: "http://localhost:9212",
    connection: "keep-alive, x-hop",
    "x-hop": "1",
    "content-length": "12",
    "accept-encoding": "gzip",
    "x-forwarded-for": "10.0.0.1",
    "sec-fetch-mode": "cors",
    "x-codegate-anything": "1",
    "chatgpt-account-id": "the client's",
  });
  const sent = Object.fromEntries(build({ client }).entries());
  expect(sent).toEqual({
    "accept-encoding": "identity",
    "anthropic-version": "2023-06-01",
    "content-type": "application/json",
    "user-agent": `codegate/${version}`,
    "x-api-key": "key-of-account",
  });
});

test("the client's own headers go on as they are, unknown ones too", () => {
  const own = {
    "anthropic-beta": "claude-code-20250219,  context-management-2025-06-27",
    "anthropic-version": "2026-10-21",
    "user-agent": "claude-cli/2.1.330 (external, cli)",
    "x-app": "cli",
    "x-claude-code-session-id": "0a1b",
    "x-stainless-lang": "js",
    "x-new-header-of-2027": "yes",
    session_id: "abc",
  };
  const sent = build({ client: new Headers(own) });
  for (const [name, value] of Object.entries(own)) expect(sent.get(name)).toBe(value);
});

test("an OAuth token is a bearer, and its beta is appended once", () => {
  const account = accountOf({ authType: "oauth", credential: "token" });
  expect(build({ account }).get("authorization")).toBe("Bearer token");
  expect(build({ account }).get("x-api-key")).toBeNull();
  expect(build({ account }).get("anthropic-beta")).toBe("oauth-2025-04-20");
  const client = new Headers({ "anthropic-beta": "a, b" });
  expect(build({ account, client }).get("anthropic-beta")).toBe("a, b,oauth-2025-04-20");
  const asked = new Headers({ "anthropic-beta": "a,oauth-2025-04-20" });
  expect(build({ account, client: asked }).get("anthropic-beta")).toBe("a,oauth-2025-04-20");
});

test("no client is imitated", () => {
  const account = accountOf({ authType: "oauth", credential: "token" });
  const sent = build({ account });
  expect(sent.get("anthropic-beta")).not.toContain("claude-code");
  expect(sent.has("x-app")).toBe(false);
  expect(sent.has("originator")).toBe(false);
});

test("a ChatGPT account names itself with its token, never with a key", () => {
  const account = accountOf({
    provider: "openai_sub",
    authType: "oauth",
    externalAccountId: "acct",
  });
  const sent = build({ account, auth: "bearer", dialect: "openai-responses" });
  expect(sent.get("chatgpt-account-id")).toBe("acct");
  expect(sent.has("anthropic-version")).toBe(false);
});

test("a key beyond ASCII travels as its UTF-8 bytes", () => {
  const account = accountOf({ credential: "pässwörd-日本" });
  const value = build({ account, auth: "bearer" }).get("authorization") ?? "";
  expect(Buffer.from(value, "latin1").toString()).toBe("Bearer pässwörd-日本");
});

test("an account without a key sends none", () => {
  const sent = build({ account: accountOf({ credential: null }), auth: "bearer" });
  expect(sent.has("authorization")).toBe(false);
  expect(sent.has("x-api-key")).toBe(false);
});
