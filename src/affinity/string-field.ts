import { readString } from "../read/json-values.ts";
import { lastField } from "../read/read-request.ts";
import type { ObjectScan } from "../read/scan-object.ts";

/** The text of an object's field; null when it is missing, no string, or not valid. */
export function stringField(bytes: Uint8Array, object: ObjectScan, name: string): string | null {
  const field = lastField(object, name);
  return field === undefined ? null : readString(bytes, field.value);
}
