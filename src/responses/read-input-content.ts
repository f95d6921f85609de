import { asObject, asObjects, asText } from "../vocabulary/json-values.ts";
import { breakpointOf, readFile, readImage } from "../vocabulary/read-open-ai.ts";
import type { Json, JsonObject } from "../vocabulary/json.ts";
import type { Citation, Part } from "../vocabulary/part.ts";

const dialect = "openai-responses";

/** Content of a message or of a tool's output: a string or parts. */
export function readContent(content: Json | undefined): readonly Part[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  return asObjects(content).map(readPart);
}

function readPart(part: JsonObject): Part {
  const text = asText(part["text"]);
  switch (part["type"]) {
    case "refusal":
      return { type: "refusal", text: asText(part["refusal"]) ?? "" };
    case "input_image":
    case "image_url": {
      const inner = asObject(part["image_url"]);
      const url = asText(part["image_url"]) ?? asText(inner?.["url"]);
      const id = asText(part["file_id"]);
      if (url !== null) {
        return readImage(url, asText(part["detail"]) ?? asText(inner?.["detail"]), part);
      }
      return id === null ? opaque(part) : { type: "image", source: { kind: "file", id } };
    }
    case "input_file":
      return readFile(part, part) ?? opaque(part);
    case "input_audio": {
      const audio = asObject(part["input_audio"]);
      const data = asText(audio?.["data"]);
      return data === null
        ? opaque(part)
        : { type: "audio", format: asText(audio?.["format"]) ?? "", data };
    }
    default: {
      if (text === null) return opaque(part);
      const citations = asObjects(part["annotations"]).map(readCitation);
      return {
        type: "text",
        text,
        ...(citations.length === 0 ? {} : { citations }),
        ...breakpointOf(part),
      };
    }
  }
}

function readCitation(raw: JsonObject): Citation {
  const at = (name: string): number | null => {
    const value = raw[name];
    return typeof value === "number" ? value : null;
  };
  return {
    url: asText(raw["url"]),
    title: asText(raw["title"]),
    citedText: null,
    start: at("start_index"),
    end: at("end_index"),
    dialect,
    raw,
  };
}

function opaque(raw: JsonObject): Part {
  return { type: "opaque", dialect, name: asText(raw["type"]) ?? "unknown", raw };
}
