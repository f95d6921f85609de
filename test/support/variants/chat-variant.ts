/** A stream of Chat Completions as one of the many servers that say they are compatible sends it. */
import type { Dice } from "./dice.ts";
import { throwDice } from "./dice.ts";
import { callDeltas } from "./chat-calls.ts";
import { frameEvents, type Event } from "./frames.ts";
import {
  callsOf,
  countedOf,
  piecesOf,
  textOf,
  type Counted,
  type Meaning,
  type Stop,
  type Variant,
} from "./meaning.ts";

type Fields = Readonly<Record<string, unknown>>;

const done: Event = { name: null, data: "[DONE]" };

export function chatVariant(seed: number): Variant {
  const dice = throwDice(seed);
  const said = meaningOf(dice);
  const { events, meaning } = writeEvents(said, dice);
  const bytes = frameEvents(events, dice);
  return { seed, dialect: "openai-chat", quirks: dice.quirks, bytes, meaning };
}

function meaningOf(dice: Dice): Meaning {
  const refusal = dice.has("refusal", 6) ? textOf(dice) : "";
  const calls = refusal === "" && dice.integer(2) === 0 ? callsOf(dice) : [];
  const stops: readonly [Stop, ...Stop[]] = ["end", "end", "end", "output-limit", "filtered"];
  return {
    thinking: dice.has("thinking", 40) ? textOf(dice) : "",
    text: refusal === "" && dice.integer(5) > 0 ? textOf(dice) : "",
    refusal,
    calls,
    stop: calls.length > 0 ? "tool-calls" : dice.pick(stops),
    counted: countedOf(dice),
    error: null,
  };
}

/** Deltas of everything that is said, in order. */
function deltasOf(meaning: Meaning, dice: Dice): readonly Fields[] {
  const thinking = dice.way("thinking", [
    "reasoning_content",
    "reasoning",
    "both",
    "parts",
    "details",
  ]);
  const asParts = dice.has("content parts", 6);
  const besides = dice.pick<Fields>([{}, {}, { tool_calls: null }, { tool_calls: [] }, emptyCalls]);
  const thoughts = meaning.thinking === "" ? [] : piecesOf(meaning.thinking, dice);
  const texts = meaning.text === "" ? [] : piecesOf(meaning.text, dice);
  const refusals = meaning.refusal === "" ? [] : piecesOf(meaning.refusal, dice);
  return [
    ...thoughts.map((piece) => ({ ...thinkingDelta(piece, thinking), ...besides })),
    ...texts.map((text) => ({
      content: asParts ? [{ type: "text", text }] : text,
      ...(thoughts.length > 0 && thinking !== "parts" ? { reasoning_content: null } : {}),
      ...besides,
    })),
    ...refusals.map((refusal) => ({ refusal })),
    ...callDeltas(meaning.calls, dice),
  ];
}

const emptyCalls: Fields = {
  function_call: { name: "", arguments: "" },
  tool_calls: [],
  custom: { name: "", input: "" },
};

function thinkingDelta(text: string, way: string): Fields {
  switch (way) {
    case "reasoning":
      return { content: "", reasoning: text };
    case "both":
      return { content: null, reasoning: text, reasoning_content: text };
    case "parts":
      return { content: [{ type: "thinking", thinking: [{ type: "text", text }] }] };
    case "details":
      return {
        content: "",
        reasoning: text,
        reasoning_details: [{ type: "reasoning.text", text, index: 0, format: "unknown" }],
      };
    default:
      return { content: null, reasoning_content: text };
  }
}

/** The chunks around the deltas of one stream. */
interface Chunks {
  readonly head: Fields;
  chunk(delta: Fields, more?: Fields, top?: Fields): Event;
}

function chunksOf(dice: Dice): Chunks {
  const head = {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_790_000_000,
    model: "m-1",
  };
  const vendor = dice.pick<Fields>([
    {},
    { provider: "X", system_fingerprint: null },
    { obfuscation: "aXz9" },
    { p: "abc", service_tier: "default" },
  ]);
  const filter = dice.has("content filter results") ? { content_filter_results: {} } : {};
  return {
    head,
    chunk(delta, more = {}, top = {}) {
      const choice = { index: 0, delta, logprobs: null, finish_reason: null, ...filter, ...more };
      return event({ ...head, ...vendor, choices: [choice], ...top });
    },
  };
}

const event = (data: object): Event => ({ name: null, data: JSON.stringify(data) });

function writeEvents(said: Meaning, dice: Dice) {
  const chunks = chunksOf(dice);
  const usage = dice.way("usage", ["last", "with finish", "every", "x_groq", "in choice", "none"]);
  const deltas = withRoles(deltasOf(said, dice), dice);
  const counted = usage === "none" ? null : said.counted;
  const tokens = counted === null ? null : usageOf(counted, dice);
  const running =
    usage === "every" ? { usage: { ...tokens, completion_tokens: 1, total_tokens: 2 } } : {};
  const silent = usage === "last" && dice.has("usage null", 30) ? { usage: null } : running;
  const body = deltas.map((delta) => chunks.chunk(delta, {}, silent));
  const broken = breakOff(body, said, dice);
  if (broken !== null) return broken;
  const events = [
    ...prologue(dice),
    ...withOthers(body, chunks, dice),
    ...ending({ said, chunks, tokens, usage }, dice),
  ];
  return { events, meaning: { ...said, counted } };
}

function withRoles(deltas: readonly Fields[], dice: Dice): readonly Fields[] {
  const role = { role: "assistant" };
  switch (dice.way("role", ["first", "every", "none", "with content"])) {
    case "every":
      return [role, ...deltas].map((delta) => ({ ...role, ...delta }));
    case "none":
      return deltas.length === 0 ? [{}] : deltas;
    case "with content":
      return deltas.length === 0 ? [role] : [{ ...role, ...deltas[0] }, ...deltas.slice(1)];
    case "first":
      return [{ ...role, content: "", refusal: null }, ...deltas];
  }
}

function prologue(dice: Dice): readonly Event[] {
  if (!dice.has("prompt filter", 10)) return [];
  const results = [{ prompt_index: 0, content_filter_results: { hate: { filtered: false } } }];
  const empty = { id: "", object: "", created: 0, model: "", choices: [] };
  return [event({ ...empty, prompt_filter_results: results })];
}

/** A second choice between the chunks of the first, and chunks that say nothing. */
function withOthers(body: readonly Event[], { head }: Chunks, dice: Dice): readonly Event[] {
  const hasOther = dice.has("several choices");
  const hasEmpty = dice.has("empty choices");
  if (!hasOther && !hasEmpty) return body;
  const other = { index: 1, delta: { content: "other" }, finish_reason: null };
  return body.flatMap((each, index) => [
    each,
    ...(hasOther ? [event({ ...head, choices: [other] })] : []),
    ...(hasEmpty && index % 3 === 0 ? [event({ ...head, choices: [] })] : []),
  ]);
}

interface Ending {
  readonly said: Meaning;
  readonly chunks: Chunks;
  readonly tokens: Fields | null;
  readonly usage: string;
}

function ending({ said, chunks, tokens, usage }: Ending, dice: Dice): readonly Event[] {
  const { head, chunk } = chunks;
  const reason = finishOf(said, dice);
  const inChoice = usage === "in choice" ? { usage: tokens } : {};
  const top = topUsage(tokens, usage);
  const message = { role: "assistant", content: said.text };
  const isWhole = dice.has("whole message at the end", 5);
  const fields = { finish_reason: reason, ...inChoice };
  const last = chunk({}, isWhole ? { ...fields, delta: undefined, message } : fields, top);
  const way = dice.way("finish", ["once", "twice", "empty first", "none"]);
  const mayBeUnsaid = said.stop === "end" || said.stop === "tool-calls";
  const finish =
    way === "twice"
      ? [last, last]
      : way === "empty first"
        ? [chunk({}, { finish_reason: "" }), last]
        : way === "none" && mayBeUnsaid && usage === "last"
          ? []
          : [last];
  const counts = usage === "last" ? [event({ ...head, choices: [], usage: tokens })] : [];
  const ends = dice.way("done", ["once", "none", "twice"]);
  const terminators =
    ends === "twice" ? [done, done] : ends === "none" && finish.length > 0 ? [] : [done];
  return [...finish, ...counts, ...terminators];
}

function topUsage(tokens: Fields | null, usage: string): Fields {
  if (usage === "x_groq") return { x_groq: { id: "req_1", usage: tokens } };
  return usage === "with finish" || usage === "every" ? { usage: tokens } : {};
}

function finishOf({ stop, calls }: Meaning, dice: Dice): string {
  switch (stop) {
    case "output-limit":
      return "length";
    case "filtered":
      return "content_filter";
    case "tool-calls":
      return dice.way("finish of calls", ["tool_calls", "stop", "function_call"]);
    default:
      return calls.length === 0
        ? dice.way("finish of text", ["stop", "eos", "tool_calls"])
        : "stop";
  }
}

function usageOf(counted: Counted, dice: Dice): Fields {
  const { prompt, cacheRead, cacheWrite, output, reasoning } = counted;
  const isOutside = dice.has("reasoning outside", 10);
  const completion = isOutside ? output - reasoning : output;
  const place = dice.way("cached", ["details", "hits", "read", "cached_tokens"]);
  const written = cacheWrite === 0 ? {} : { cache_creation_input_tokens: cacheWrite };
  const cached = {
    details: {
      prompt_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite },
    },
    hits: {
      prompt_cache_hit_tokens: cacheRead,
      prompt_cache_miss_tokens: prompt - cacheRead,
      ...written,
    },
    read: { cache_read_input_tokens: cacheRead, ...written },
    cached_tokens: { cached_tokens: cacheRead, ...written },
  };
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + output,
    ...cached[place],
    completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: 0 },
    cost: 0.01,
  };
}

const errors: readonly [(words: string) => Event, ...((words: string) => Event)[]] = [
  (message) => event({ error: { message, type: "server_error", param: null, code: null } }),
  (message) => event({ error: { message, code: 502 }, choices: [], id: "x" }),
  (message) => event({ error: message }),
  (message) => event({ object: "error", message, type: "x", code: 500 }),
  (detail) => event({ detail }),
  (message) => ({ name: "error", data: JSON.stringify({ message, type: "internal" }) }),
  (message) => ({ name: "error", data: JSON.stringify({ error: { message } }) }),
  (message) => ({
    name: null,
    data: JSON.stringify([{ error: { code: 503, message, status: "UNAVAILABLE" } }]),
  }),
  (message) => event({ code: "InternalError", message, request_id: "r" }),
  (message) =>
    event({
      id: "x",
      choices: [
        { index: 0, delta: { content: "" }, finish_reason: "error", error: { code: 502, message } },
      ],
    }),
];

/** A stream that fails after some of its chunks, or just ends. */
function breakOff(body: readonly Event[], said: Meaning, dice: Dice) {
  const fails = dice.has("error", 8);
  if (!fails && !dice.has("cut short", 4)) return null;
  const kept = body.slice(0, dice.integer(body.length + 1));
  const error = fails ? "It broke." : "";
  const last = fails
    ? [dice.pick(errors)(error), ...(dice.has("done after error", 30) ? [done] : [])]
    : [];
  return { events: [...kept, ...last], meaning: { ...said, counted: null, error } };
}
