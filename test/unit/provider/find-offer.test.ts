/** What could go wrong: a key is sent to another provider's address. */
import { expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { findOffer, providerOf } from "../../../src/provider/find-offer.ts";
import { knownProviderIds } from "../../../src/provider/providers.ts";
import { knownProviders } from "../../../src/store/read-account.ts";
import { accountOf } from "../../support/account.ts";

const dialects: readonly Dialect[] = ["anthropic-messages", "openai-chat", "openai-responses"];

/** Host of each provider's own address, by dialect; null = not spoken there. */
const hosts: Readonly<Record<string, readonly (string | null)[]>> = {
  anthropic: ["api.anthropic.com", null, null],
  openai: [null, "api.openai.com", "api.openai.com"],
  openai_sub: [null, null, "chatgpt.com"],
  openrouter: ["openrouter.ai", "openrouter.ai", "openrouter.ai"],
  glm: ["api.z.ai", "api.z.ai", null],
  cerebras: [null, "api.cerebras.ai", null],
  deepseek: ["api.deepseek.com", "api.deepseek.com", null],
  gemini: [null, "generativelanguage.googleapis.com", null],
  minimax: ["api.minimax.io", "api.minimax.io", null],
  groq: [null, "api.groq.com", "api.groq.com"],
  xai: [null, "api.x.ai", "api.x.ai"],
  mistral: [null, "api.mistral.ai", null],
  together: [null, "api.together.xyz", null],
  fireworks: ["api.fireworks.ai", "api.fireworks.ai", null],
  moonshot: ["api.moonshot.ai", "api.moonshot.ai", "api.moonshot.ai"],
  qwen: [null, "dashscope-intl.aliyuncs.com", null],
  ollama: ["127.0.0.1:11434", "127.0.0.1:11434", "127.0.0.1:11434"],
  lmstudio: ["127.0.0.1:1234", "127.0.0.1:1234", "127.0.0.1:1234"],
  vllm: ["127.0.0.1:8000", "127.0.0.1:8000", "127.0.0.1:8000"],
  llamacpp: ["127.0.0.1:8080", "127.0.0.1:8080", "127.0.0.1:8080"],
  custom: [null, null, null],
};

test("the store knows the same ids", () => {
  expect([...knownProviders].toSorted()).toEqual([...knownProviderIds].toSorted());
});

test("the table covers every provider", () => {
  expect(Object.keys(hosts).toSorted()).toEqual([...knownProviderIds, "custom"].toSorted());
});

for (const [provider, expected] of Object.entries(hosts)) {
  test.each(dialects.map((dialect, index) => [dialect, expected[index] ?? null] as const))(
    `${provider} without an address, %s: %s`,
    (dialect, host) => {
      const offer = findOffer(accountOf({ provider }), dialect);
      expect(offer === null ? null : new URL(offer.base).host).toBe(host);
    },
  );

  test.each(dialects)(`${provider} at an address of its own never leaves it, %s`, (dialect) => {
    const baseUrl = "http://own.test:9/x";
    const offer = findOffer(accountOf({ provider, baseUrl }), dialect);
    if (offer !== null) expect(offer.base).toBe(baseUrl);
  });
}

test("an address on the provider's own host keeps its other dialects", () => {
  const glm = accountOf({ provider: "glm", baseUrl: "https://api.z.ai/api/coding/paas/v4" });
  expect(findOffer(glm, "anthropic-messages")?.base).toBe("https://api.z.ai/api/anthropic");
});

test("a custom server speaks OpenAI's dialects, and so does a provider nobody knows", () => {
  for (const provider of ["custom", "whatever"]) {
    const account = accountOf({ provider, baseUrl: "http://own.test" });
    expect(dialects.map((dialect) => findOffer(account, dialect)?.auth ?? null)).toEqual([
      null,
      "bearer",
      "bearer",
    ]);
  }
});

test("a ChatGPT login that was stored as openai lives on Codex's backend", () => {
  const imported = accountOf({ provider: "openai", authType: "oauth", externalAccountId: "acct" });
  expect(providerOf(imported).id).toBe("openai_sub");
  expect(providerOf({ ...imported, baseUrl: "http://own.test" }).id).toBe("openai");
});
