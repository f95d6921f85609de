/**
 * Adapter for the wire checker beside the repository (`../shared/wire/check`):
 *   bun check.ts --adapter <this file> --parts shared --dirs AA,OO,A2O,O2A,RR,R2A,R2O
 */
import type { Seed } from "../support/data-directory.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

/**
 * The checker wants no cooldowns: each of its cases has an account that has failed nobody yet. So
 * the owner wakes all accounts before each request.
 */
function startAwake({ gateway }: RunningGateway, accounts: readonly string[]) {
  const headers = { authorization: `Bearer ${keys.owner}` };
  const wake = async (name: string) => {
    const url = `http://127.0.0.1/codegate/accounts/${name}/wake`;
    const answer = await gateway.fetch(new Request(url, { method: "POST", headers }));
    if (!answer.ok) throw new Error(`${name} cannot be woken: ${answer.status}`);
  };
  return Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 120,
    development: false,
    maxRequestBodySize: 1_024 * 1_024 * 1_024,
    async fetch(request, server) {
      await Promise.all(accounts.map(wake));
      return gateway.fetch(request, server);
    },
  });
}

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

const keys = { owner: "cgk_wire_owner", main: "cgk_wire_main", responses: "cgk_wire_responses" };

export default async function adapter({ upstream }: { readonly upstream: Upstreams }) {
  const accounts = [
    { name: "anthropic", provider: "anthropic", baseUrl: upstream.anthropic },
    { name: "openai", provider: "openai", baseUrl: upstream.openaiV1, dialects: "chat" },
    { name: "responses", provider: "openai", baseUrl: upstream.openaiV1 },
    { name: "compatible", provider: "custom", baseUrl: upstream.openaiV1 },
  ] as const;
  const seed = {
    accounts,
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
  } satisfies Seed;
  const gateway = await startGateway(seed, { proxyApiKey: keys.owner });
  const names = accounts.map(({ name }) => name);
  const server = startAwake(gateway, names);
  return {
    anthropicBaseURL: `http://127.0.0.1:${server.port}`,
    openaiBaseURL: `http://127.0.0.1:${server.port}/v1`,
    apiKey: keys.main,
    keyFor: (model: string) => (model === models.responses ? keys.responses : keys.main),
    models,
    features: ["responses-inbound"],
    reset: async () => {},
    stop: async () => {
      await server.stop(true);
      await gateway.stop();
    },
  };
}
