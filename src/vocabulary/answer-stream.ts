/** How the dialects read and write an answer as it arrives. Both sides are pure and push-based. */
import type { AnswerEvent, AnswerUsage } from "./answer.ts";
import type { Loss } from "./loss.ts";
import type { ThinkingPart } from "./part.ts";

/**
 * Reads the stream of one answer, and emits what happens in it: nothing after `answer-end` or
 * `answer-error`. Tolerant: what it does not know it passes over.
 */
export interface AnswerReader {
  /** Takes one whole server-sent event, whose lines end in LF. */
  feed(event: string): void;
  /**
   * The provider has closed the stream in good order; `tail` is an event without its blank line.
   * Ends the answer, or reports that it is not whole, unless it has ended already.
   */
  end(tail?: string): void;
  /** What has been counted so far: a stream that breaks has been paid for too. */
  usage(): AnswerUsage | null;
}

export interface ReaderOptions {
  /** Letters and digits for what a provider has not named (tool calls without an id). */
  readonly newId: () => string;
}

/** Writes the stream of one answer: the text of the events that one event of ours becomes. */
export interface AnswerWriter {
  write(event: AnswerEvent): string;
}

export interface WriterOptions {
  /** The model as the client named it. */
  readonly model: string;
  readonly newId: () => string;
  /** Seconds since the epoch, for answers that do not say when they were made. */
  readonly createdAt: number;
  /** Chat: whether the client wants the usage chunk. */
  readonly wantsStreamUsage: boolean;
  /** Chat: see `Conversation.usesFunctions`. */
  readonly usesFunctions: boolean;
  /** Responses: see `Crossing.answerId`. */
  readonly answerId: string | null;
  /** Responses: fields of the request that the answer repeats. */
  readonly echo: Readonly<Record<string, unknown>>;
  /**
   * Prompt tokens as estimated before the call, for a dialect that demands a number at the start
   * of a stream whose provider counts at its end; null = no estimate.
   */
  readonly estimatedPromptTokens: number | null;
  /** Makes thinking of another dialect fit for the way through the client; null = it cannot. */
  readonly carry: ((part: ThinkingPart) => string) | null;
  readonly lose: (loss: Loss) => void;
}
