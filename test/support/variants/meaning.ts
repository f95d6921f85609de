/** What a variant of a stream says, in words of no dialect, and how a client has to hear it. */
import type { Dialect } from "../../../src/base/dialect.ts";
import type { Heard } from "../hear.ts";
import type { Dice } from "./dice.ts";

export interface Call {
  readonly name: string;
  /** An object, or the free text of a custom tool. */
  readonly input: Readonly<Record<string, unknown>> | string;
}

export type Stop =
  "end" | "tool-calls" | "output-limit" | "filtered" | "sequence" | "paused" | "context";

/** Tokens as OpenAI counts them. */
export interface Counted {
  readonly prompt: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
}

export interface Meaning {
  readonly thinking: string;
  readonly text: string;
  readonly refusal: string;
  readonly calls: readonly Call[];
  readonly stop: Stop;
  /** Null = the stream does not say. */
  readonly counted: Counted | null;
  /** Words of the error in which the stream ends; null = it ends well. */
  readonly error: string | null;
}

export interface Variant {
  readonly seed: number;
  readonly dialect: Dialect;
  readonly quirks: readonly string[];
  readonly bytes: Uint8Array;
  readonly meaning: Meaning;
}

const scraps = [
  "Hello",
  " wörld",
  " 日本語",
  " 👩‍👩‍👧‍👦",
  '\n"quoted" \\ back',
  "\u2028\u2029",
  " data: {}\n\nevent: x\r\n",
  "\t\u0001",
  " [DONE]",
  ' "finish_reason":"stop"',
  " a longer run of plain words in between",
] as const;

/** A text of some scraps; now and then one of a megabyte. */
export function textOf(dice: Dice): string {
  if (dice.has("megabyte", 1)) return "x".repeat(1_048_576);
  const count = 1 + dice.integer(6);
  return Array.from({ length: count }, () => dice.pick(scraps)).join("");
}

/** The pieces in which a text is sent; joined they are the text again. */
export function piecesOf(text: string, dice: Dice): readonly string[] {
  // By UTF-16 units a pair may be cut in two, which JSON says as two escapes.
  const units = dice.has("half characters") ? text.split("") : [...text];
  if (units.length > 1_000) return [text];
  const pieces: string[] = [];
  for (let start = 0; start < units.length;) {
    const end = start + 1 + dice.integer(12);
    pieces.push(units.slice(start, end).join(""));
    start = end;
  }
  return dice.has("empty deltas") ? pieces.flatMap((piece) => ["", piece, ""]) : pieces;
}

type Value = string | number | boolean | null;
const values: readonly [Value, ...Value[]] = [
  "a.ts",
  "",
  "日本 👍",
  'with "quotes" and }',
  7,
  -0.5,
  true,
  null,
];
const names = ["read_file", "write_file", "a", "mcp__server__tool-name"] as const;

export function callsOf(dice: Dice, most = 3): readonly Call[] {
  return Array.from({ length: dice.integer(most + 1) }, () => ({
    name: dice.pick(names),
    input: inputOf(dice),
  }));
}

function inputOf(dice: Dice): Readonly<Record<string, unknown>> {
  const count = dice.integer(4);
  const entries = Array.from({ length: count }, (_, index): [string, unknown] => {
    const value = dice.pick(values);
    return [`field${index}`, dice.has("nested input") ? { list: [value, { value }] } : value];
  });
  return Object.fromEntries(entries);
}

export function countedOf(dice: Dice): Counted {
  const cacheRead = dice.has("cached", 40) ? dice.integer(5_000) : 0;
  const cacheWrite = dice.has("cache written", 25) ? dice.integer(5_000) : 0;
  const output = 1 + dice.integer(4_000);
  return {
    prompt: cacheRead + cacheWrite + 1 + dice.integer(10_000),
    cacheRead,
    cacheWrite,
    output,
    reasoning: dice.integer(output),
  };
}

const stopWords: Readonly<Record<Dialect, Readonly<Record<Stop | "refused", string>>>> = {
  "anthropic-messages": {
    end: "end_turn",
    "tool-calls": "tool_use",
    "output-limit": "max_tokens",
    filtered: "refusal",
    refused: "refusal",
    sequence: "stop_sequence",
    paused: "pause_turn",
    context: "model_context_window_exceeded",
  },
  "openai-chat": {
    end: "stop",
    "tool-calls": "tool_calls",
    "output-limit": "length",
    filtered: "content_filter",
    refused: "content_filter",
    sequence: "stop",
    paused: "stop",
    context: "length",
  },
  "openai-responses": {
    end: "completed",
    "tool-calls": "completed",
    "output-limit": "max_output_tokens",
    filtered: "content_filter",
    refused: "content_filter",
    sequence: "completed",
    paused: "completed",
    context: "max_output_tokens",
  },
};

/**
 * A reason to stop fits what was said: calls of tools are there to be answered. OpenAI's clients find
 * a refusal in the message, Anthropic's in the reason.
 */
function settled({ stop, calls, refusal }: Meaning, client: Dialect): Stop | "refused" {
  if (stop === "output-limit" || stop === "context" || stop === "filtered") return stop;
  if (calls.length > 0) return "tool-calls";
  if (stop === "end" || stop === "tool-calls") {
    return refusal !== "" && client === "anthropic-messages" ? "refused" : "end";
  }
  return stop;
}

/** What the SDK of the client's dialect has to hear, as far as the stream says it. */
export function expectedOf(meaning: Meaning, client: Dialect) {
  const { thinking, text, refusal, calls, counted } = meaning;
  const isMessages = client === "anthropic-messages";
  return {
    thinking,
    said: text + refusal,
    calls: calls.map(({ name, input }) => {
      return { name, input: isMessages && typeof input === "string" ? { input } : input };
    }),
    stop: stopWords[client][settled(meaning, client)],
    counted,
  };
}

/** The same of what was heard. */
export function heardAs(heard: Heard, { counted }: Pick<Meaning, "counted">) {
  const { thinking, text, refusal, calls, stop, prompt, cacheRead, output } = heard;
  const tokens = {
    prompt,
    cacheRead,
    cacheWrite: heard.cacheWrite,
    output,
    reasoning: heard.reasoning,
  };
  return {
    thinking,
    said: text + refusal,
    calls: calls.map(({ name, input }) => ({ name, input })),
    stop,
    counted: counted === null ? null : tokens,
  };
}
