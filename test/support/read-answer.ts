import type { Dialect } from "../../src/base/dialect.ts";
import { answerDialects } from "../../src/convert/dialects.ts";
import { createTextSplitter } from "../../src/stream/split-text.ts";
import type { AnswerEvent } from "../../src/vocabulary/answer.ts";
import { answerHooks } from "./answer-hooks.ts";

/** What a reader makes of a stream whose provider closes it in good order. */
export function readEvents(dialect: Dialect, stream: string): AnswerEvent[] {
  const events: AnswerEvent[] = [];
  const emit = (event: AnswerEvent) => void events.push(event);
  const reader = answerDialects[dialect].createReader(answerHooks(), emit);
  const splitter = createTextSplitter(reader.feed);
  splitter.feed(Buffer.from(stream));
  reader.end(splitter.tail());
  return events;
}

/** One line for each part, and one for the end: short enough to be compared at a glance. */
export function outline(events: readonly AnswerEvent[]): string[] {
  const lines: string[] = [];
  let text = "";
  for (const event of events) {
    if (event.type === "part-start") text = `${headOf(event)}|`;
    else if (event.type === "part-delta") text += event.text;
    else if (event.type === "thinking-signature") text += ` signed ${event.signature}`;
    else if (event.type === "thinking-encrypted") text += ` sealed ${event.encrypted}`;
    else if (event.type === "text-citation") text += ` cites ${event.citation.url}`;
    else if (event.type === "part-end") lines.push(text);
    else if (event.type === "answer-end") lines.push(event.stop.reason);
    else if (event.type === "answer-error")
      lines.push(`${event.error.kind}: ${event.error.message}`);
  }
  return lines;
}

function headOf({ begins }: Extract<AnswerEvent, { type: "part-start" }>): string {
  if (begins.type === "tool-call") return `${begins.kind} ${begins.name} ${begins.id}`;
  return begins.type === "server-tool" || begins.type === "opaque" ? begins.name : begins.type;
}
