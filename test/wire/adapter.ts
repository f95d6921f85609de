/**
 * Adapter for the wire checker beside the repository (`../shared/wire/check`):
 *   bun check.ts --adapter <this file> --parts shared --dirs AA,OO,RR
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
  responses: "gpt-5.1",
};

/** One key per kind of upstream: names such as gpt-5.1 have no tier of their own. */
const keys = { main: "cgk_wire_main", compatible: "cgk_wire_compatible" };

export default async function adapter({ upstream }: { readonly upstream: Upstreams }) {
  const gateway: RunningGateway = await startGateway({
    accounts: [
      { name: "anthropic", provider: "anthropic", baseUrl: upstream.anthropic },
      { name: "openai", provider: "openai", baseUrl: upstream.openaiV1 },
      { name: "compatible", provider: "custom", baseUrl: upstream.openaiV1 },
    ],
    configs: [
      {
        name: "main",
        tiers: [
          { tier: "opus", account: "anthropic", priority: 2 },
          { tier: "opus", account: "openai", priority: 1 },
        ],
      },
      { name: "compatible", isActive: false, tiers: [{ tier: "opus", account: "compatible" }] },
    ],
    tenants: [
      { name: "main", key: keys.main, config: "main" },
      { name: "compatible", key: keys.compatible, config: "compatible" },
    ],
  });
  return {
    anthropicBaseURL: gateway.url,
    openaiBaseURL: `${gateway.url}/v1`,
    apiKey: keys.main,
    keyFor: (model: string) => (model === models.compatible ? keys.compatible : keys.main),
    models,
    features: ["responses-inbound"],
    stop: () => gateway.stop(),
  };
}
