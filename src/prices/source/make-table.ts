import { findProvider } from "@pydantic/genai-prices";
import { convertModels } from "./convert-models.ts";
import type { PricedModel, PriceTable } from "../price-table.ts";
import { addLimits } from "./add-limits.ts";
import { addNewer } from "./add-newer.ts";
import listFile from "../models.json" with { type: "json" };
import type { ModelList } from "../model-list.ts";
import { deepseekModels } from "./deepseek-prices.ts";
import { zaiModels } from "./zai-prices.ts";

/** The package's name of each provider that CodeGate can talk to. */
const sourceNames: Readonly<Record<string, string>> = {
  anthropic: "anthropic",
  cerebras: "cerebras",
  deepseek: "deepseek",
  fireworks: "fireworks",
  gemini: "google",
  glm: "zai",
  groq: "groq",
  minimax: "minimax",
  mistral: "mistral",
  moonshot: "moonshotai",
  openai: "openai",
  openrouter: "openrouter",
  together: "together",
  xai: "x-ai",
};

const list: ModelList = listFile;

/** The table of a day ("2026-11-22"), from the given version of the price package. */
export function makeTable(day: string, packageVersion: string): PriceTable {
  const providers: Record<string, readonly PricedModel[]> = {};
  for (const [provider, sourceName] of Object.entries(sourceNames)) {
    const source = findProvider({ providerId: sourceName });
    if (source === undefined) throw new Error(`the price package does not know ${sourceName}`);
    const models = convertModels(provider, source.models, day);
    const all = addNewer(provider, correct(provider, models), list.providers[provider] ?? []);
    providers[provider] = addLimits(provider, all, list);
  }
  return {
    version: day,
    currency: "USD",
    per: "million tokens",
    source:
      `Generated from @pydantic/genai-prices ${packageVersion}, MIT licence, ` +
      "copyright Pydantic Services Inc.; GLM models it lacks follow Z.AI's published price list, " +
      "DeepSeek's Flash and Pro its price list of 2026-10-27. " +
      `Limits, and prices of models too new for it, from ${list.source}, of ${list.day}; ` +
      "limits that it lacks follow the vendors' pages.",
    providers,
  };
}

/** What vendors publish themselves goes before the package where that is out of date. */
function correct(provider: string, models: readonly PricedModel[]): readonly PricedModel[] {
  if (provider === "glm") return addMissing(models, zaiModels);
  if (provider !== "deepseek") return models;
  const newer = new Set(deepseekModels.map(({ id }) => id));
  return addMissing(
    models.filter(({ id }) => !newer.has(id)),
    deepseekModels,
  );
}

function addMissing(
  models: readonly PricedModel[],
  more: readonly PricedModel[],
): readonly PricedModel[] {
  const ids = new Set(models.map((model) => model.id));
  const added = more.filter((model) => !ids.has(model.id));
  return [...models, ...added].toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** The table as JSON text with one model on each line. */
export function printTable(table: PriceTable): string {
  const { providers, ...head } = table;
  const blocks = Object.entries(providers).map(([provider, models]) => {
    const lines = models.map((model) => `      ${JSON.stringify(model)}`);
    return `    ${JSON.stringify(provider)}: [\n${lines.join(",\n")}\n    ]`;
  });
  const start = JSON.stringify(head, null, 2).replace(/\n\}$/, "");
  return `${start},\n  "providers": {\n${blocks.join(",\n")}\n  }\n}\n`;
}
