/** The stream of a provider of one dialect as a client of another one reads it. */
import { createTextSplitter } from "../stream/split-text.ts";
import type { AnswerEvent, AnswerUsage, ProviderError } from "../vocabulary/answer.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import type { Loss } from "../vocabulary/loss.ts";
import { crossBack } from "./cross-back.ts";
import { answerDialects } from "./dialects.ts";
import { listLosses, writerOptions, type AnswerHooks } from "./hooks.ts";

const encoder = new TextEncoder();

export interface StreamConversion {
  /** The events that a chunk completes, converted; null = none. */
  feed(chunk: Uint8Array): Uint8Array | null;
  /** The provider has closed the stream in good order: the rest of the answer, or its error. */
  end(): Uint8Array | null;
  /** The stream broke, for a reason of which the client is told. Nothing after the end. */
  fail(error: ProviderError): Uint8Array | null;
  seen(): ConversionFacts;
}

export interface ConversionFacts {
  /** What the provider counted, so far. */
  readonly usage: AnswerUsage | null;
  /** "whole": the answer has ended well; "error": it has not; "open": it goes on. */
  readonly state: "open" | "whole" | "error";
  readonly error: ProviderError | null;
  /** Something the client waits for has come. */
  readonly hasContent: boolean;
  /** What the client's dialect could not say. */
  readonly losses: readonly Loss[];
}

export function convertStream(crossing: Crossing, hooks: AnswerHooks): StreamConversion {
  const losses = listLosses();
  const writer = answerDialects[crossing.from].createWriter(writerOptions(crossing, hooks, losses));
  const turn = crossBack(crossing, hooks, write);
  const reader = answerDialects[crossing.to].createReader(hooks, turn);
  const splitter = createTextSplitter(reader.feed);
  let written = "";
  let state: ConversionFacts["state"] = "open";
  let error: ProviderError | null = null;
  let hasContent = false;

  function write(event: AnswerEvent): void {
    if (state !== "open") return;
    if (event.type === "answer-end") state = "whole";
    else if (event.type === "part-start" || event.type === "part-delta") hasContent = true;
    else if (event.type === "answer-error") {
      state = "error";
      error = event.error;
    }
    written += writer.write(event);
  }

  function flush(): Uint8Array | null {
    if (written === "") return null;
    const bytes = encoder.encode(written);
    written = "";
    return bytes;
  }

  return {
    feed(chunk) {
      splitter.feed(chunk);
      return flush();
    },
    end() {
      reader.end(splitter.tail());
      return flush();
    },
    fail(failure) {
      write({ type: "answer-error", error: failure });
      return flush();
    },
    seen: () => ({ usage: reader.usage(), state, error, hasContent, losses: losses.all }),
  };
}
