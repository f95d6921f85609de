/** Reads the stream of a Chat Completions answer, of OpenAI's or of anybody compatible. */
import type { AnswerReader, ReaderOptions } from "../vocabulary/answer-stream.ts";
import { createEventReader, type Emit } from "../vocabulary/event-reader.ts";
import { readChunks } from "./read-chunk.ts";

export function createChatReader(options: ReaderOptions, emit: Emit): AnswerReader {
  return createEventReader((emitOpen) => {
    const chunks = readChunks(emitOpen, options);
    return {
      take: chunks.take,
      repeatable: chunks.repeatable,
      /** Some servers send no `[DONE]`, some no reason to stop; one of them shows the end. */
      finish(isDone) {
        if (!isDone && !chunks.hasStopped()) return false;
        chunks.end();
        return true;
      },
      usage: chunks.usage,
    };
  }, emit);
}
