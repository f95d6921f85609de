/** Joins the models of the price package with the list of models. Used by `write-prices.ts`. */
import { indexModels, type ListedModel, type ModelList } from "../model-list.ts";
import { plainName, withoutRelease } from "../name-forms.ts";
import type { PricedModel } from "../price-table.ts";
import { outputLimits } from "./output-limits.ts";

/** Throws for a limit that is kept by hand in vain: its model is gone, or the list knows it too. */
export function addLimits(
  provider: string,
  models: readonly PricedModel[],
  { providers }: Pick<ModelList, "providers">,
): readonly PricedModel[] {
  const byHand = outputLimits[provider] ?? {};
  const unknown = Object.keys(byHand).find((id) => models.every((model) => model.id !== id));
  if (unknown !== undefined) throw new Error(`there is an output limit for ${unknown} alone`);
  const listed = indexModels(providers[provider] ?? []);
  return models.map((model) => {
    const found = namesOf(model)
      .map((name) => listed.get(name))
      .find(isPresent);
    const own = byHand[model.id];
    if (own !== undefined && own === found?.outputTokens) {
      throw new Error(`the list knows ${model.id} too`);
    }
    const contextTokens = model.contextTokens ?? found?.contextTokens;
    const outputTokens = own ?? found?.outputTokens;
    return {
      ...model,
      ...(contextTokens === undefined ? {} : { contextTokens }),
      ...(outputTokens === undefined ? {} : { outputTokens }),
    };
  });
}

function namesOf({ id, aliases = [] }: PricedModel): readonly string[] {
  const names = [id, ...aliases].map(plainName);
  return [...names, ...names.map(withoutRelease)];
}

function isPresent(model: ListedModel | undefined): model is ListedModel {
  return model !== undefined;
}
