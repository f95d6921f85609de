/** Tool calls as servers of Chat Completions send them in deltas. */
import type { Dice } from "./dice.ts";
import { piecesOf, type Call } from "./meaning.ts";

type Fields = Readonly<Record<string, unknown>>;

export function callDeltas(calls: readonly Call[], dice: Dice): readonly Fields[] {
  if (calls.length === 0) return [];
  const ways = waysOf(calls, dice);
  const lists = calls.map((call, place) =>
    fragmentsOf(call, place, { ways, dice, next: calls[place + 1] }),
  );
  if (ways.areTogether) return [{ tool_calls: lists.flat() }];
  const fragments = ways.isInterleaved ? takeTurns(lists) : lists.flat();
  return fragments.map((fragment) => ({ tool_calls: [fragment] }));
}

interface Ways {
  readonly index: "count" | "none" | "zero" | "from one";
  readonly id: "once" | "every" | "none" | "kimi" | "empty";
  readonly input: "pieces" | "with name" | "behind name" | "object";
  readonly isNameRepeated: boolean;
  readonly isInterleaved: boolean;
  readonly areTogether: boolean;
  readonly isAnnounced: boolean;
}

function waysOf(calls: readonly Call[], dice: Dice): Ways {
  const id = dice.way("call id", ["once", "every", "none", "kimi", "empty"]);
  const index = dice.way("call index", ["count", "none", "zero", "from one"]);
  const isCounted = index === "count" || index === "from one";
  const hasIds = id !== "none" && id !== "empty";
  // Without any mark but a name only whole calls can be told apart.
  const isBare = !isCounted && !hasIds;
  const input = dice.way("input", ["pieces", "with name", "behind name", "object"]);
  const isWhole = input === "with name" || input === "object";
  const isInterleaved = isCounted && calls.length > 1 && dice.has("interleaved", 30);
  return {
    index,
    id,
    input: isBare && !isWhole ? "with name" : input,
    isNameRepeated: hasIds && isCounted && dice.has("name repeated"),
    isInterleaved,
    areTogether: isWhole && isCounted && dice.has("calls in one delta", 20),
    isAnnounced: input === "pieces" && isCounted && !isInterleaved && dice.has("announced as {}"),
  };
}

interface Writing {
  readonly ways: Ways;
  readonly dice: Dice;
  readonly next: Call | undefined;
}

function fragmentsOf(
  { name, input }: Call,
  place: number,
  { ways, dice, next }: Writing,
): Fields[] {
  const mark = markOf(place, ways);
  const ids = idOf(name, place, ways.id);
  const first = { ...mark, ...ids, type: "function" };
  const text = JSON.stringify(input);
  const isEmpty = text === "{}";
  // Between bare calls of one tool the arguments are the only border.
  const hasId = ways.id !== "none" && ways.id !== "empty";
  const isBare = !hasId && (ways.index === "none" || ways.index === "zero");
  const unsaid =
    isBare && next?.name === name
      ? "{}"
      : dice.pick<string | null | undefined>(["{}", "", null, undefined]);
  const whole = ways.input === "object" ? input : text;
  if (ways.input === "with name" || ways.input === "object") {
    return [{ ...first, function: { name, arguments: isEmpty ? unsaid : whole } }];
  }
  const opening = { ...first, function: { name, arguments: ways.isAnnounced ? "{}" : "" } };
  const pieces = isEmpty ? [] : ways.input === "behind name" ? [text] : piecesOf(text, dice);
  const again = ways.id === "every" ? ids : {};
  const repeated = ways.isNameRepeated ? { name } : {};
  return [
    opening,
    ...pieces.map((piece) => ({ ...mark, ...again, function: { ...repeated, arguments: piece } })),
  ];
}

function markOf(place: number, { index }: Ways): Fields {
  switch (index) {
    case "none":
      return {};
    case "zero":
      return { index: 0 };
    case "from one":
      return { index: place + 1 };
    case "count":
      return { index: place };
  }
}

function idOf(name: string, place: number, way: Ways["id"]): Fields {
  switch (way) {
    case "none":
      return {};
    case "empty":
      return { id: "" };
    case "kimi":
      return { id: `functions.${name}:${place}` };
    default:
      return { id: `call_${place}_x` };
  }
}

function takeTurns(lists: readonly Fields[][]): readonly Fields[] {
  const rounds = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: rounds }, (_, round) =>
    lists.flatMap((list) => list.slice(round, round + 1)),
  ).flat();
}
