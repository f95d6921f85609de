/** Joins the models of the price package with the list of limits. Used by `write-prices.ts`. */
import type { PricedModel } from "../price-table.ts";
import { plainName, withoutRelease } from "../name-forms.ts";
import { outputLimits } from "./output-limits.ts";
import type { SourceLimits, SourceModel } from "./read-limits.ts";

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

/** Throws for a limit that is kept by hand in vain: its model is gone, or the list knows it too. */
export function addLimits(
  provider: string,
  models: readonly PricedModel[],
  { providers }: Pick<SourceLimits, "providers">,
): readonly PricedModel[] {
  const byHand = outputLimits[provider] ?? {};
  const unknown = Object.keys(byHand).find((id) => models.every((model) => model.id !== id));
  if (unknown !== undefined) throw new Error(`there is an output limit for ${unknown} alone`);
  const listed = indexOf(providers[provider] ?? []);
  return models.map((model) => {
    const found = namesOf(model)
      .map((name) => listed.get(name))
      .find(isPresent);
    const output = enforcing.has(provider) ? (found?.output ?? undefined) : undefined;
    const own = byHand[model.id];
    if (own !== undefined && own === output) throw new Error(`the list knows ${model.id} too`);
    const window = otherWindows.has(provider) ? undefined : (found?.context ?? undefined);
    const contextTokens = model.contextTokens ?? window;
    const outputTokens = own ?? output;
    return {
      ...model,
      ...(contextTokens === undefined ? {} : { contextTokens }),
      ...(outputTokens === undefined ? {} : { outputTokens }),
    };
  });
}

/** By the names that mean a model, the exact one first. */
function indexOf(models: readonly SourceModel[]): ReadonlyMap<string, SourceModel> {
  const index = new Map(models.map((model) => [plainName(model.id), model]));
  for (const model of models) {
    const short = withoutRelease(plainName(model.id));
    if (!index.has(short)) index.set(short, model);
  }
  return index;
}

function namesOf({ id, aliases = [] }: PricedModel): readonly string[] {
  const names = [id, ...aliases].map(plainName);
  return [...names, ...names.map(withoutRelease)];
}

function isPresent(model: SourceModel | undefined): model is SourceModel {
  return model !== undefined;
}
