/**
 * Adapter for the wire checker beside the repository (`../shared/wire/check`):
 *   bun check.ts --adapter <this file> --parts shared --dirs AA,OO,A2O,O2A,RR,R2A,R2O
 */
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

interface Upstreams {
  readonly anthropic: string;
  readonly openaiV1: string;
}

const models = {
  anthropic: "claude-opus-4-6",
  anthropicNew: "claude-opus-5-5",
  openai: "gpt-5.1",
  openaiLegacy: "gpt-4.1",
  compatible: "foo-chat",
  responses: "gpt-5.5",
};

/** Each kind of upstream is a tier, and names of other vendors belong to one by rule. */
const tierRules = { "gpt-*": "sonnet", "foo-*": "haiku" };

const keys = { main: "cgk_wire_main", responses: "cgk_wire_responses" };

export default async function adapter({ upstream }: { readonly upstream: Upstreams }) {
  const gateway: RunningGateway = await startGateway({
    accounts: [
      { name: "anthropic", provider: "anthropic", baseUrl: upstream.anthropic },
      { name: "openai", provider: "openai", baseUrl: upstream.openaiV1, dialects: "chat" },
      { name: "responses", provider: "openai", baseUrl: upstream.openaiV1 },
      { name: "compatible", provider: "custom", baseUrl: upstream.openaiV1 },
    ],
    configs: [
      {
        name: "main",
        tiers: [
          { tier: "opus", account: "anthropic" },
          { tier: "sonnet", account: "openai" },
          { tier: "haiku", account: "compatible" },
        ],
      },
      { name: "responses", isActive: false, tiers: [{ tier: "sonnet", account: "responses" }] },
    ],
    tenants: [
      { name: "main", key: keys.main, config: "main" },
      { name: "responses", key: keys.responses, config: "responses" },
    ],
    settings: { codegate_tier_rules: JSON.stringify(tierRules) },
  });
  return {
    anthropicBaseURL: gateway.url,
    openaiBaseURL: `${gateway.url}/v1`,
    apiKey: keys.main,
    keyFor: (model: string) => (model === models.responses ? keys.responses : keys.main),
    models,
    features: ["responses-inbound"],
    stop: () => gateway.stop(),
  };
}
