import type { AnswerEvent, PartStart } from "./answer.ts";

/** What can happen inside a part, without the part's number. */
export type PartChange =
  | { readonly type: "part-delta"; readonly text: string }
  | { readonly type: "thinking-signature"; readonly signature: string }
  | { readonly type: "thinking-encrypted"; readonly encrypted: string }
  | {
      readonly type: "text-citation";
      readonly citation: Extract<AnswerEvent, { type: "text-citation" }>["citation"];
    };

export interface QueuedPart {
  /** Null while other parts are before it. */
  number: number | null;
  readonly begins: PartStart;
  readonly held: PartChange[];
  isComplete: boolean;
}

/**
 * Puts parts that a provider sends at the same time (parallel tool calls) one behind the other, in
 * the order in which they began. The first one that is not complete is passed on as it comes; what
 * is behind it waits.
 */
export interface PartQueue {
  begin(begins: PartStart): QueuedPart;
  /** More of its text: by far the most that happens. */
  extend(part: QueuedPart, text: string): void;
  change(part: QueuedPart, change: PartChange): void;
  complete(part: QueuedPart): void;
  completeAll(): void;
  /** Whether others wait behind the one that is open. */
  isWaiting(): boolean;
}

export function createPartQueue(emit: (event: AnswerEvent) => void): PartQueue {
  const parts: QueuedPart[] = [];
  let opened = 0;

  function open(part: QueuedPart): void {
    part.number = opened++;
    emit({ type: "part-start", part: part.number, begins: part.begins });
    for (const change of part.held) emit(numbered(change, part.number));
    part.held.length = 0;
  }

  /** Ends what is complete at the head, and opens what comes next. */
  function advance(): void {
    for (let head = parts[0]; head !== undefined; head = parts[0]) {
      if (head.number === null) open(head);
      if (!head.isComplete || head.number === null) return;
      emit({ type: "part-end", part: head.number });
      parts.shift();
    }
  }

  return {
    begin(begins) {
      const part: QueuedPart = { number: null, begins, held: [], isComplete: false };
      parts.push(part);
      advance();
      return part;
    },
    extend(part, text) {
      if (part.isComplete) return;
      if (part.number === null) part.held.push({ type: "part-delta", text });
      else emit({ type: "part-delta", part: part.number, text });
    },
    change(part, change) {
      if (part.isComplete) return;
      if (part.number === null) part.held.push(change);
      else emit(numbered(change, part.number));
    },
    complete(part) {
      part.isComplete = true;
      advance();
    },
    completeAll() {
      for (const part of parts) part.isComplete = true;
      advance();
    },
    isWaiting: () => parts.length > 1,
  };
}

/** Deltas, by far the most, are made without a copy of all fields. */
export function numbered(change: PartChange, part: number): AnswerEvent {
  if (change.type === "part-delta") return { type: "part-delta", part, text: change.text };
  return { ...change, part };
}
