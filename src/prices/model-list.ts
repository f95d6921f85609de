/** What is known of models beside their prices: a dated list that `write-models.ts` writes. */
import listFile from "./models.json" with { type: "json" };
import type { PriceList } from "./price-table.ts";
import { plainName, withoutRelease, withoutVendor } from "./name-forms.ts";

/** What is left out is not known. */
export interface ListedModel {
  readonly id: string;
  readonly contextTokens?: number;
  /** Most output of one request, tokens; only where the provider refuses more. */
  readonly outputTokens?: number;
  /** What a model of its vendor's own costs there. */
  readonly price?: PriceList;
  /** The model takes images. */
  readonly images?: boolean;
  /** Reasoning efforts that it knows, from least to most. */
  readonly efforts?: readonly string[];
  /** Claude: instructions may stand between the turns. */
  readonly systemTurns?: boolean;
  /** Answers of earlier turns must come with their reasoning. */
  readonly demandsReasoning?: boolean;
}

export interface ModelList {
  readonly source: string;
  /** When the list was made, "2026-11-20". */
  readonly day: string;
  readonly providers: Readonly<Record<string, readonly ListedModel[]>>;
}

const list: ModelList = listFile;
const indexes = new Map<string, ReadonlyMap<string, ListedModel>>();

/** Null = the list does not have it. */
export function findListed(provider: string, model: string): ListedModel | null {
  const models = Object.hasOwn(list.providers, provider) ? list.providers[provider] : undefined;
  if (models === undefined) return null;
  const index = indexes.get(provider) ?? indexModels(models);
  indexes.set(provider, index);
  const plain = plainName(model);
  const bare = withoutVendor(provider, plain) ?? plain;
  return index.get(plain) ?? index.get(bare) ?? index.get(withoutRelease(bare)) ?? null;
}

/** By the names that mean a model, the exact one first. */
export function indexModels(models: readonly ListedModel[]): ReadonlyMap<string, ListedModel> {
  const index = new Map(models.map((model) => [plainName(model.id), model]));
  for (const model of models) {
    const short = withoutRelease(plainName(model.id));
    if (!index.has(short)) index.set(short, model);
  }
  return index;
}
