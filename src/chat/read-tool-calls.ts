/** Tool calls of a chat stream, told apart in spite of what servers do to their indices and ids. */
import type { ReaderOptions } from "../vocabulary/answer-stream.ts";
import { findJsonEnd, type JsonEnd } from "../vocabulary/json-end.ts";
import { indexOf, listOf, objectOf, stringOf, textOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { PartQueue, QueuedPart } from "../vocabulary/part-queue.ts";

export interface ToolCalls {
  /** The `tool_calls` of a delta or of a whole message. */
  take(calls: unknown): void;
  /** The `function_call` of old. */
  takeLegacy(call: unknown): void;
  /** Another part has begun: calls whose arguments are complete have ended. */
  settle(): void;
}

interface Call {
  readonly index: number | null;
  readonly id: string | null;
  readonly jsonEnd: JsonEnd;
  isCustom: boolean;
  hasInput: boolean;
  /** `{}` came, which is all of its arguments or an announcement of them. */
  isAnnounced: boolean;
  name: string | null;
  /** Null until its name is known. */
  part: QueuedPart | null;
  /** Arguments that came before the name. */
  early: string;
}

/** What one entry of a delta says. */
interface Fragment {
  readonly index: number | null;
  readonly id: string | null;
  readonly name: string | null;
  readonly isCustom: boolean;
  readonly input: string;
}

export function readToolCalls(queue: PartQueue, { newId }: ReaderOptions): ToolCalls {
  const calls: Call[] = [];
  const usedIds = new Set<string>();

  function add({ index, id, isCustom }: Fragment): Call {
    settle();
    // Free text has no end of its own, and servers do not send two at a time.
    for (const call of calls) if (call.isCustom && call.part !== null) queue.complete(call.part);
    const jsonEnd = findJsonEnd();
    const begun = { name: null, hasInput: false, isAnnounced: false, part: null, early: "" };
    const call: Call = { index, id, isCustom, jsonEnd, ...begun };
    calls.push(call);
    return call;
  }

  function open(call: Call, name: string): QueuedPart {
    const given = call.id !== null && !usedIds.has(call.id) ? call.id : `call_${newId()}`;
    usedIds.add(given);
    return queue.begin({
      type: "tool-call",
      id: given,
      name,
      kind: call.isCustom ? "custom" : "function",
      input: "",
    });
  }

  function takeFragment(fragment: Fragment): void {
    const { name, input, isCustom } = fragment;
    const call = findCall(calls, fragment) ?? add(fragment);
    if (call.part === null && name !== null) {
      call.isCustom = isCustom;
      call.name = name;
      call.part = open(call, name);
      addInput(call, call.part, call.early);
    }
    if (call.part === null) call.early += input;
    else addInput(call, call.part, input);
    if (queue.isWaiting()) settle();
  }

  /** Some servers announce `{}` before the arguments; alone it says no more than nothing does. */
  function addInput(call: Call, part: QueuedPart, text: string): void {
    if (text === "") return;
    if (!call.hasInput && !call.isCustom && /^\s*(?:\{\s*\}\s*)?$/.test(text)) {
      call.isAnnounced ||= text.includes("{");
      return;
    }
    if (!call.isCustom) call.jsonEnd.feed(text);
    call.hasInput = true;
    queue.extend(part, text);
  }

  /** One that was only announced gets its arguments before the next one does, or has none. */
  function settle(): void {
    const newest = calls.findLastIndex(({ hasInput }) => hasInput);
    for (const [place, call] of calls.entries()) {
      const { part, hasInput } = call;
      if (part === null || part.isComplete || !isEnded(call)) continue;
      if (hasInput || place < newest) queue.complete(part);
    }
  }

  return {
    take(value) {
      for (const entry of listOf(value)) takeFragment(readFragment(objectOf(entry)));
    },
    takeLegacy(value) {
      const { name, arguments: input } = objectOf(value);
      const given = { index: -1, id: null, isCustom: false };
      takeFragment({ ...given, name: textOf(name), input: inputText(input) });
    },
    settle,
  };
}

/** Servers that fill in every field send it with empty texts. */
export function isLegacyCall(value: unknown): boolean {
  const { name, arguments: input } = objectOf(value);
  return textOf(name) !== null || textOf(input) !== null;
}

/** The call that a fragment continues; null = it begins one. */
function findCall(calls: readonly Call[], fragment: Fragment): Call | null {
  const { index, id } = fragment;
  let found = calls.at(-1);
  if (index !== null) found = calls.findLast((call) => call.index === index);
  else if (id !== null) found = calls.findLast((call) => call.id === id);
  // A server that numbers its calls may use a number again for the next one.
  return found === undefined || isNext(found, fragment) ? null : found;
}

function isEnded({ hasInput, isAnnounced, jsonEnd }: Call): boolean {
  return hasInput ? jsonEnd.isComplete() : isAnnounced;
}

/** Whether a fragment for the same number, or for none, begins another call. */
function isNext(call: Call, { id, name }: Fragment): boolean {
  if (id !== null && call.id !== null) return id !== call.id;
  // A server that gives ids gives one to each call.
  if (id !== null || call.id !== null || name === null || call.part === null) return false;
  // Without ids a name begins a call, unless a server repeats it while arguments are coming.
  return isEnded(call) || (name !== call.name && !call.hasInput);
}

/** Some servers fill in `function` and `custom` both, the one that is not meant with empty texts. */
function readFragment(entry: JsonObject): Fragment {
  const called = objectOf(entry["function"]);
  const custom = objectOf(entry["custom"]);
  const name = textOf(called["name"]);
  const isCustom =
    name === null && (textOf(custom["name"]) !== null || textOf(custom["input"]) !== null);
  return {
    index: indexOf(entry["index"]),
    id: textOf(entry["id"]),
    name: isCustom ? textOf(custom["name"]) : name,
    isCustom,
    input: isCustom ? stringOf(custom["input"]) : inputText(called["arguments"]),
  };
}

/** Arguments are text; some servers send the object itself. */
function inputText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
