import type { AnswerEvent } from "../vocabulary/answer.ts";
import { indexOf, isObject, listOf, stringOf, textOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import { createPartQueue, type QueuedPart } from "../vocabulary/part-queue.ts";
import {
  beginItem,
  callInput,
  readAnnotation,
  readWholeItem,
  reasoningGap,
  reasoningText,
} from "./read-item.ts";

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

interface Stretch {
  readonly part: QueuedPart;
  sent: string;
  citations: number;
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
  const items = new Map<unknown, Item>();

  function itemAt(index: unknown): Item {
    const known = items.get(index);
    if (known !== undefined) return known;
    const item: Item = { isDone: false, stretches: new Map(), place: null };
    items.set(index, item);
    return item;
  }

  function stretch(item: Item, place: number, begins: () => QueuedPart): Stretch {
    const known = item.stretches.get(place);
    if (known !== undefined) return known;
    const made = { part: begins(), sent: "", citations: 0 };
    item.stretches.set(place, made);
    return made;
  }

  function extend(target: Stretch | undefined, value: unknown): void {
    const text = textOf(value);
    if (target === undefined || text === null) return;
    target.sent += text;
    queue.change(target.part, { type: "part-delta", text });
  }

  /** Sends what is missing of a text that is known to its end now. */
  function settle(target: Stretch | undefined, whole: string): void {
    if (target === undefined || !whole.startsWith(target.sent)) return;
    extend(target, whole.slice(target.sent.length));
  }

  function begin(index: unknown, fields: JsonObject): Item {
    const item = itemAt(index);
    const begins = beginItem(fields);
    if (begins !== null) stretch(item, 0, () => queue.begin(begins));
    return item;
  }

  function speech(item: Item, place: number, kind: "text" | "refusal"): Stretch {
    return stretch(item, place, () => queue.begin({ type: kind, text: "" }));
  }

  function finishMessage(item: Item, content: unknown): void {
    for (const [place, part] of listOf(content).filter(isObject).entries()) {
      const kind = part["type"] === "refusal" ? "refusal" : "text";
      const whole = stringOf(kind === "refusal" ? part["refusal"] : part["text"]);
      if (whole === "" && !item.stretches.has(place)) continue;
      const target = speech(item, place, kind);
      settle(target, whole);
      const annotations = listOf(part["annotations"]).filter(isObject);
      for (const raw of annotations.slice(target.citations)) addCitation(target, raw);
    }
  }

  function addCitation(target: Stretch, raw: JsonObject): void {
    target.citations++;
    queue.change(target.part, { type: "text-citation", citation: readAnnotation(raw) });
  }

  function finishReasoning(item: Item, fields: JsonObject): void {
    const target = item.stretches.get(0);
    settle(target, reasoningText(fields));
    const encrypted = textOf(fields["encrypted_content"]);
    if (target === undefined || encrypted === null) return;
    queue.change(target.part, { type: "thinking-encrypted", encrypted });
  }

  function finish(index: unknown, fields: JsonObject): void {
    const item = begin(index, fields);
    if (item.isDone) return;
    item.isDone = true;
    const { type } = fields;
    if (type === "message") finishMessage(item, fields["content"]);
    else if (type === "reasoning") finishReasoning(item, fields);
    else if (item.stretches.size > 0) settle(item.stretches.get(0), callInput(fields));
    else queue.complete(queue.begin(readWholeItem(fields)));
    for (const { part } of item.stretches.values()) queue.complete(part);
  }

  return {
    begin,
    say(event, kind, text) {
      if (textOf(text) === null) return;
      const item = itemAt(event["output_index"]);
      extend(speech(item, indexOf(event["content_index"]) ?? 0, kind), text);
    },
    cite(event) {
      const item = itemAt(event["output_index"]);
      const target = item.stretches.get(indexOf(event["content_index"]) ?? 0);
      const raw = event["annotation"];
      if (target !== undefined && isObject(raw)) addCitation(target, raw);
    },
    think(event, place, text) {
      const item = begin(event["output_index"], { type: "reasoning", id: event["item_id"] });
      const target = item.stretches.get(0);
      if (item.place !== place && target?.sent !== "") extend(target, reasoningGap);
      item.place = place;
      extend(target, text);
    },
    call(event, text) {
      extend(items.get(event["output_index"])?.stretches.get(0), text);
    },
    finish,
    finishAll(output) {
      for (const [index, item] of listOf(output).filter(isObject).entries()) finish(index, item);
      queue.completeAll();
    },
  };
}
