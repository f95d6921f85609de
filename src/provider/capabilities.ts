/**
 * What a model at a provider accepts, for requests that are written for it. Facts are in
 * `capability-table.ts`; what a provider's refusals teach is laid over them by the caller.
 */
import type { Capabilities } from "./capability-set.ts";
import { limits } from "../base/limits.ts";
import { findListed, type ListedModel } from "../prices/model-list.ts";
import { modelRows, providerRows, unknownModel, type Row } from "./capability-table.ts";

/**
 * The facts of every row that fits, later rows over earlier ones. A row fits when the model's bare
 * name, without vendor and with dashes for dots, begins with its prefix, and not in the middle of a
 * number: "gpt-5-2" is no prefix of "gpt-5-2025-08-07".
 */
export function findCapabilities(provider: string, model: string): Capabilities {
  const key = `${provider} ${model}`;
  const known = found.get(key);
  if (known !== undefined) return known;
  const capabilities = gatherFacts(provider, model);
  // Names are free text of clients: too many begin anew.
  if (found.size >= limits.modelNamesRemembered) found.clear();
  if (model.length <= limits.modelNameLength) found.set(key, capabilities);
  return capabilities;
}

/** Every request asks about the same few models. */
const found = new Map<string, Capabilities>();

function gatherFacts(provider: string, model: string): Capabilities {
  const name = bareName(model);
  const fits = ({ prefix }: Row): boolean =>
    name.startsWith(prefix) && !/\d/.test(name.charAt(prefix.length));
  const listed = findListed(provider === "openai_sub" ? "openai" : provider, model);
  const ofProvider = providerRows.filter((row) => row.provider === provider);
  const facts = [
    ...ofProvider.filter(({ prefix }) => prefix === ""),
    ...modelRows.filter(fits),
    { facts: listed === null ? {} : listedFacts(listed) },
    ...ofProvider.filter((row) => row.prefix !== "" && fits(row)),
  ];
  return Object.assign({}, unknownModel, ...facts.map((row) => row.facts)) as Capabilities;
}

/** What the list of models says of one model is newer than what its name makes one expect. */
function listedFacts(listed: ListedModel): Partial<Capabilities> {
  const { images, efforts, demandsReasoning, systemTurns } = listed;
  return {
    ...(systemTurns === undefined ? {} : { systemTurns }),
    ...(images === undefined ? {} : { images }),
    ...(efforts === undefined ? {} : { efforts }),
    ...(demandsReasoning === undefined ? {} : { demandsReasoning }),
  };
}

function bareName(model: string): string {
  const lower = model.toLowerCase();
  return lower.slice(lower.lastIndexOf("/") + 1).replaceAll(".", "-");
}
