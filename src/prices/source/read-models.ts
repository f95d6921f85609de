/** Reads what a package's list of models says of them. Used by `write-models.ts`. */
import type { ListedModel, ModelList } from "../model-list.ts";
import type { PriceList, Rates } from "../price-table.ts";

/** The package's file of each provider that CodeGate can talk to. */
const files: Readonly<Record<string, string>> = {
  anthropic: "anthropic.json",
  cerebras: "cerebras.json",
  deepseek: "deepseek.json",
  fireworks: "fireworks.json",
  gemini: "google.json",
  glm: "zai.json",
  groq: "groq.json",
  minimax: "minimax.json",
  mistral: "mistral.json",
  moonshot: "moonshotai.json",
  openai: "openai.json",
  openrouter: "openrouter.json",
  together: "together.json",
  xai: "xai.json",
};

/**
 * Who answers 400 to more output than a model writes. Elsewhere prompt and output share the context,
 * and what lists call a limit is somebody's default, which would only cut answers.
 */
const enforcing: ReadonlySet<string> = new Set([
  "anthropic",
  "deepseek",
  "gemini",
  "glm",
  "groq",
  "minimax",
  "openai",
  "openrouter",
]);

/** The list has windows of OpenAI's models as far as agents fill them. */
const otherWindows: ReadonlySet<string> = new Set(["openai"]);

/** Whose efforts are known better here: the list leaves out what all of them have. */
const otherEfforts: ReadonlySet<string> = new Set(["anthropic", "openrouter"]);

/** Who sells its own models at one price; of the others the list has one seller's of many. */
const vendors: ReadonlySet<string> = new Set([
  "anthropic",
  "gemini",
  "minimax",
  "moonshot",
  "openai",
  "xai",
]);

/** The list has this output where its own sources say nothing. */
const placeholder = 4_096;

export async function readModels(
  name: string,
  version: string,
  read: (file: string) => Promise<unknown>,
): Promise<ModelList> {
  const manifest = (await read(".manifest.json")) as { readonly generatedAt: string };
  const providers: Record<string, readonly ListedModel[]> = {};
  for (const [provider, file] of Object.entries(files)) {
    const models = [...modelsIn(await read(file))].map((model) => factsOf(provider, model));
    const sorted = models.toSorted((left, right) => (left.id < right.id ? -1 : 1));
    providers[provider] = sorted.filter(({ id }, index) => sorted[index - 1]?.id !== id);
  }
  const source = `${name} ${version}, MIT licence, by Mario Zechner and Earendil Works`;
  return { source, day: manifest.generatedAt.slice(0, 10), providers };
}

/** US dollars per million tokens; 0 = there is no such rate. */
interface SourceRates {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

interface SourceTier extends SourceRates {
  readonly inputTokensAbove: number;
}

interface SourceModel {
  readonly id: string;
  readonly contextWindow?: number;
  readonly maxTokens?: number;
  readonly input?: readonly string[];
  readonly cost?: SourceRates & { readonly tiers?: readonly SourceTier[] };
  readonly thinkingLevelMap?: Readonly<Record<string, string | null>>;
  readonly compat?: {
    readonly supportsMidConvoSystemMessages?: boolean;
    readonly supportsReasoningEffort?: boolean;
    readonly requiresReasoningContentOnAssistantMessages?: boolean;
  };
}

/** Models are grouped by API, and that by kind. */
function* modelsIn(value: unknown): Generator<SourceModel> {
  if (typeof value !== "object" || value === null) return;
  if ("id" in value && "maxTokens" in value) yield value as SourceModel;
  else for (const each of Object.values(value)) yield* modelsIn(each);
}

function factsOf(provider: string, model: SourceModel): ListedModel {
  const { id, contextWindow, maxTokens, input, compat, cost } = model;
  const hasLimit = enforcing.has(provider) && maxTokens !== undefined && maxTokens > placeholder;
  const hasWindow = contextWindow !== undefined && !otherWindows.has(provider);
  const efforts = otherEfforts.has(provider) ? [] : effortsOf(model);
  return {
    id,
    ...(hasWindow ? { contextTokens: contextWindow } : {}),
    ...(hasLimit ? { outputTokens: maxTokens } : {}),
    ...(vendors.has(provider) && cost !== undefined && cost.input > 0
      ? { price: { ...ratesOf(cost), ...tiersOf(cost.tiers ?? []) } }
      : {}),
    ...(input === undefined ? {} : { images: input.includes("image") }),
    ...(efforts.length === 0 ? {} : { efforts }),
    ...(provider === "anthropic"
      ? { systemTurns: compat?.supportsMidConvoSystemMessages === true }
      : {}),
    ...(compat?.requiresReasoningContentOnAssistantMessages === true
      ? { demandsReasoning: true }
      : {}),
  };
}

function ratesOf({ input, output, cacheRead, cacheWrite }: SourceRates): Rates {
  return {
    input,
    ...(cacheRead > 0 ? { cacheRead } : {}),
    ...(cacheWrite > 0 ? { cacheWrite5m: cacheWrite } : {}),
    output,
  };
}

function tiersOf(tiers: readonly SourceTier[]): Pick<PriceList, "tiers"> {
  if (tiers.length === 0) return {};
  return { tiers: tiers.map((tier) => ({ above: tier.inputTokensAbove, ...ratesOf(tier) })) };
}

const known = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/** As the provider calls them, from least to most; none = the list does not say which. */
function effortsOf({ thinkingLevelMap = {}, compat }: SourceModel): readonly string[] {
  if (compat?.supportsReasoningEffort === false) return [];
  const named = new Set(Object.values(thinkingLevelMap));
  const efforts = known.filter((effort) => named.has(effort));
  return efforts.some((effort) => effort !== "none") ? efforts : [];
}
