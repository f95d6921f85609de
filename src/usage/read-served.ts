/** Reads from an answer what decides its price beside the counts of tokens. */
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import type { OtherUsage, Served } from "../base/served.ts";
import { plainName, withoutRelease } from "../prices/name-forms.ts";
import { countOf, fieldsOf, isRecord } from "../base/json-fields.ts";
import { readUsage } from "./read-usage.ts";

/** What stands beside the usage object of an answer, or of a stream's event. */
export interface Envelope {
  readonly model: string | null;
  readonly serviceTier: string | null;
  /** Why its prompt cache did not help, in Anthropic's word; null = not said. */
  readonly cacheMissReason: string | null;
  /** Code ran in a container of its provider's, whose time no answer tells. */
  readonly hasContainer: boolean;
}

export type ServerTools = Readonly<Record<string, number>>;

export const noTools: ServerTools = {};

export interface ServedInput {
  readonly dialect: Dialect;
  readonly envelope: Envelope;
  /** Usage objects as they stood in the answer, oldest first. */
  readonly usages: readonly unknown[];
  /** Calls that stand as items in the answer; Responses counts them nowhere else. */
  readonly calls: ServerTools;
}

/** The parsed JSON of a whole answer, or of an event: Messages and Responses wrap the answer. */
export function readEnvelope(payload: unknown): Envelope {
  const outer = fieldsOf(payload);
  const message = fieldsOf(outer["message"]);
  const response = fieldsOf(outer["response"]);
  // Asked for every chunk of a stream: no lists are made, and each place is looked at once.
  const find = (read: (fields: Fields) => string | null) =>
    read(outer) ?? read(message) ?? read(response);
  return {
    model: find(modelOf),
    serviceTier: find(tierOf),
    cacheMissReason: find(missReasonOf),
    hasContainer:
      hasContainer(outer) ||
      hasContainer(message) ||
      hasContainer(response) ||
      hasContainer(fieldsOf(outer["delta"])),
  };
}

function modelOf({ model }: Fields): string | null {
  return textOf(model);
}

function tierOf({ service_tier }: Fields): string | null {
  return textOf(service_tier);
}

function missReasonOf({ diagnostics }: Fields): string | null {
  return textOf(fieldsOf(fieldsOf(diagnostics)["cache_miss_reason"])["type"]);
}

function hasContainer({ container }: Fields): boolean {
  return typeof container === "object" && container !== null;
}

/** The later one wins where it says anything. */
export function mergeEnvelopes(earlier: Envelope, later: Envelope): Envelope {
  return {
    model: later.model ?? earlier.model,
    serviceTier: later.serviceTier ?? earlier.serviceTier,
    cacheMissReason: later.cacheMissReason ?? earlier.cacheMissReason,
    hasContainer: earlier.hasContainer || later.hasContainer,
  };
}

export const emptyEnvelope: Envelope = {
  model: null,
  serviceTier: null,
  cacheMissReason: null,
  hasContainer: false,
};

export function readServed({ dialect, envelope, usages, calls }: ServedInput): Served {
  const newestFirst = usages.map(fieldsOf).toReversed();
  const tools = first(newestFirst, countedTools) ?? noTools;
  // Its minutes cost money beyond a free amount that is the organization's: the bill is a least one.
  const isRunThere = dialect === "anthropic-messages" && envelope.hasContainer;
  return {
    model: envelope.model,
    serviceTier: first(newestFirst, tierOf) ?? envelope.serviceTier,
    speed: first(newestFirst, ({ speed }) => textOf(speed)),
    region: first(newestFirst, ({ inference_geo }) => textOf(inference_geo)),
    serverTools: joinTools(calls, tools, isRunThere),
    others: dialect === "anthropic-messages" ? otherModels(newestFirst, envelope.model) : [],
    cacheMissReason: envelope.cacheMissReason,
    reportedUsd: first(newestFirst, reportedCost),
  };
}

/** Nearly every answer was given without any. */
function joinTools(calls: ServerTools, tools: ServerTools, isRunThere: boolean): ServerTools {
  if (calls === noTools && tools === noTools && !isRunThere) return noTools;
  return { ...calls, ...tools, ...(isRunThere ? { container: 1 } : noTools) };
}

/** What the newest of the usage objects that says anything of it says. */
function first<Value>(
  newestFirst: readonly Fields[],
  read: (usage: Fields) => Value | null,
): Value | null {
  for (const usage of newestFirst) {
    const value = read(usage);
    if (value !== null) return value;
  }
  return null;
}

/** Items of a Responses answer that are calls of tools run by OpenAI. */
const callItem = /^(web_search|file_search|code_interpreter|image_generation|mcp)_call$/;

/** The tool that an output item of Responses is a billed call of; null = none. */
export function serverToolOf(item: unknown): string | null {
  const { type, action } = fieldsOf(item);
  const name = typeof type === "string" ? callItem.exec(type)?.[1] : undefined;
  if (name === undefined) return null;
  const kind = fieldsOf(action)["type"];
  // Opening a page that was found belongs to the search before it.
  return typeof kind === "string" && kind !== "search" && name === "web_search" ? null : name;
}

export function addCall(calls: ServerTools, name: string | null): ServerTools {
  return name === null ? calls : { ...calls, [name]: (calls[name] ?? 0) + 1 };
}

type Fields = Readonly<Record<string, unknown>>;

/** Anthropic's place, then the two of OpenRouter; null = none was used. */
function countedTools(usage: Fields): ServerTools | null {
  const places = [usage["server_tool_use"], usage["server_tool_use_details"]];
  if (!places.some(isRecord)) return null;
  const entries = places
    .map(fieldsOf)
    .flatMap((counts) => Object.entries(counts))
    .flatMap(([key, value]) => {
      const name = /^([a-z_]{1,40})_requests$/.exec(key)?.[1];
      const count = countOf(value);
      return name === undefined || count === null || count === 0 ? [] : [[name, count] as const];
    });
  return entries.length === 0 ? null : Object.fromEntries(entries.slice(0, limits.serverToolsKept));
}

/**
 * Steps of the answer that another model took: an advisor, or the model that was asked first and
 * refused. Their tokens are in no other count; those of steps without a name are.
 */
function otherModels(newestFirst: readonly Fields[], served: string | null): readonly OtherUsage[] {
  const entries = first(newestFirst, ({ iterations }) => listOf(iterations));
  if (entries === null) return noOthers;
  return entries.slice(0, limits.iterationsKept).flatMap((entry) => {
    const name = textOf(fieldsOf(entry)["model"]);
    const usage = readUsage("anthropic-messages", { ...fieldsOf(entry), iterations: null });
    return name === null || isSame(name, served) || usage === null ? [] : [{ model: name, usage }];
  });
}

const noOthers: readonly OtherUsage[] = [];

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

function isSame(name: string, served: string | null): boolean {
  return served !== null && withoutRelease(plainName(name)) === withoutRelease(plainName(served));
}

/** OpenRouter's bill; with a key of the user's own it is the fee, and the provider's comes on top. */
function reportedCost(usage: Fields): number | null {
  const cost = amountOf(usage["cost"]);
  if (cost === null || usage["is_byok"] !== true) return cost;
  const upstream = amountOf(fieldsOf(usage["cost_details"])["upstream_inference_cost"]);
  return upstream === null ? null : cost + upstream;
}

function amountOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

function textOf(value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  return value.length > limits.modelNameLength ? null : value;
}
