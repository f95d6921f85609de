/** Reads from an answer what decides its price beside the counts of tokens. */
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import type { OtherUsage, Served } from "../base/served.ts";
import { plainName, withoutRelease } from "../prices/name-forms.ts";
import { countOf, fieldsOf } from "../base/json-fields.ts";
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
  const inner = [outer, fieldsOf(outer["message"]), fieldsOf(outer["response"])];
  const find = (name: string) => inner.map((fields) => textOf(fields[name])).find(Boolean) ?? null;
  const reasons = inner.map(({ diagnostics }) =>
    textOf(fieldsOf(fieldsOf(diagnostics)["cache_miss_reason"])["type"]),
  );
  return {
    model: find("model"),
    serviceTier: find("service_tier"),
    cacheMissReason: reasons.find((reason) => reason !== null) ?? null,
    hasContainer: [...inner, fieldsOf(outer["delta"])].some(({ container }) => isObject(container)),
  };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
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
  const find = (name: string): string | null => {
    for (const usage of newestFirst) {
      const text = textOf(usage[name]);
      if (text) return text;
    }
    return null;
  };
  const tools = newestFirst.map(countedTools).find((found) => Object.keys(found).length > 0);
  // Its minutes cost money beyond a free amount that is the organization's: the bill is a least one.
  const isRunThere = dialect === "anthropic-messages" && envelope.hasContainer;
  return {
    model: envelope.model,
    serviceTier: find("service_tier") ?? envelope.serviceTier,
    speed: find("speed"),
    region: find("inference_geo"),
    serverTools: { ...calls, ...tools, ...(isRunThere ? { container: 1 } : {}) },
    others: dialect === "anthropic-messages" ? otherModels(newestFirst, envelope.model) : [],
    cacheMissReason: envelope.cacheMissReason,
    reportedUsd: newestFirst.map(reportedCost).find((usd) => usd !== null) ?? null,
  };
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

/** Anthropic's place, then the two of OpenRouter. */
function countedTools(usage: Fields): ServerTools {
  const places = [usage["server_tool_use"], usage["server_tool_use_details"]].map(fieldsOf);
  const entries = places
    .flatMap((counts) => Object.entries(counts))
    .flatMap(([key, value]) => {
      const name = /^([a-z_]{1,40})_requests$/.exec(key)?.[1];
      const count = countOf(value);
      return name === undefined || count === null || count === 0 ? [] : [[name, count] as const];
    });
  return Object.fromEntries(entries.slice(0, limits.serverToolsKept));
}

/**
 * Steps of the answer that another model took: an advisor, or the model that was asked first and
 * refused. Their tokens are in no other count; those of steps without a name are.
 */
function otherModels(newestFirst: readonly Fields[], served: string | null): readonly OtherUsage[] {
  const lists = newestFirst.map((usage) => usage["iterations"]);
  const entries: readonly unknown[] = lists.find((list) => Array.isArray(list)) ?? [];
  return entries.slice(0, limits.iterationsKept).flatMap((entry) => {
    const name = textOf(fieldsOf(entry)["model"]);
    const usage = readUsage("anthropic-messages", { ...fieldsOf(entry), iterations: null });
    return name === null || isSame(name, served) || usage === null ? [] : [{ model: name, usage }];
  });
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
