/** Where each provider is and what it speaks. Adding a provider is one entry and one test row. */
import type { Dialect } from "../base/dialect.ts";

export type AuthHeader = "x-api-key" | "bearer";

/** One dialect at one address. */
export interface Offer {
  /** Address that the endpoint's path is joined to. */
  readonly base: string;
  readonly auth: AuthHeader;
}

export interface Provider {
  readonly id: string;
  readonly title: string;
  /** The dialect that an account's own base_url speaks. */
  readonly primary: Dialect;
  /** Dialects spoken at an account's own base_url beside the primary one. */
  readonly alsoAtBaseUrl: readonly Dialect[];
  /** The provider's own addresses; empty when an account must bring its base_url. */
  readonly offers: Readonly<Partial<Record<Dialect, Offer>>>;
  /** False for servers that refuse `stream_options` in a streamed chat request. */
  readonly reportsStreamUsage: boolean;
  /** True for the endpoint that has no version segment in its paths (Codex). */
  readonly unversioned: boolean;
}

function bearer(base: string): Offer {
  return { base, auth: "bearer" };
}

function openAiStyle(
  id: string,
  title: string,
  offers: Provider["offers"],
  changes: Partial<Provider> = {},
): Provider {
  return {
    id,
    title,
    primary: "openai-chat",
    alsoAtBaseUrl: [],
    offers,
    reportsStreamUsage: true,
    unversioned: false,
    ...changes,
  };
}

/** The ChatGPT subscription backend: Responses only, and no /v1 in its paths. */
export const codexProvider: Provider = openAiStyle(
  "openai_sub",
  "ChatGPT (Codex)",
  { "openai-responses": bearer("https://chatgpt.com/backend-api/codex") },
  { primary: "openai-responses", unversioned: true },
);

const anthropicHost = "api.anthropic.com";

/** True for Anthropic's own address, where others may be who speak its dialect. */
export function isAnthropicOwn({ base }: Offer): boolean {
  return new URL(base).hostname === anthropicHost;
}

const providers: readonly Provider[] = [
  {
    id: "anthropic",
    title: "Anthropic",
    primary: "anthropic-messages",
    alsoAtBaseUrl: [],
    offers: {
      "anthropic-messages": { base: `https://${anthropicHost}`, auth: "x-api-key" },
    },
    reportsStreamUsage: true,
    unversioned: false,
  },
  openAiStyle(
    "openai",
    "OpenAI",
    {
      "openai-chat": bearer("https://api.openai.com"),
      "openai-responses": bearer("https://api.openai.com"),
    },
    { alsoAtBaseUrl: ["openai-responses"] },
  ),
  codexProvider,
  openAiStyle("openrouter", "OpenRouter", {
    "openai-chat": bearer("https://openrouter.ai/api"),
    "openai-responses": bearer("https://openrouter.ai/api"),
    "anthropic-messages": bearer("https://openrouter.ai/api"),
  }),
  openAiStyle("glm", "GLM (Z.ai)", {
    "openai-chat": bearer("https://api.z.ai/api/coding/paas/v4"),
    "anthropic-messages": { base: "https://api.z.ai/api/anthropic", auth: "x-api-key" },
  }),
  openAiStyle("cerebras", "Cerebras", { "openai-chat": bearer("https://api.cerebras.ai") }),
  openAiStyle("deepseek", "DeepSeek", {
    "openai-chat": bearer("https://api.deepseek.com"),
    "anthropic-messages": { base: "https://api.deepseek.com/anthropic", auth: "x-api-key" },
  }),
  openAiStyle("gemini", "Gemini", {
    "openai-chat": bearer("https://generativelanguage.googleapis.com/v1beta/openai"),
  }),
  openAiStyle("minimax", "MiniMax", {
    "openai-chat": bearer("https://api.minimax.io"),
    "anthropic-messages": { base: "https://api.minimax.io/anthropic", auth: "x-api-key" },
  }),
];

/** Any OpenAI-compatible server at an address of the user's own. */
export const customProvider: Provider = openAiStyle(
  "custom",
  "Custom",
  {},
  { alsoAtBaseUrl: ["openai-responses"] },
);

const byId: ReadonlyMap<string, Provider> = new Map(providers.map((each) => [each.id, each]));

/** The entry for a stored provider id; names that nobody knows are treated as "custom". */
export function findProvider(id: string): Provider {
  return byId.get(id) ?? customProvider;
}

/** Titles of everything an account can be of, by id; "custom" comes last. */
export const providerTitles: ReadonlyMap<string, string> = new Map(
  [...providers, customProvider].map(({ id, title }) => [id, title]),
);

/** Ids with an address of their own, for validation and messages. */
export const knownProviderIds: readonly string[] = providers.map(({ id }) => id);
