/** Whole answers across dialects, and streams as whole answers and the reverse. */
import { success, type Result } from "../base/result.ts";
import { createTextSplitter } from "../stream/split-text.ts";
import type { Answer, AnswerEvent, AnswerUsage, ProviderError } from "../vocabulary/answer.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import type { Loss } from "../vocabulary/loss.ts";
import { parseJson } from "../vocabulary/json-text.ts";
import { collectAnswer, eventsOf } from "../vocabulary/whole-answer.ts";
import { compactedAnswer } from "./compacted-answer.ts";
import { crossBack } from "./cross-back.ts";
import { answerDialects } from "./dialects.ts";
import { listLosses, writerOptions, type AnswerHooks } from "./hooks.ts";

export interface ConvertedAnswer {
  readonly bytes: Uint8Array;
  readonly usage: AnswerUsage | null;
  readonly losses: readonly Loss[];
}

/** A whole answer for a client that asked for one. The failure is an error with status 200. */
export function convertAnswer(
  body: Uint8Array,
  crossing: Crossing,
  hooks: AnswerHooks,
): Result<ConvertedAnswer, ProviderError> {
  const answer = readAnswer(body, crossing, hooks);
  return answer.ok ? writeAnswer(answer.value, crossing, hooks) : answer;
}

/** A whole answer for a client that asked for a stream. */
export function streamAnswer(
  body: Uint8Array,
  crossing: Crossing,
  hooks: AnswerHooks,
): Result<ConvertedAnswer, ProviderError> {
  const answer = readAnswer(body, crossing, hooks);
  if (!answer.ok) return answer;
  const losses = listLosses();
  const writer = answerDialects[crossing.from].createWriter(writerOptions(crossing, hooks, losses));
  const text = turned(eventsOf(answer.value), crossing, hooks).map(writer.write).join("");
  return success({
    bytes: Buffer.from(text),
    usage: answer.value.usage,
    losses: losses.all,
  });
}

export interface StreamCollection {
  feed(chunk: Uint8Array): void;
  /** The provider has closed the stream. */
  end(): Result<ConvertedAnswer, ProviderError>;
  usage(): AnswerUsage | null;
}

/** A stream for a client that asked for a whole answer: some providers only stream. */
export function collectStream(crossing: Crossing, hooks: AnswerHooks): StreamCollection {
  const collector = collectAnswer();
  const reader = answerDialects[crossing.to].createReader(hooks, collector.take);
  const splitter = createTextSplitter(reader.feed);
  return {
    feed: splitter.feed,
    end() {
      reader.end(splitter.tail());
      const answer = collector.finish();
      return answer.ok ? writeAnswer(answer.value, crossing, hooks) : answer;
    },
    usage: reader.usage,
  };
}

function readAnswer(
  body: Uint8Array,
  crossing: Crossing,
  hooks: AnswerHooks,
): Result<Answer, ProviderError> {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  return answerDialects[crossing.to].readAnswer(parseJson(text), hooks);
}

function writeAnswer(
  answer: Answer,
  crossing: Crossing,
  hooks: AnswerHooks,
): Result<ConvertedAnswer, ProviderError> {
  const losses = listLosses();
  const collector = collectAnswer();
  collector.add(turned(eventsOf(answer), crossing, hooks));
  const back = collector.finish();
  if (!back.ok) return back;
  const options = writerOptions(crossing, hooks, losses);
  const written = answerDialects[crossing.from].writeAnswer(back.value, options);
  const { compacted } = crossing;
  const body = compacted === null ? written : compactedAnswer(written, compacted);
  const bytes = Buffer.from(JSON.stringify(body));
  return success({ bytes, usage: answer.usage, losses: losses.all });
}

function turned(
  events: readonly AnswerEvent[],
  crossing: Crossing,
  hooks: AnswerHooks,
): AnswerEvent[] {
  const back: AnswerEvent[] = [];
  events.forEach(crossBack(crossing, hooks, (event) => back.push(event)));
  return back;
}
