import { isCount } from "../base/json-fields.ts";
import { jsonOr } from "../base/json-or.ts";

/**
 * How many tokens a prompt has, when nobody who knows can be asked. The estimate is on the high
 * side: a client that believes too little compacts its context only after it has been refused.
 */

/** What a request consists of, as far as tokens are concerned. */
export interface PromptSize {
  /** UTF-8 bytes of everything that is text: prose, code, schemas, names. */
  readonly textBytes: number;
  readonly images: number;
  readonly documents: number;
  /** Bytes of PDFs and other files, all together. */
  readonly documentBytes: number;
  readonly tools: number;
}

/** What has been learnt of a model's tokens. */
export interface TokenRate {
  /** Tokens that one byte of text makes. */
  readonly tokensPerByte: number;
  /** What the first tool adds: instructions that the provider writes. */
  readonly toolTokens: number;
  /** Answers that this was learnt from. */
  readonly samples: number;
}

/** Tokens of one image: what Claude counts for the largest that it does not scale down. */
const imageTokens = 1_600;
/** What any request costs. */
const fixedTokens = 20;
/** A small PDF. */
const leastDocumentTokens = 3_000;
/** A page of a PDF has about 40 KB, and counts as text and as image. */
const documentTokensPerByte = 3_000 / 40_000;
/** Added to every estimate, so that it errs upwards. */
const margin = 1.1;
/** Texts below this size say little about a model, bytes. */
const leastSampleBytes = 2_000;
/** Share of the way to a new rate that one answer moves the known one, upwards and downwards. */
const steps = { up: 0.5, down: 0.1 } as const;
/** Bounds of what is believed, tokens per byte. */
const bounds = { least: 0.05, most: 1 } as const;

/** Before anything is learnt: the tokenizers of newer Claudes are the finest. */
const firstRates: readonly (readonly [name: RegExp, rate: TokenRate])[] = [
  [/claude/, { tokensPerByte: 0.4, toolTokens: 600, samples: 0 }],
  [/gpt|^o\d|codex/, { tokensPerByte: 0.3, toolTokens: 100, samples: 0 }],
];
const otherRate: TokenRate = { tokensPerByte: 0.34, toolTokens: 200, samples: 0 };

export function firstRate(model: string): TokenRate {
  const name = model.toLowerCase();
  return firstRates.find(([pattern]) => pattern.test(name))?.[1] ?? otherRate;
}

export function estimateTokens(size: PromptSize, rate: TokenRate): number {
  const text = size.textBytes * rate.tokensPerByte;
  return Math.ceil((text + otherTokens(size, rate)) * margin);
}

/** The rate after an answer whose prompt had `tokens` tokens, cached ones included. */
export function learnRate(rate: TokenRate, size: PromptSize, tokens: number): TokenRate {
  const ofText = tokens - otherTokens(size, rate);
  if (size.textBytes < leastSampleBytes || ofText <= 0) return rate;
  const seen = Math.min(bounds.most, Math.max(bounds.least, ofText / size.textBytes));
  const difference = seen - rate.tokensPerByte;
  const step = rate.samples === 0 ? 1 : difference > 0 ? steps.up : steps.down;
  return {
    ...rate,
    tokensPerByte: rate.tokensPerByte + step * difference,
    samples: rate.samples + 1,
  };
}

/** A rate as it was saved; null when it cannot be read, or nobody would have learnt it. */
export function parseRate(text: string): TokenRate | null {
  const parsed = jsonOr(text, null);
  const { tokensPerByte, toolTokens, samples } = (parsed ?? {}) as Partial<TokenRate>;
  const isRate =
    typeof tokensPerByte === "number" &&
    tokensPerByte >= bounds.least &&
    tokensPerByte <= bounds.most &&
    isCount(toolTokens) &&
    isCount(samples);
  return isRate ? { tokensPerByte, toolTokens, samples } : null;
}

function otherTokens(size: PromptSize, { toolTokens }: TokenRate): number {
  const { images, documents, documentBytes, tools } = size;
  const ofBytes = documentBytes * documentTokensPerByte;
  const ofDocuments = Math.max(documents * leastDocumentTokens, ofBytes);
  const ofTools = tools === 0 ? 0 : toolTokens;
  return fixedTokens + ofTools + images * imageTokens + ofDocuments;
}

/** Strings that are no words: they are sent back and cost next to nothing, or are not sent. */
const opaqueFields: ReadonlySet<string> = new Set([
  "signature",
  "encrypted_content",
  "cache_control",
  "metadata",
  "client_metadata",
  "prompt_cache_key",
]);

/** The size of the prompt in the parsed body of a request of any dialect. */
export function measurePrompt(body: unknown): PromptSize {
  const tools = (body as { readonly tools?: unknown } | null)?.tools;
  const count = Array.isArray(tools) ? tools.length : 0;
  const size = { textBytes: 0, images: 0, documents: 0, documentBytes: 0, tools: count };
  measure(body, null, size);
  return size;
}

type Counter = { -readonly [Name in keyof PromptSize]: PromptSize[Name] };

function measure(value: unknown, mediaType: string | null, size: Counter): void {
  if (typeof value === "string") return measureText(value, mediaType, size);
  if (typeof value !== "object" || value === null) {
    size.textBytes += 1;
    return;
  }
  if (Array.isArray(value)) {
    for (const each of value) measure(each, null, size);
    return;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const declared = fields["media_type"];
  for (const [name, each] of Object.entries(fields)) {
    if (opaqueFields.has(name)) continue;
    size.textBytes += name.length + 1;
    const isData = name === "data" && typeof declared === "string";
    measure(each, isData ? declared : null, size);
  }
}

function measureText(text: string, declared: string | null, size: Counter): void {
  const inUrl = text.startsWith("data:") ? text.slice("data:".length, text.indexOf(";")) : null;
  const mediaType = declared ?? inUrl;
  if (mediaType === null || mediaType.startsWith("text/")) {
    size.textBytes += Buffer.byteLength(text, "utf8");
  } else if (mediaType.startsWith("image/")) {
    size.images += 1;
  } else {
    // Base64 has four characters for three bytes.
    size.documents += 1;
    size.documentBytes += Math.ceil((text.length * 3) / 4);
  }
}
