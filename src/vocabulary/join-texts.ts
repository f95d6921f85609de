import type { Part } from "./part.ts";

/** The texts among the parts as one, for places that hold nothing but text. */
export function joinTexts(parts: readonly Part[], separator = "\n\n"): string {
  const texts = parts.map((part) =>
    part.type === "text" || part.type === "refusal" ? part.text : "",
  );
  return texts.filter((text) => text !== "").join(separator);
}
