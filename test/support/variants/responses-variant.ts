/** A stream of Responses as OpenAI, or a server that says it is compatible, sends it. */
import { throwDice, type Dice } from "./dice.ts";
import { frameEvents, type Event } from "./frames.ts";
import {
  countedOf,
  callsOf,
  textOf,
  type Counted,
  type Meaning,
  type Stop,
  type Variant,
} from "./meaning.ts";
import {
  itemEvents,
  wholeItem,
  type Fields,
  type Habits,
  type Said,
  type Told,
} from "./responses-items.ts";

export function responsesVariant(seed: number): Variant {
  const dice = throwDice(seed);
  const parts = partsOf(dice);
  const said = meaningOf(parts, dice);
  const { told, meaning } = writeEvents(parts, said, dice);
  const bytes = frameEvents(numbered(told, dice), dice);
  return { seed, dialect: "openai-responses", quirks: dice.quirks, bytes, meaning };
}

function partsOf(dice: Dice): readonly Said[] {
  const rounds = dice.has("several rounds", 10) ? 2 : 1;
  const parts = Array.from({ length: rounds }, (): Said[] => [
    ...(dice.has("reasoning", 40) ? [{ kind: "thinking", text: textOf(dice) } as const] : []),
    ...(dice.has("sealed reasoning", 10) ? [{ kind: "thinking", text: "" } as const] : []),
    ...(dice.has("other items", 10) ? [{ kind: "other" } as const] : []),
    ...(rounds === 1 && dice.has("refusal", 6)
      ? [{ kind: "refusal", text: textOf(dice) } as const]
      : dice.integer(5) > 0
        ? [{ kind: "text", text: textOf(dice) } as const]
        : []),
    ...(dice.integer(2) === 0
      ? callsOf(dice).map((call) => ({ kind: "call", call }) as const)
      : []),
    ...(dice.has("custom call", 10)
      ? [{ kind: "call", call: { name: "apply_patch", input: textOf(dice) } } as const]
      : []),
  ]);
  return parts.flat();
}

function meaningOf(parts: readonly Said[], dice: Dice): Meaning {
  const join = (kind: "thinking" | "text" | "refusal") =>
    parts.map((part) => (part.kind === kind ? part.text : "")).join("");
  const stops: readonly [Stop, ...Stop[]] = ["end", "end", "end", "output-limit", "filtered"];
  return {
    thinking: join("thinking"),
    text: join("text"),
    refusal: join("refusal"),
    calls: parts.flatMap((part) => (part.kind === "call" ? [part.call] : [])),
    stop: dice.pick(stops),
    counted: countedOf(dice),
    error: null,
  };
}

function habitsOf(dice: Dice): Habits {
  const ends = dice.way("ends", ["all", "no done", "no item done", "no added"]);
  return {
    ends,
    texts:
      ends === "all" ? dice.way("texts", ["deltas", "deltas", "done only", "item only"]) : "deltas",
    thinking: dice.way("thinking", ["summary", "text"]),
    isObfuscated: dice.has("obfuscation"),
    isSealed: dice.has("encrypted reasoning", 40),
  };
}

function writeEvents(parts: readonly Said[], said: Meaning, dice: Dice) {
  const habits = habitsOf(dice);
  const isOnlyLast = dice.has("only the last event", 4);
  const lists = parts.map((part, index) => itemEvents(part, index, habits, dice));
  const areCalls = parts.every(({ kind }) => kind === "call");
  // Calls that nobody announces come in the order in which they end, and that order is as right as another.
  const areTogether = areCalls && habits.ends !== "no added" && dice.has("interleaved", 30);
  const items = isOnlyLast ? [] : areTogether ? takeTurns(lists) : lists.flat();
  // Without any other end of an item the whole response has to say it.
  const output = parts.map((part, index) => wholeItem(part, index, habits));
  const isWholeNeeded = isOnlyLast || habits.ends !== "all";
  const isListEmpty = !isWholeNeeded && dice.has("empty output at the end", 10);
  const body = [...opening(dice), ...items];
  const broken = breakOff(body, said, dice);
  if (broken !== null) return broken;
  const last = endOf(said, isListEmpty ? [] : output, dice);
  return { told: [...body, last], meaning: said };
}

const head = { id: "resp_1", object: "response", created_at: 1_790_000_000, model: "m-1" };

function opening(dice: Dice): readonly Told[] {
  const response = { ...head, status: "in_progress", output: [], usage: null };
  const created = { type: "response.created", response };
  const going = { type: "response.in_progress", response };
  switch (dice.way("opening", ["both", "created", "none", "queued"])) {
    case "both":
      return [created, going];
    case "created":
      return [created];
    case "queued":
      return [created, { type: "response.queued", response }, { type: "keepalive" }, going];
    case "none":
      return [];
  }
}

function endOf({ stop, counted }: Meaning, output: readonly Fields[], dice: Dice): Told {
  const reasons: Partial<Record<Stop, string>> = {
    "output-limit": "max_output_tokens",
    filtered: "content_filter",
  };
  const reason = reasons[stop];
  const usage = counted === null ? null : usageOf(counted);
  if (reason === undefined) {
    const type = dice.way("last event", [
      "response.completed",
      "response.completed",
      "response.done",
    ]);
    return {
      type,
      response: { ...head, status: "completed", incomplete_details: null, output, usage },
    };
  }
  const response = { ...head, status: "incomplete", incomplete_details: { reason }, output, usage };
  return { type: "response.incomplete", response };
}

function usageOf({ prompt, cacheRead, cacheWrite, output, reasoning }: Counted): Fields {
  return {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: prompt + output,
  };
}

function numbered(told: readonly Told[], dice: Dice): readonly Event[] {
  const counting = dice.way("sequence", ["count", "gaps", "none"]);
  const hasNames = !dice.has("no event names");
  const step = counting === "gaps" ? 3 : 1;
  return told.map(({ type, ...fields }, index) => {
    const number = counting === "none" ? {} : { sequence_number: index * step };
    return { name: hasNames ? type : null, data: JSON.stringify({ type, ...number, ...fields }) };
  });
}

function takeTurns(lists: readonly (readonly Told[])[]): readonly Told[] {
  const rounds = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: rounds }, (_, round) =>
    lists.flatMap((list) => list.slice(round, round + 1)),
  ).flat();
}

function breakOff(body: readonly Told[], said: Meaning, dice: Dice) {
  const fails = dice.has("error", 8);
  if (!fails && !dice.has("cut short", 4)) return null;
  const message = "It broke.";
  const failed = { ...head, status: "failed", output: [], usage: null };
  const last = dice.pick<Told>([
    { type: "error", code: "server_error", message, param: null },
    { type: "error", error: { type: "server_error", code: null, message, param: null } },
    { type: "response.failed", response: { ...failed, error: { code: "server_error", message } } },
  ]);
  const kept = body.slice(0, dice.integer(body.length + 1));
  return {
    told: fails ? [...kept, last] : kept,
    meaning: { ...said, error: fails ? message : "" },
  };
}
