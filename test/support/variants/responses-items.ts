/** The output items of a Responses stream. */
import type { Dice } from "./dice.ts";
import { piecesOf, type Call } from "./meaning.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** An event without its number. */
export interface Told {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What becomes one item. */
export type Said =
  | { readonly kind: "thinking" | "text" | "refusal"; readonly text: string }
  | { readonly kind: "call"; readonly call: Call }
  | { readonly kind: "other" };

export interface Habits {
  /** Which of the events that end something are there. */
  readonly ends: "all" | "no done" | "no item done" | "no added";
  /** What says the texts: deltas, the `.done` of a text, or only the finished item. */
  readonly texts: "deltas" | "done only" | "item only";
  readonly thinking: "summary" | "text";
  readonly isObfuscated: boolean;
  readonly isSealed: boolean;
}

export function itemEvents(part: Said, index: number, habits: Habits, dice: Dice): readonly Told[] {
  const place = { item_id: `item_${index}`, output_index: index };
  const whole = wholeItem(part, index, habits);
  const hasItemDone = habits.ends !== "no item done";
  return [
    ...(habits.ends === "no added" ? [] : [added(index, begunItem(part, whole))]),
    ...insideEvents(part, place, habits, dice),
    ...(hasItemDone
      ? [{ type: "response.output_item.done", output_index: index, item: whole }]
      : []),
  ];
}

function added(index: number, item: Fields): Told {
  return { type: "response.output_item.added", output_index: index, item };
}

function begunItem(part: Said, whole: Fields): Fields {
  const begun = { ...whole, status: "in_progress" };
  switch (part.kind) {
    case "call":
      return typeof part.call.input === "string"
        ? { ...begun, input: "" }
        : { ...begun, arguments: "" };
    case "thinking":
      return { ...begun, summary: [], encrypted_content: null };
    case "other":
      return begun;
    default:
      return { ...begun, content: [] };
  }
}

export function wholeItem(part: Said, index: number, habits: Habits): Fields {
  const base = { id: `item_${index}`, status: "completed" };
  switch (part.kind) {
    case "other":
      return { ...base, type: "web_search_call", action: { type: "search", query: "q" } };
    case "call": {
      const { name, input } = part.call;
      const call = { ...base, call_id: `call_${index}`, name };
      return typeof input === "string"
        ? { ...call, type: "custom_tool_call", input }
        : { ...call, type: "function_call", arguments: argumentsOf(input) };
    }
    case "thinking":
      return { ...base, type: "reasoning", ...reasoningOf(part.text, habits) };
    default:
      return {
        ...base,
        type: "message",
        role: "assistant",
        content: [contentOf(part.kind, part.text)],
      };
  }
}

function argumentsOf(input: Fields): string {
  const text = JSON.stringify(input);
  return text === "{}" ? "" : text;
}

function reasoningOf(text: string, { thinking, isSealed }: Habits): Fields {
  const sealed = isSealed ? { encrypted_content: "c2VhbGVk" } : {};
  if (text === "") return { summary: [], ...sealed };
  if (thinking === "summary") return { summary: [{ type: "summary_text", text }], ...sealed };
  return { summary: [], content: [{ type: "reasoning_text", text }], ...sealed };
}

function contentOf(kind: "text" | "refusal", text: string): Fields {
  if (kind === "refusal") return { type: "refusal", refusal: text };
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

interface Words {
  /** Names of the events: "response.output_text". */
  readonly events: string;
  /** The field of the `.done`. */
  readonly field: string;
  readonly text: string;
  readonly place: Fields;
  readonly part: Fields | null;
}

function insideEvents(part: Said, place: Fields, habits: Habits, dice: Dice): readonly Told[] {
  if (part.kind === "other") return [{ type: "response.web_search_call.in_progress", ...place }];
  const words = wordsOf(part, place, habits);
  if (words.text === "" || habits.texts === "item only") return [];
  const isDone = habits.ends === "all" || habits.texts === "done only";
  const { events, field, text, place: at } = words;
  const noise = habits.isObfuscated ? { obfuscation: "aXz9" } : {};
  const pieces = habits.texts === "deltas" ? piecesOf(text, dice) : [];
  return [
    ...(words.part !== null && isDone
      ? [{ type: partEvent(part, "added"), ...at, part: emptied(words.part) }]
      : []),
    ...pieces.map((delta) => ({ type: `${events}.delta`, ...at, delta, ...noise })),
    ...(isDone ? [{ type: `${events}.done`, ...at, [field]: text }] : []),
    ...(words.part !== null && isDone
      ? [{ type: partEvent(part, "done"), ...at, part: words.part }]
      : []),
  ];
}

function partEvent({ kind }: Said, what: string): string {
  return kind === "thinking"
    ? `response.reasoning_summary_part.${what}`
    : `response.content_part.${what}`;
}

function emptied(part: Fields): Fields {
  return "refusal" in part ? { ...part, refusal: "" } : { ...part, text: "" };
}

function wordsOf(
  part: Exclude<Said, { readonly kind: "other" }>,
  place: Fields,
  habits: Habits,
): Words {
  switch (part.kind) {
    case "call": {
      const { input } = part.call;
      const isCustom = typeof input === "string";
      return {
        events: isCustom ? "response.custom_tool_call_input" : "response.function_call_arguments",
        field: isCustom ? "input" : "arguments",
        text: isCustom ? input : argumentsOf(input),
        place,
        part: null,
      };
    }
    case "thinking": {
      const { text } = part;
      const isSummary = habits.thinking === "summary";
      return {
        events: isSummary ? "response.reasoning_summary_text" : "response.reasoning_text",
        field: "text",
        text,
        place: isSummary ? { ...place, summary_index: 0 } : { ...place, content_index: 0 },
        part: isSummary ? { type: "summary_text", text } : null,
      };
    }
    default: {
      const { kind, text } = part;
      return {
        events: kind === "refusal" ? "response.refusal" : "response.output_text",
        field: kind === "refusal" ? "refusal" : "text",
        text,
        place: { ...place, content_index: 0 },
        part: contentOf(kind, text),
      };
    }
  }
}
