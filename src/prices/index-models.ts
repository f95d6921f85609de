import { plainName, versionStems, withoutRelease } from "./name-forms.ts";
import type { PricedModel } from "./price-table.ts";

/** The names of one provider's models, in plain form (`plainName`). */
export interface ModelIndex {
  readonly names: ReadonlyMap<string, PricedModel>;
  /** Undated names of models with dated lines; null when those lines are several models. */
  readonly releases: ReadonlyMap<string, PricedModel | null>;
  readonly prefixes: ReadonlyMap<string, PricedModel>;
  readonly offered: readonly string[];
}

/** Built once per provider: half a thousand names take half a millisecond. */
export function buildIndex(models: readonly PricedModel[]): ModelIndex {
  const names = new Map<string, PricedModel>();
  const releases = new Map<string, PricedModel | null>();
  const prefixes = new Map<string, PricedModel>();
  for (const model of models) names.set(plainName(model.id), model);
  for (const model of models) {
    for (const alias of model.aliases ?? []) addNew(names, alias, model);
    for (const prefix of model.prefixes ?? []) {
      addNew(prefixes, prefix, model);
      addNew(names, prefix, model);
    }
  }
  for (const [name, model] of names) {
    const undated = withoutRelease(name);
    if (undated === name) continue;
    const isOnly = !releases.has(undated) || releases.get(undated) === model;
    releases.set(undated, isOnly ? model : null);
  }
  const offered = models.filter((model) => model.deprecated !== true).map((model) => model.id);
  return { names, releases, prefixes, offered };
}

function addNew(names: Map<string, PricedModel>, name: string, model: PricedModel): void {
  const plain = plainName(name);
  if (!names.has(plain)) names.set(plain, model);
}

/** The model of that plain name: the name itself, without its date, with one, or by a prefix. */
export function findModel(index: ModelIndex, plain: string): PricedModel | null {
  const exact = index.names.get(plain);
  if (exact !== undefined) return exact;
  const undated = withoutRelease(plain);
  const released = index.names.get(undated);
  if (released !== undefined) return released;
  // One date never stands for another: only an undated name may find a dated line.
  const isUndated = undated === plain || plain === `${undated}-latest`;
  const dated = isUndated ? index.releases.get(undated) : undefined;
  if (dated !== undefined) return dated;
  for (const stem of versionStems(plain)) {
    const model = index.prefixes.get(stem);
    if (model !== undefined) return model;
  }
  return null;
}
