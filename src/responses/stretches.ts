import { textOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { PartQueue, QueuedPart } from "../vocabulary/part-queue.ts";
import { readAnnotation } from "./read-item.ts";

/** One text of an output item on its way: of a content part, of thinking, or of a call. */
export interface Stretch {
  readonly part: QueuedPart;
  sent: string;
  citations: number;
}

export interface Stretches {
  begin(begins: QueuedPart["begins"]): Stretch;
  extend(target: Stretch | undefined, value: unknown): void;
  /** Sends what is missing of a text that is known to its end now. */
  settle(target: Stretch | undefined, whole: string): void;
  cite(target: Stretch, raw: JsonObject): void;
  seal(target: Stretch | undefined, encrypted: unknown): void;
}

export function sendStretches(queue: PartQueue): Stretches {
  function extend(target: Stretch | undefined, value: unknown): void {
    const text = textOf(value);
    if (target === undefined || text === null) return;
    target.sent += text;
    queue.extend(target.part, text);
  }

  return {
    begin: (begins) => ({ part: queue.begin(begins), sent: "", citations: 0 }),
    extend,
    settle(target, whole) {
      if (target !== undefined && whole.startsWith(target.sent)) {
        extend(target, whole.slice(target.sent.length));
      }
    },
    cite(target, raw) {
      target.citations++;
      queue.change(target.part, { type: "text-citation", citation: readAnnotation(raw) });
    },
    seal(target, value) {
      const encrypted = textOf(value);
      if (target === undefined || encrypted === null) return;
      queue.change(target.part, { type: "thinking-encrypted", encrypted });
    },
  };
}
