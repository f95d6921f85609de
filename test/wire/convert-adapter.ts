/**
 * Adapter that puts conversion alone before the wire checker (`../shared/wire/check`):
 *   bun check.ts --adapter <this file> --parts shared --dirs A2O,O2A,R2A,R2O
 */
import { startConvertingProxy, type Upstream } from "../support/converting-proxy.ts";

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
};

export default async function adapter({ upstream }: { readonly upstream: Upstreams }) {
  const choose = (model: string): Upstream =>
    model.startsWith("claude")
      ? {
          dialect: "anthropic-messages",
          url: `${upstream.anthropic}/v1/messages`,
          provider: "anthropic",
        }
      : {
          dialect: "openai-chat",
          url: `${upstream.openaiV1}/chat/completions`,
          provider: model === models.compatible ? "custom" : "openai",
        };
  const proxy = startConvertingProxy(choose);
  return {
    anthropicBaseURL: `http://127.0.0.1:${proxy.port}`,
    openaiBaseURL: `http://127.0.0.1:${proxy.port}/v1`,
    apiKey: "a client's key",
    models,
    features: ["responses-inbound"],
    reset: async () => {},
    stop: proxy.stop,
  };
}
