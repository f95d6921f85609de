import { asObject, asText } from "../vocabulary/json-values.ts";
import type { Json } from "../vocabulary/json.ts";
import type { Source } from "../vocabulary/part.ts";

/** The source of an image or document; null when it has a shape that is not known. */
export function readSource(value: Json | undefined): Source | null {
  const source = asObject(value);
  if (source === null) return null;
  const data = asText(source["data"]);
  const url = asText(source["url"]);
  const id = asText(source["file_id"]);
  switch (source["type"]) {
    case "base64":
      return data === null
        ? null
        : { kind: "base64", mediaType: asText(source["media_type"]) ?? "", data };
    case "url":
      return url === null ? null : { kind: "url", url };
    case "file":
      return id === null ? null : { kind: "file", id };
    case "text":
      return data === null ? null : { kind: "text", text: data };
    default:
      return null;
  }
}
