/** A stream of Messages as Anthropic, or a server that says it is compatible, sends it. */
import { throwDice, type Dice } from "./dice.ts";
import { frameEvents, type Event } from "./frames.ts";
import {
  callsOf,
  countedOf,
  piecesOf,
  textOf,
  type Call,
  type Counted,
  type Meaning,
  type Stop,
  type Variant,
} from "./meaning.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What becomes one block. */
type Said =
  | { readonly kind: "thinking" | "text"; readonly text: string }
  | { readonly kind: "call"; readonly call: Call }
  | { readonly kind: "other"; readonly block: Fields };

export function messagesVariant(seed: number): Variant {
  const dice = throwDice(seed);
  const parts = partsOf(dice);
  const said = meaningOf(parts, dice);
  const { events, meaning } = writeEvents(parts, said, dice);
  const bytes = frameEvents(events, dice);
  return { seed, dialect: "anthropic-messages", quirks: dice.quirks, bytes, meaning };
}

function partsOf(dice: Dice): readonly Said[] {
  const rounds = dice.has("interleaved thinking", 15) ? 2 + dice.integer(2) : 1;
  const parts = Array.from({ length: rounds }, (): Said[] => [
    ...(dice.has("thinking", 40) ? [{ kind: "thinking", text: textOf(dice) } as const] : []),
    ...(dice.has("other blocks", 10) ? [{ kind: "other", block: otherBlock(dice) } as const] : []),
    ...(dice.integer(5) > 0 ? [{ kind: "text", text: textOf(dice) } as const] : []),
    ...(dice.has("empty text") ? [{ kind: "text", text: "" } as const] : []),
    ...(dice.integer(2) === 0
      ? callsOf(dice).map((call) => ({ kind: "call", call }) as const)
      : []),
  ]);
  return parts.flat();
}

function otherBlock(dice: Dice): Fields {
  return dice.pick<Fields>([
    { type: "redacted_thinking", data: "c2VjcmV0" },
    { type: "container_upload", file_id: "file_1" },
    {
      type: "web_fetch_tool_result",
      tool_use_id: "srvtoolu_1",
      content: { type: "web_fetch_tool_result_error" },
    },
    { type: "a_block_of_tomorrow", value: 1 },
  ]);
}

function meaningOf(parts: readonly Said[], dice: Dice): Meaning {
  const join = (kind: "thinking" | "text") =>
    parts.map((part) => (part.kind === kind ? part.text : "")).join("");
  const calls = parts.flatMap((part) => (part.kind === "call" ? [part.call] : []));
  const stops: readonly [Stop, ...Stop[]] = [
    "end",
    "end",
    "output-limit",
    "filtered",
    "sequence",
    "paused",
    "context",
  ];
  return {
    thinking: join("thinking"),
    text: join("text"),
    refusal: "",
    calls,
    stop:
      calls.length > 0 ? dice.pick(["tool-calls", "tool-calls", "output-limit"]) : dice.pick(stops),
    counted: countedOf(dice),
    error: null,
  };
}

interface Habits {
  readonly hasStops: boolean;
  readonly inputs: "deltas" | "start" | "empty delta first";
  readonly hasSignatures: "delta" | "start" | "none";
  readonly startsFilled: boolean;
  readonly areTextsUnannounced: boolean;
  readonly indices: "count" | "from one";
}

function habitsOf(dice: Dice): Habits {
  return {
    hasStops: !dice.has("no block stops", 4),
    inputs: dice.way("inputs", ["empty delta first", "deltas", "start"]),
    hasSignatures: dice.way("signature", ["delta", "start", "none"]),
    startsFilled: dice.has("texts in the start"),
    areTextsUnannounced: dice.has("no block starts", 4),
    indices: dice.way("indices", ["count", "count", "from one"]),
  };
}

function blockEvents(part: Said, place: number, habits: Habits, dice: Dice): readonly Event[] {
  const index = habits.indices === "from one" ? place + 1 : place;
  const start = (block: Fields) => event("content_block_start", { index, content_block: block });
  const delta = (fields: Fields) => event("content_block_delta", { index, delta: fields });
  const stop = habits.hasStops ? [event("content_block_stop", { index })] : [];
  switch (part.kind) {
    case "other":
      return [start(part.block), ...stop];
    case "call":
      return [...callEvents(part.call, place, { habits, dice, start, delta }), ...stop];
    case "text":
    case "thinking":
      return [...speechEvents(part, { habits, dice, start, delta }), ...stop];
  }
}

interface Writing {
  readonly habits: Habits;
  readonly dice: Dice;
  readonly start: (block: Fields) => Event;
  readonly delta: (fields: Fields) => Event;
}

function callEvents({ name, input }: Call, place: number, { habits, dice, start, delta }: Writing) {
  const block = { type: "tool_use", id: `toolu_${place}`, name, caller: { type: "direct" } };
  if (habits.inputs === "start") return [start({ ...block, input })];
  const text = JSON.stringify(input);
  const pieces = text === "{}" ? [] : piecesOf(text, dice);
  const empty = habits.inputs === "empty delta first" ? [""] : [];
  return [
    start({ ...block, input: {} }),
    ...[...empty, ...pieces].map((piece) =>
      delta({ type: "input_json_delta", partial_json: piece }),
    ),
  ];
}

function speechEvents(
  { kind, text }: Extract<Said, { readonly text: string }>,
  { habits, dice, start, delta }: Writing,
): readonly Event[] {
  const pieces = text === "" ? [] : piecesOf(text, dice);
  const filled = habits.startsFilled ? (pieces[0] ?? "") : "";
  const deltas = (habits.startsFilled ? pieces.slice(1) : pieces).map((piece) =>
    delta({ type: `${kind}_delta`, [kind]: piece }),
  );
  if (kind === "text") {
    const isUnannounced = habits.areTextsUnannounced && !habits.startsFilled && habits.hasStops;
    return [...(isUnannounced ? [] : [start({ type: "text", text: filled })]), ...deltas];
  }
  const inStart = habits.hasSignatures === "start" ? "c2ln" : "";
  return [
    start({ type: "thinking", thinking: filled, signature: inStart }),
    ...deltas,
    ...(habits.hasSignatures === "delta"
      ? [delta({ type: "signature_delta", signature: "c2ln" })]
      : []),
  ];
}

function writeEvents(parts: readonly Said[], said: Meaning, dice: Dice) {
  const habits = habitsOf(dice);
  const counted = said.counted === null ? null : usageOf(said.counted);
  const way = dice.way("usage", ["both", "end", "start", "nulls"]);
  const start = event("message_start", {
    message: {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "m-1",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: startUsage(counted, way),
    },
  });
  const blocks = parts.flatMap((part, place) => blockEvents(part, place, habits, dice));
  const body = [start, ...withSigns(blocks, dice)];
  const broken = breakOff(body, said, dice);
  if (broken !== null) return broken;
  return { events: [...body, ...ending(said, { counted, way }, dice)], meaning: said };
}

/** Signs of life, and events of tomorrow. */
function withSigns(blocks: readonly Event[], dice: Dice): readonly Event[] {
  const hasPings = dice.has("pings", 50);
  const hasUnknown = dice.has("unknown events");
  return blocks.flatMap((each) => [
    each,
    ...(hasPings && dice.integer(4) === 0 ? [event("ping", {})] : []),
    ...(hasUnknown && dice.integer(4) === 0 ? [event("an_event_of_tomorrow", { index: 0 })] : []),
  ]);
}

function startUsage(counted: Fields | null, way: string): Fields {
  if (way === "end") return { input_tokens: 0, output_tokens: 0 };
  return { ...counted, output_tokens: 1 };
}

interface Counts {
  readonly counted: Fields | null;
  readonly way: string;
}

const stopWords: Readonly<Record<Stop, string>> = {
  end: "end_turn",
  "tool-calls": "tool_use",
  "output-limit": "max_tokens",
  filtered: "refusal",
  sequence: "stop_sequence",
  paused: "pause_turn",
  context: "model_context_window_exceeded",
};

function ending({ stop }: Meaning, { counted, way }: Counts, dice: Dice): readonly Event[] {
  const output = {
    output_tokens: counted?.["output_tokens"],
    output_tokens_details: counted?.["output_tokens_details"],
  };
  const nulls = { input_tokens: null, cache_read_input_tokens: null, server_tool_use: null };
  const usage = way === "start" ? output : way === "nulls" ? { ...nulls, ...output } : counted;
  const delta = {
    stop_reason: stopWords[stop],
    stop_sequence: stop === "sequence" ? "END" : null,
    ...(stop === "filtered" ? { stop_details: { type: "refusal", category: null } } : {}),
  };
  const last = event("message_delta", { delta, usage });
  const early = event("message_delta", {
    delta: { stop_reason: null, stop_sequence: null },
    usage: { output_tokens: 1 },
  });
  return [
    ...(dice.has("two message deltas", 6) ? [early] : []),
    last,
    ...(dice.has("no message stop", 6) ? [] : [event("message_stop", {})]),
  ];
}

function usageOf({ prompt, cacheRead, cacheWrite, output, reasoning }: Counted): Fields {
  return {
    input_tokens: prompt - cacheRead - cacheWrite,
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    output_tokens: output,
    output_tokens_details: { thinking_tokens: reasoning },
    service_tier: "standard",
  };
}

function event(type: string, fields: Fields): Event {
  return { name: type, data: JSON.stringify({ type, ...fields }) };
}

function breakOff(body: readonly Event[], said: Meaning, dice: Dice) {
  const fails = dice.has("error", 8);
  if (!fails && !dice.has("cut short", 4)) return null;
  const error = fails ? "It broke." : "";
  const fields = dice.pick<Fields>([
    { error: { type: "overloaded_error", message: error }, request_id: "req_1" },
    { error: { type: "api_error", message: error, details: null } },
    { error: { message: error } },
    { error },
    { message: error },
  ]);
  const kept = body.slice(0, dice.integer(body.length + 1));
  const events = fails ? [...kept, event("error", fields)] : kept;
  return { events, meaning: { ...said, error } };
}
