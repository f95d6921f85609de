/** Reads what a package's list of models says of their limits. Used by `write-limits.ts`. */

/** The limits of one model; null = the list does not say. */
export interface SourceModel {
  readonly id: string;
  readonly output: number | null;
  readonly context: number | null;
}

export interface SourceLimits {
  readonly source: string;
  /** When the list was made, "2026-11-20". */
  readonly day: string;
  readonly providers: Readonly<Record<string, readonly SourceModel[]>>;
}

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

/** The list has this output where its own sources say nothing. */
const placeholder = 4_096;

export async function readLimits(
  name: string,
  version: string,
  read: (file: string) => Promise<unknown>,
): Promise<SourceLimits> {
  const manifest = (await read(".manifest.json")) as { readonly generatedAt: string };
  const providers: Record<string, readonly SourceModel[]> = {};
  for (const [provider, file] of Object.entries(files)) {
    const models = [...modelsIn(await read(file))].map(limitsOf);
    const sorted = models.toSorted((left, right) => (left.id < right.id ? -1 : 1));
    providers[provider] = sorted.filter(
      ({ output, context }, index) =>
        (output !== null || context !== null) && sorted[index - 1]?.id !== sorted[index]?.id,
    );
  }
  const source = `${name} ${version}, MIT licence, by Mario Zechner and Earendil Works`;
  return { source, day: manifest.generatedAt.slice(0, 10), providers };
}

interface ListedModel {
  readonly id: string;
  readonly contextWindow?: number;
  readonly maxTokens?: number;
}

/** Models are grouped by API, and that by kind. */
function* modelsIn(value: unknown): Generator<ListedModel> {
  if (typeof value !== "object" || value === null) return;
  if ("id" in value && "maxTokens" in value) yield value as ListedModel;
  else for (const each of Object.values(value)) yield* modelsIn(each);
}

function limitsOf({ id, contextWindow, maxTokens }: ListedModel): SourceModel {
  const output = maxTokens === undefined || maxTokens <= placeholder ? null : maxTokens;
  return { id, output, context: contextWindow ?? null };
}
