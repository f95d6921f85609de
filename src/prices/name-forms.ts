import { limits } from "../base/limits.ts";

/** How providers' names are written in front of their own models, by clients and by routers. */
const vendorPrefixes: Readonly<Record<string, readonly string[]>> = {
  anthropic: ["anthropic/"],
  cerebras: ["cerebras/"],
  deepseek: ["deepseek/"],
  fireworks: ["fireworks/"],
  gemini: ["models/", "google/", "gemini/"],
  glm: ["z-ai/", "zai/", "zai-org/"],
  groq: ["groq/"],
  minimax: ["minimax/"],
  mistral: ["mistralai/", "mistral/"],
  moonshot: ["moonshotai/", "moonshot/"],
  openai: ["openai/"],
  openrouter: ["openrouter/"],
  together: ["together/"],
  xai: ["x-ai/", "xai/"],
};

/** The million-token mark that Claude Code adds to a model name; it is no part of the name. */
const contextMark = /\[1m\]$/;
/** A two-part version number: some write 4-5 and some 4.5. Dates and sizes (7b) are left alone. */
const dashedVersion = /(?<![\d.])(\d{1,2})-(\d{1,2})(?![\w.])/g;
/** Names that differ in these marks only are the same model at the same price. */
const releaseMark = /(?:[-@](?:latest|20\d{6}|20\d\d-\d\d[.-]\d\d)|:beta)$/;
/** Marks of a version that may have its own price, so the table must allow them by a prefix. */
const versionMark =
  /[-@](?:latest|preview|exp|\d{3,4}|\d\d[.-]\d\d(?:\d\d)?|20\d{6}|20\d\d-\d\d[.-]\d\d)$/;

/** The spelling under which names are compared: lower case, versions with dots, no `[1m]`. */
export function plainName(model: string): string {
  const known = plainNames.get(model);
  if (known !== undefined) return known;
  const name = model.trim().toLowerCase().replace(contextMark, "");
  const plain = name.replace(dashedVersion, "$1.$2");
  // Names are free text of clients: too many or too long ones are worked out anew.
  if (model.length > limits.modelNameLength) return plain;
  if (plainNames.size >= limits.modelNamesRemembered) plainNames.clear();
  plainNames.set(model, plain);
  return plain;
}

/** The same few names come with every request. */
const plainNames = new Map<string, string>();

/** The plain name without the provider's own name in front, or null when there is none. */
export function withoutVendor(provider: string, plain: string): string | null {
  const prefixes = Object.hasOwn(vendorPrefixes, provider) ? vendorPrefixes[provider] : undefined;
  const prefix = prefixes?.find((candidate) => plain.startsWith(candidate));
  return prefix === undefined ? null : plain.slice(prefix.length);
}

/** The plain name without date, `-latest` and `:beta`; the same name when it has neither. */
export function withoutRelease(plain: string): string {
  const shorter = plain.replace(releaseMark, "");
  return shorter === plain ? plain : withoutRelease(shorter);
}

/** The plain name and what is left of it as marks of a version are taken off, longest first. */
export function* versionStems(plain: string): Generator<string> {
  let stem = plain;
  for (;;) {
    yield stem;
    const shorter = stem.replace(versionMark, "");
    if (shorter === stem) return;
    stem = shorter;
  }
}
