/** JSON Schemas of tools and of answers, as providers accept them. */
import { limits } from "../base/limits.ts";
import { asList, asObject, type JsonDraft } from "./json-values.ts";
import type { Json, JsonObject } from "./json.ts";

/** Providers refuse these beside `type: "object"` at the top of a tool's schema. */
const combiners = ["anyOf", "oneOf", "allOf"] as const;
const refusedAtTop = [...combiners, "enum", "not"] as const;

/** A tool's schema with an object at its top; `isSame` tells that nothing was taken away. */
export function objectSchema(schema: JsonObject | null): {
  readonly schema: JsonObject;
  readonly isSame: boolean;
} {
  if (schema === null) return { schema: { type: "object", properties: {} }, isSame: true };
  const isCombined = refusedAtTop.some((name) => schema[name] !== undefined);
  if (schema["type"] === "object" && asObject(schema["properties"]) !== null && !isCombined) {
    return { schema, isSame: true };
  }
  const kept = Object.fromEntries(
    Object.entries(schema).filter(([name]) => !refusedAtTop.some((each) => each === name)),
  );
  const branches = combiners.flatMap((name) => asList(schema[name]).map(asObject));
  const properties: JsonDraft = {};
  for (const branch of branches) Object.assign(properties, asObject(branch?.["properties"]));
  Object.assign(properties, asObject(schema["properties"]));
  return { schema: { ...kept, type: "object", properties }, isSame: !isCombined };
}

/**
 * True when OpenAI's strict mode takes the schema: every object is closed and lists all of its
 * properties as required. A strict tool with another schema is a 400.
 */
export function isStrictSchema(schema: JsonObject): boolean {
  return everySchema(schema, (each) => {
    const properties = asObject(each["properties"]);
    const isObject = each["type"] === "object" || properties !== null;
    if (!isObject) return true;
    const required = asList(each["required"]);
    const names = Object.keys(properties ?? {});
    return each["additionalProperties"] === false && names.every((name) => required.includes(name));
  });
}

/** Keywords that Anthropic's structured outputs refuse. */
const unsupportedByAnthropic: ReadonlySet<string> = new Set([
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "patternProperties",
  "propertyNames",
]);

/** A schema for Anthropic's structured outputs: objects closed, unknown constraints left out. */
export function closedSchema(schema: JsonObject): {
  readonly schema: JsonObject;
  readonly isSame: boolean;
} {
  let isSame = true;
  const closed = mapSchema(schema, (each) => {
    const kept: JsonDraft = {};
    for (const [name, value] of Object.entries(each)) {
      if (unsupportedByAnthropic.has(name)) isSame = false;
      else kept[name] = value;
    }
    const isObject = each["type"] === "object" || asObject(each["properties"]) !== null;
    return isObject ? { ...kept, additionalProperties: false } : kept;
  });
  return { schema: closed, isSame };
}

/** Names of keywords whose values are schemas by name. */
const mapsOfSchemas: ReadonlySet<string> = new Set(["properties", "$defs", "definitions"]);
const schemas: ReadonlySet<string> = new Set(["items", "additionalProperties", "not"]);
const listsOfSchemas: ReadonlySet<string> = new Set([...combiners, "prefixItems"]);

function everySchema(
  schema: JsonObject,
  holds: (schema: JsonObject) => boolean,
  depth: number = limits.schemaDepth,
): boolean {
  if (!holds(schema)) return false;
  return depth === 0 || innerSchemas(schema).every((each) => everySchema(each, holds, depth - 1));
}

function innerSchemas(schema: JsonObject): readonly JsonObject[] {
  return Object.entries(schema).flatMap(([name, value]) => {
    const found: readonly (Json | undefined)[] = mapsOfSchemas.has(name)
      ? Object.values(asObject(value) ?? {})
      : listsOfSchemas.has(name)
        ? asList(value)
        : schemas.has(name)
          ? [value]
          : [];
    return found.map(asObject).filter((each) => each !== null);
  });
}

/** Rewrites a schema and all schemas inside it, the outer ones first. */
export function mapSchema(
  schema: JsonObject,
  change: (schema: JsonObject) => JsonObject,
  depth: number = limits.schemaDepth,
): JsonObject {
  const changed = change(schema);
  if (depth === 0) return changed;
  const inner = (value: Json | undefined): Json | undefined => {
    const object = asObject(value);
    return object === null ? value : mapSchema(object, change, depth - 1);
  };
  const entries = Object.entries(changed).map(([name, value]): [string, Json | undefined] => {
    if (schemas.has(name)) return [name, inner(value)];
    if (listsOfSchemas.has(name) && Array.isArray(value)) {
      return [name, asList(value).map((each) => inner(each) ?? null)];
    }
    const byName = mapsOfSchemas.has(name) ? asObject(value) : null;
    if (byName === null) return [name, value];
    const mapped = Object.entries(byName).map(([key, each]) => [key, inner(each)]);
    return [name, Object.fromEntries(mapped) as JsonObject];
  });
  return Object.fromEntries(entries);
}
