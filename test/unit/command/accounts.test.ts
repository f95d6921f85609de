// A model for tests that no provider sells any more, an address shown with its password.
import { describe, expect, test } from "bun:test";
import { buildTestRequest } from "../../../src/command/accounts/build-test-request.ts";
import { smallModelOf, smallModels } from "../../../src/command/accounts/choose-test-model.ts";
import {
  describeLimits,
  describeState,
  describeTrouble,
  hidePassword,
} from "../../../src/command/accounts/describe-account.ts";
import { listModels } from "../../../src/prices/find-price.ts";
import { findProvider, knownProviderIds } from "../../../src/provider/providers.ts";
import type { AccountListing } from "../../../src/store/manage-accounts.ts";

const account: AccountListing = {
  id: "a1",
  name: "A",
  provider: "anthropic",
  authType: "api_key",
  hasCredential: true,
  tokenExpiresAt: null,
  grant: null,
  baseUrl: null,
  priority: 0,
  rateLimit: 60,
  monthlyBudget: null,
  externalAccountId: null,
  proxyUrl: null,
  caCertificates: null,
  dialects: null,
  allowedTenants: null,
  allowedClients: null,
  enabled: true,
  unusableReason: null,
  status: "active",
  errorCount: 0,
  lastError: null,
  lastErrorAt: null,
  lastUsedAt: null,
};

test("every provider with prices has a small model that the price table still offers", () => {
  for (const id of knownProviderIds.filter((each) => listModels(each).length > 0)) {
    const model = smallModelOf(id) ?? "none";
    expect(smallModels[id], id).toContain(model);
    expect(listModels(id)).toContain(model);
  }
  expect(smallModelOf("custom")).toBeNull();
  expect(smallModelOf("constructor")).toBeNull();
});

/** Operation and body of a test request. */
function sent(id: string) {
  const { bytes, operation } = buildTestRequest(findProvider(id), "m");
  return [operation, JSON.parse(Buffer.from(bytes).toString())] as const;
}

test("a test request fits its provider", () => {
  expect(sent("anthropic")).toEqual(["messages", expect.objectContaining({ max_tokens: 1 })]);
  expect(sent("openai")).toEqual(["chat", expect.objectContaining({ max_completion_tokens: 1 })]);
  expect(sent("deepseek")).toEqual(["chat", expect.objectContaining({ max_tokens: 1 })]);
  const [operation, codex] = sent("openai_sub");
  expect([operation, codex.stream, codex.store]).toEqual(["responses", true, false]);
  expect(codex).not.toHaveProperty("max_output_tokens");
});

describe("the state in words", () => {
  const cases: readonly (readonly [Partial<AccountListing>, string])[] = [
    [{}, "ready"],
    [{ status: "unknown" }, "not used yet"],
    [{ status: "something else" }, "not used yet"],
    [{ status: "expired" }, "key refused"],
    [{ status: "rate_limited" }, "at its limit"],
    [{ status: "error" }, "last call failed"],
    [{ tokenExpiresAt: 999 }, "token expired"],
    [{ tokenExpiresAt: 1_001 }, "ready"],
    [{ unusableReason: "No key.", status: "error" }, "cannot be used"],
    [{ unusableReason: "No key.", enabled: false }, "off"],
  ];
  test.each(cases)("%j: %s", (change, word) => {
    expect(describeState({ ...account, ...change }, 1_000).word).toBe(word);
  });
});

test("trouble is told while it lasts, and limits as far as there are any", () => {
  const now = Date.UTC(2026, 0, 1, 0, 5);
  const failed = { lastError: "HTTP 500\nx", lastErrorAt: "2026-01-01 00:00:00" };
  expect(describeTrouble({ ...account, ...failed }, now)).toBe("");
  expect(describeTrouble({ ...account, ...failed, errorCount: 1 }, now)).toBe(
    "Last error, 5 min ago: HTTP 500 x",
  );
  expect(describeTrouble({ ...account, unusableReason: "No key." }, now)).toBe("No key.");
  expect(describeLimits(account, { usd: 3, isLeast: false })).toBe("60/min");
  expect(describeLimits({ ...account, rateLimit: 0 }, { usd: 3, isLeast: false })).toBe("none");
  const budget = { ...account, monthlyBudget: 20 };
  expect(describeLimits(budget, { usd: 3.5, isLeast: false })).toBe("60/min, $3.50 of $20/month");
  expect(describeLimits(budget, { usd: 3.5, isLeast: true })).toBe(
    "60/min, at least $3.50 of $20/month",
  );
});

test("an address is shown without its password", () => {
  expect(hidePassword("http://user:pass@proxy:3128")).toBe("http://proxy:3128/");
  expect(hidePassword("https://host/v1")).toBe("https://host/v1");
  expect(hidePassword("no address")).toBe("no address");
});
