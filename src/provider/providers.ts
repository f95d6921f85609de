/**
 * Where each provider is and what it speaks. Adding a provider is one entry here, one id in
 * `store/read-account.ts` and one test row. What its requests may hold is said elsewhere.
 */
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
  /** True when the address of the primary dialect has a list of models beside its endpoint. */
  readonly listsModels: boolean;
  /** Responses: an answer can be built on by its id (`previous_response_id`). */
  readonly keepsResponses: boolean;
  /** Clients (names of `identify-client.ts`) whose requests a subscription covers; null = any. */
  readonly subscriptionClients: readonly string[] | null;
  /** What people should know, one sentence each. */
  readonly notes: readonly string[];
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
    listsModels: true,
    keepsResponses: false,
    subscriptionClients: null,
    notes: [],
    ...changes,
  };
}

/** A server on this machine, at the port that it uses when nobody says otherwise. */
function local(
  id: string,
  title: string,
  { port, speaks, ...changes }: { port: number; speaks: readonly Dialect[] } & Partial<Provider>,
): Provider {
  const base = `http://127.0.0.1:${port}`;
  const offers = Object.fromEntries(speaks.map((dialect) => [dialect, bearer(base)]));
  const alsoAtBaseUrl = speaks.filter((dialect) => dialect !== "openai-chat");
  return openAiStyle(id, title, offers, { alsoAtBaseUrl, ...changes });
}

/** The ChatGPT subscription backend: Responses only, and no /v1 in its paths. */
export const codexProvider: Provider = openAiStyle(
  "openai_sub",
  "ChatGPT (Codex)",
  { "openai-responses": bearer("https://chatgpt.com/backend-api/codex") },
  {
    primary: "openai-responses",
    unversioned: true,
    listsModels: false,
    notes: ["A ChatGPT subscription: codegate login openai, or accounts import --from codex."],
  },
);

const anthropicHost = "api.anthropic.com";

/** True for Anthropic's own address, where others may be who speak its dialect. */
export function isAnthropicOwn({ base }: Offer): boolean {
  return new URL(base).hostname === anthropicHost;
}

const providers: readonly Provider[] = [
  {
    ...openAiStyle("anthropic", "Anthropic", {
      "anthropic-messages": { base: `https://${anthropicHost}`, auth: "x-api-key" },
    }),
    primary: "anthropic-messages",
    subscriptionClients: ["claude-code"],
    notes: [
      "A key serves every client; a Claude subscription (codegate login anthropic) serves Claude Code only.",
    ],
  },
  openAiStyle(
    "openai",
    "OpenAI",
    {
      "openai-chat": bearer("https://api.openai.com"),
      "openai-responses": bearer("https://api.openai.com"),
    },
    { alsoAtBaseUrl: ["openai-responses"], keepsResponses: true },
  ),
  codexProvider,
  openAiStyle("openrouter", "OpenRouter", {
    "openai-chat": bearer("https://openrouter.ai/api"),
    "openai-responses": bearer("https://openrouter.ai/api"),
    "anthropic-messages": bearer("https://openrouter.ai/api"),
  }),
  openAiStyle(
    "glm",
    "GLM (Z.ai)",
    {
      "openai-chat": bearer("https://api.z.ai/api/coding/paas/v4"),
      "anthropic-messages": { base: "https://api.z.ai/api/anthropic", auth: "x-api-key" },
    },
    {
      notes: [
        "The address is the coding plan's; a key that is paid by use needs --base-url https://api.z.ai/api/paas/v4.",
      ],
    },
  ),
  openAiStyle("cerebras", "Cerebras", { "openai-chat": bearer("https://api.cerebras.ai") }),
  openAiStyle("deepseek", "DeepSeek", {
    "openai-chat": bearer("https://api.deepseek.com"),
    "anthropic-messages": { base: "https://api.deepseek.com/anthropic", auth: "x-api-key" },
  }),
  openAiStyle("gemini", "Gemini", {
    "openai-chat": bearer("https://generativelanguage.googleapis.com/v1beta/openai"),
  }),
  openAiStyle(
    "minimax",
    "MiniMax",
    {
      "openai-chat": bearer("https://api.minimax.io"),
      "anthropic-messages": { base: "https://api.minimax.io/anthropic", auth: "x-api-key" },
    },
    { notes: ["Keys of the mainland platform need --base-url https://api.minimaxi.com."] },
  ),
  openAiStyle("groq", "Groq", {
    "openai-chat": bearer("https://api.groq.com/openai/v1"),
    "openai-responses": bearer("https://api.groq.com/openai/v1"),
  }),
  openAiStyle(
    "xai",
    "xAI",
    {
      "openai-chat": bearer("https://api.x.ai"),
      "openai-responses": bearer("https://api.x.ai"),
    },
    { keepsResponses: true },
  ),
  openAiStyle("mistral", "Mistral", { "openai-chat": bearer("https://api.mistral.ai") }),
  openAiStyle("together", "Together AI", { "openai-chat": bearer("https://api.together.xyz") }),
  openAiStyle("fireworks", "Fireworks AI", {
    "openai-chat": bearer("https://api.fireworks.ai/inference"),
    "anthropic-messages": bearer("https://api.fireworks.ai/inference"),
  }),
  openAiStyle(
    "moonshot",
    "Moonshot (Kimi)",
    {
      "openai-chat": bearer("https://api.moonshot.ai"),
      "openai-responses": bearer("https://api.moonshot.ai"),
      "anthropic-messages": bearer("https://api.moonshot.ai/anthropic"),
    },
    { notes: ["Keys of the mainland platform need --base-url https://api.moonshot.cn."] },
  ),
  openAiStyle(
    "qwen",
    "Qwen (Alibaba Cloud)",
    { "openai-chat": bearer("https://dashscope-intl.aliyuncs.com/compatible-mode/v1") },
    {
      notes: [
        "Keys belong to a region: --base-url https://dashscope.aliyuncs.com/compatible-mode/v1 for the mainland, or the address of a workspace.",
      ],
    },
  ),
  local("ollama", "Ollama", {
    port: 11_434,
    speaks: ["openai-chat", "openai-responses", "anthropic-messages"],
    notes: [
      "Its context is short by default (OLLAMA_CONTEXT_LENGTH); Messages and Responses need a release of 2026.",
    ],
  }),
  local("lmstudio", "LM Studio", {
    port: 1_234,
    speaks: ["openai-chat", "openai-responses", "anthropic-messages"],
    keepsResponses: true,
  }),
  local("vllm", "vLLM", {
    port: 8_000,
    speaks: ["openai-chat", "openai-responses", "anthropic-messages"],
    notes: ["Tools need --enable-auto-tool-choice and the model's --tool-call-parser."],
  }),
  local("llamacpp", "llama.cpp server", {
    port: 8_080,
    speaks: ["openai-chat", "openai-responses", "anthropic-messages"],
    notes: ["Tools need --jinja; Messages and Responses need a build of 2026."],
  }),
];

/** Any OpenAI-compatible server at an address of the user's own. */
export const customProvider: Provider = openAiStyle(
  "custom",
  "Custom",
  {},
  {
    alsoAtBaseUrl: ["openai-responses"],
    keepsResponses: true,
    notes: ["Needs --base-url; a key is optional."],
  },
);

const byId: ReadonlyMap<string, Provider> = new Map(providers.map((each) => [each.id, each]));

/** The entry for a stored provider id; names that nobody knows are treated as "custom". */
export function findProvider(id: string): Provider {
  return byId.get(id) ?? customProvider;
}

/** Everything an account can be of; "custom" comes last. */
export const allProviders: readonly Provider[] = [...providers, customProvider];

/** Titles by id. */
export const providerTitles: ReadonlyMap<string, string> = new Map(
  allProviders.map(({ id, title }) => [id, title]),
);

/** Ids with an address of their own, for validation and messages. */
export const knownProviderIds: readonly string[] = providers.map(({ id }) => id);
