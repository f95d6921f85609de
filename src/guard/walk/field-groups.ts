/** Fields that hold the same, as rows of the field map. */
import type { ShapeName } from "./shape-name.ts";

/** `lines` hold names with spaces between them. */
export function nest<Name extends ShapeName>(
  shape: Name,
  ...lines: readonly string[]
): Readonly<Record<string, Name>> {
  const fields = lines.flatMap((line) => line.split(" "));
  return Object.fromEntries(fields.map((field) => [field, shape]));
}

/** JSON Schema: examples and descriptions are text, what steers a validator is not. */
export const schemaFields: Readonly<Record<string, ShapeName>> = {
  ...nest("text", "title description $comment"),
  ...nest("data", "default const enum example examples"),
  ...nest("schemas", "properties patternProperties $defs definitions"),
  ...nest("schemas", "dependentSchemas"),
  ...nest("schema", "items prefixItems additionalItems unevaluatedItems contains"),
  ...nest("schema", "additionalProperties unevaluatedProperties propertyNames"),
  ...nest("schema", "not if then else allOf anyOf oneOf contentSchema"),
  ...nest("kept", "type format pattern required dependentRequired"),
  ...nest("kept", "$schema $id $ref $anchor $dynamicRef $dynamicAnchor"),
  ...nest("kept", "contentEncoding contentMediaType"),
};
