/** Images, documents and sound: data URLs, and what the model is told when one cannot be sent. */
import type { Source } from "./part.ts";

/** What every vision model takes; providers answer 400 for other types. */
const imageTypes: ReadonlySet<string> = new Set([
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/webp",
]);

export function isCommonImage(mediaType: string): boolean {
  return imageTypes.has(mediaType);
}

/** A source from a URL that may be a data URL; parameters of the media type are left out. */
export function sourceOfUrl(url: string): Source {
  if (!url.startsWith("data:")) return { kind: "url", url };
  const comma = url.indexOf(",");
  const [mediaType = "", ...parameters] = url.slice("data:".length, comma).split(";");
  const data = url.slice(comma + 1);
  const isBase64 = parameters.includes("base64");
  if (mediaType.startsWith("text/")) {
    const bytes = Buffer.from(isBase64 ? data : decodePercent(data), isBase64 ? "base64" : "utf8");
    return { kind: "text", text: bytes.toString("utf8") };
  }
  if (!isBase64) return { kind: "text", text: decodePercent(data) };
  return { kind: "base64", mediaType: commonName(mediaType), data };
}

function commonName(mediaType: string): string {
  const lower = mediaType.toLowerCase();
  return lower === "image/jpg" ? "image/jpeg" : lower;
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // Not percent-encoded at all: the text is what it is.
    if (error instanceof URIError) return text;
    throw error;
  }
}

export function dataUrl(mediaType: string, data: string): string {
  return `data:${mediaType};base64,${data}`;
}

/** Stands where something was that this provider cannot take: the model must not think it saw it. */
export function notPassedOn(what: string, name: string | undefined): string {
  const named = name === undefined || name === "" ? what : `${what} "${name}"`;
  return `[${named} was left out: it cannot be sent to this model]`;
}
