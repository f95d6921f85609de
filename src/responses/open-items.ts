import type { AnswerEvent } from "../vocabulary/answer.ts";
import { indexOf, isObject, listOf, stringOf, textOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import { createPartQueue } from "../vocabulary/part-queue.ts";
import { beginItem, callInput, readWholeItem, reasoningGap, reasoningText } from "./read-item.ts";
import { sendStretches, type Stretch, type Stretches } from "./stretches.ts";

/** The output items of one response. What deltas left out is taken from the finished items. */
export interface Items {
  begin(index: unknown, item: JsonObject): void;
  /** More of a message's text or refusal. */
  say(event: JsonObject, kind: "text" | "refusal", text: unknown): void;
  cite(event: JsonObject): void;
  /** More of the reasoning; `place` counts its paragraphs. */
  think(event: JsonObject, place: unknown, text: unknown): void;
  /** More of a call's arguments or free text. */
  call(event: JsonObject, text: unknown): void;
  finish(index: unknown, item: JsonObject): void;
  /** The whole list, which some servers send alone. */
  finishAll(output: unknown): void;
}

interface Item {
  isDone: boolean;
  /** Its texts by their place; thinking and calls have one. */
  readonly stretches: Map<number, Stretch>;
  /** Paragraph of the reasoning that is being sent. */
  place: unknown;
}

export function openItems(emit: (event: AnswerEvent) => void): Items {
  const queue = createPartQueue(emit);
  const stretches = sendStretches(queue);
  const items = new Map<unknown, Item>();

  function itemAt(index: unknown): Item {
    const known = items.get(index);
    if (known !== undefined) return known;
    const item: Item = { isDone: false, stretches: new Map(), place: null };
    items.set(index, item);
    return item;
  }

  function begin(index: unknown, fields: JsonObject): Item {
    const item = itemAt(index);
    const begins = item.stretches.has(0) ? null : beginItem(fields);
    if (begins !== null) item.stretches.set(0, stretches.begin(begins));
    return item;
  }

  function finish(index: unknown, fields: JsonObject): void {
    const item = begin(index, fields);
    if (item.isDone) return;
    item.isDone = true;
    const first = item.stretches.get(0);
    if (fields["type"] === "message") {
      finishMessage(item.stretches, fields["content"], stretches);
    } else if (fields["type"] === "reasoning") {
      stretches.settle(first, reasoningText(fields));
      stretches.seal(first, fields["encrypted_content"]);
    } else if (first === undefined) {
      queue.complete(queue.begin(readWholeItem(fields)));
    } else {
      stretches.settle(first, callInput(fields));
    }
    for (const { part } of item.stretches.values()) queue.complete(part);
  }

  return {
    begin,
    say(event, kind, text) {
      if (textOf(text) === null) return;
      const item = itemAt(event["output_index"]);
      const place = indexOf(event["content_index"]) ?? 0;
      stretches.extend(speech(item.stretches, { place, kind }, stretches), text);
    },
    cite(event) {
      const item = itemAt(event["output_index"]);
      const target = item.stretches.get(indexOf(event["content_index"]) ?? 0);
      const raw = event["annotation"];
      if (target !== undefined && isObject(raw)) stretches.cite(target, raw);
    },
    think(event, place, text) {
      const item = begin(event["output_index"], {
        type: "reasoning",
        id: event["item_id"] ?? null,
      });
      const target = item.stretches.get(0);
      if (item.place !== place && target?.sent !== "") stretches.extend(target, reasoningGap);
      item.place = place;
      stretches.extend(target, text);
    },
    call(event, text) {
      stretches.extend(items.get(event["output_index"])?.stretches.get(0), text);
    },
    finish,
    finishAll(output) {
      for (const [index, item] of listOf(output).filter(isObject).entries()) finish(index, item);
      queue.completeAll();
    },
  };
}

type Speeches = Map<number, Stretch>;

interface SpeechPlace {
  readonly place: number;
  readonly kind: "text" | "refusal";
}

/** The text at a place of a message, begun when it is not there yet. */
function speech(known: Speeches, { place, kind }: SpeechPlace, stretches: Stretches): Stretch {
  const found = known.get(place);
  if (found !== undefined) return found;
  const made = stretches.begin({ type: kind, text: "" });
  known.set(place, made);
  return made;
}

function finishMessage(known: Speeches, content: unknown, stretches: Stretches): void {
  for (const [place, part] of listOf(content).filter(isObject).entries()) {
    const kind = part["type"] === "refusal" ? "refusal" : "text";
    const whole = stringOf(kind === "refusal" ? part["refusal"] : part["text"]);
    if (whole === "" && !known.has(place)) continue;
    const target = speech(known, { place, kind }, stretches);
    stretches.settle(target, whole);
    const annotations = listOf(part["annotations"]).filter(isObject);
    for (const raw of annotations.slice(target.citations)) stretches.cite(target, raw);
  }
}
