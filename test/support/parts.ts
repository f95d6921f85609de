import type { Usage } from "../../src/base/usage.ts";

/** What a model says, independent of the dialect it is written in. */
export type Part = TextPart | ThinkingPart | ToolPart;

export interface TextPart {
  /** A list gives the deltas of a stream exactly; a string is cut into words. */
  readonly text: string | readonly string[];
}

export interface ThinkingPart {
  readonly thinking: string | readonly string[];
  /** Signature (Anthropic) or encrypted content (Responses). */
  readonly signature?: string;
}

export interface ToolPart {
  readonly tool: string;
  /** A list of texts gives the deltas of the JSON text exactly, well-formed or not. */
  readonly input: Readonly<Record<string, unknown>> | readonly string[];
  readonly id?: string;
}

export type Tokens = { readonly [Kind in keyof Usage]: number };

/** What an answer says about itself; every field has a default. */
export interface MessageOptions {
  readonly model?: string;
  readonly id?: string;
  /** Disjoint counts, as `Usage`: each dialect adds them up in its own way. */
  readonly tokens?: Partial<Tokens>;
  /** The stop reason in the dialect's own words; it follows from the parts unless given. */
  readonly stop?: string;
}

const defaultTokens: Tokens = {
  input: 120,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 34,
  reasoning: 0,
};

export function tokensOf(options: MessageOptions): Tokens {
  return { ...defaultTokens, ...options.tokens };
}

/** The prompt as OpenAI counts it: cached and newly cached tokens are part of it. */
export function promptTokens(tokens: Tokens): number {
  return tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
}

/** The deltas of a text. */
export function wordsOf(text: string | readonly string[]): readonly string[] {
  return typeof text === "string" ? (text.match(/\s*\S+|\s+$/g) ?? []) : text;
}

/** Length of a piece of tool arguments, characters: cuts fall inside names, values and escapes. */
const argumentPieceLength = 7;

/** The deltas of the arguments of a tool call. */
export function argumentPieces({ input }: ToolPart): readonly string[] {
  if (Array.isArray(input)) return input;
  const characters = [...JSON.stringify(input)];
  const count = Math.ceil(characters.length / argumentPieceLength);
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * argumentPieceLength, (index + 1) * argumentPieceLength).join(""),
  );
}

export function argumentText(part: ToolPart): string {
  return argumentPieces(part).join("");
}

export function wholeText(text: string | readonly string[]): string {
  return typeof text === "string" ? text : text.join("");
}

/** The id of a call: the given one, else one that depends only on its place. */
export function callId(part: ToolPart, index: number, prefix = "call_"): string {
  return part.id ?? `${prefix}${index + 1}`.padEnd(24, "0");
}

export const createdAt = 1_790_000_000;
