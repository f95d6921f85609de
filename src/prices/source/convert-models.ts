/** Turns the models of the price package into lines of our table. Used by `write-prices.ts`. */
import type { MatchLogic, ModelInfo } from "@pydantic/genai-prices";
import { plainName, withoutRelease, withoutVendor } from "../name-forms.ts";
import type { PricedModel } from "../price-table.ts";
import { convertPrices } from "./convert-prices.ts";

/** What is not sold by the text token, or not by the text token alone. */
export const notText =
  /embed|image|audio|realtime|[-_]tts|transcribe|whisper|moderation|-ocr|voice|voxtral|guard|safety|lyria|-live-|omni-flash|[-_]search|deep-research|sonar|turbo-instruct|^(?:ada|babbage|curie|davinci|text-davinci|claude-v|claude-2|ft:)/;

/** Models that the package lists under a provider that does not sell them at that price. */
const foreign: Readonly<Record<string, RegExp>> = {
  gemini: /^claude|:/,
  mistral: /:/,
  openai: /^gpt-oss|:|\.ft/,
  // Names without a vendor are no names there; free variants need no line (`findPrice`).
  openrouter: /^[^/]+$|:free$/,
};

/** Retired by Anthropic: priced for what still asks for it, but not offered. */
const switchedOff = /^claude-3/;

/** The lines of one provider, sorted by id, with the prices of `day` ("2026-11-22"). */
export function convertModels(
  provider: string,
  models: readonly ModelInfo[],
  day: string,
): readonly PricedModel[] {
  const lines: PricedModel[] = [];
  const taken = new Set<string>();
  for (const model of models) {
    if (!isSold(provider, model.id)) continue;
    for (const line of convertModel(provider, model, day)) {
      const name = plainName(line.id);
      if (!taken.has(name)) lines.push(line);
      taken.add(name);
    }
  }
  return lines.toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

function isSold(provider: string, name: string): boolean {
  return !notText.test(name.toLowerCase()) && foreign[provider]?.test(name) !== true;
}

/** One line for the model, and one for each model that the package says costs the same. */
function convertModel(provider: string, model: ModelInfo, day: string): readonly PricedModel[] {
  const prices = convertPrices(provider, model, day);
  if (prices === null) return [];
  const names = readNames(model.match);
  const id = chooseId(provider, model.id, names);
  const { tiers, changes, ...rates } = prices;
  const rest = {
    ...rates,
    ...(model.context_window === undefined ? {} : { contextTokens: model.context_window }),
    ...(tiers === undefined ? {} : { tiers }),
    ...(changes === undefined ? {} : { changes }),
    ...(model.deprecated === true || switchedOff.test(model.id) ? { deprecated: true } : {}),
  };
  const known = new Set(nameForms(provider, id));
  const aliases: string[] = [];
  const siblings: string[] = [];
  for (const name of names.exact.toSorted((left, right) => left.length - right.length)) {
    const forms = nameForms(provider, name);
    if (forms.some((form) => known.has(form)) || !isSold(provider, name)) continue;
    for (const form of forms) known.add(form);
    if (isSpelling(provider, name)) aliases.push(name);
    else siblings.push(name);
  }
  const prefixes = distinct(provider, names.prefixes);
  const first: PricedModel = {
    id,
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(prefixes.length === 0 ? {} : { prefixes }),
    ...rest,
  };
  return [first, ...siblings.map((sibling) => ({ id: sibling, ...rest }))];
}

interface SourceNames {
  readonly exact: readonly string[];
  readonly prefixes: readonly string[];
}

/** The package's rules as names; what only a regular expression can say is left out. */
function readNames(match: MatchLogic): SourceNames {
  const parts = "or" in match ? match.or : "and" in match ? match.and : [match];
  const exact: string[] = [];
  const prefixes: string[] = [];
  for (const part of parts) {
    if ("equals" in part) exact.push(part.equals);
    else if ("ends_with" in part) exact.push(part.ends_with);
    else if ("starts_with" in part) prefixes.push(trimMark(part.starts_with));
    else if ("contains" in part) prefixes.push(trimMark(part.contains));
    else if ("and" in part) prefixes.push(...readNames(part).prefixes);
  }
  return { exact, prefixes };
}

/** Prefixes such as "gpt-5-nano-" and "claude-sonnet-4-2025" end inside the mark of a version. */
function trimMark(prefix: string): string {
  return prefix.replace(/[-@](?:0|20\d\d)?$/, "");
}

/** The package's id is a label: when no request can carry it, a name that can is taken. */
function chooseId(provider: string, label: string, names: SourceNames): string {
  const plain = plainName(label);
  const isName =
    names.exact.some((name) => plainName(name) === plain) ||
    names.prefixes.some((name) => plain.includes(plainName(name)));
  const id = isName ? label : (names.exact[0] ?? label);
  return provider === "glm" ? id.toLowerCase() : id;
}

function nameForms(provider: string, name: string): readonly string[] {
  const plain = plainName(name);
  const bare = withoutVendor(provider, plain) ?? plain;
  return [plain, bare, withoutRelease(bare)];
}

/** Only names that the provider's own API knows get a line, and so a place in the list, each. */
function isSpelling(provider: string, name: string): boolean {
  if (name.includes(":") || provider === "anthropic") return true;
  return provider === "openrouter" && withoutRelease(name) !== name;
}

function distinct(provider: string, prefixes: readonly string[]): readonly string[] {
  const sold = prefixes.filter((prefix) => isSold(provider, prefix) && !prefix.includes(":"));
  const bare = sold.map((prefix) => {
    const plain = plainName(prefix);
    return withoutVendor(provider, plain) ?? plain;
  });
  return [...new Set(bare)].toSorted();
}
