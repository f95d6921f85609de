/** Models that are too new for the price package, at the prices of the list of models. */
import { buildIndex, findModel } from "../index-models.ts";
import type { ListedModel } from "../model-list.ts";
import { plainName } from "../name-forms.ts";
import type { PriceList, PricedModel } from "../price-table.ts";
import { notText } from "./convert-models.ts";

/** Names that mean another model every few months, and models for one purpose or a few people. */
const special = /-latest$|^chat-latest$|robotics|computer-use|customtools|daybreak|-cyber|-spark/;

export function addNewer(
  provider: string,
  models: readonly PricedModel[],
  listed: readonly ListedModel[],
): readonly PricedModel[] {
  const index = buildIndex(models);
  const added = listed.flatMap(({ id, price }) => {
    const name = plainName(id);
    if (price === undefined || special.test(name) || notText.test(name)) return [];
    if (findModel(index, name) !== null) return [];
    return [{ id, ...(provider === "anthropic" ? withHourRate(price) : price) }];
  });
  return [...models, ...added].toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** The list has one rate of writing; Anthropic takes twice the input's for an hour. */
function withHourRate(price: PriceList): PriceList {
  const { tiers, ...rates } = price;
  return {
    ...rates,
    cacheWrite1h: 2 * rates.input,
    ...(tiers === undefined
      ? {}
      : { tiers: tiers.map((tier) => ({ ...tier, cacheWrite1h: 2 * tier.input })) }),
  };
}
