/** A good answer of another dialect made readable for its client, before it counts as good. */
import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { ConvertedAnswer } from "../convert/convert-answer.ts";
import { conversions } from "../convert/lazy-convert.ts";
import { readServed } from "../usage/read-served.ts";
import type { AnswerHooks } from "../convert/hooks.ts";
import type { ProviderError } from "../vocabulary/answer.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import type { StreamAnswer, UpstreamAnswer, WholeAnswer } from "./answer.ts";
import { readAll } from "./read-all.ts";
import { readError } from "./read-error.ts";
import type { Trouble } from "./trouble.ts";

export interface CrossInput {
  readonly answer: UpstreamAnswer;
  readonly crossing: Crossing;
  readonly hooks: AnswerHooks;
  /** What the client asked for. */
  readonly wantsStream: boolean;
  readonly idleTimeoutMs: number;
}

/** Streams for clients that want one are converted as they flow, by the relay. */
export async function crossAnswer(input: CrossInput): Promise<Result<UpstreamAnswer, Trouble>> {
  const { answer, wantsStream } = input;
  if (answer.kind === "whole") return crossWhole(answer, input);
  return wantsStream ? success(answer) : crossCollected(answer, input);
}

function crossWhole(
  answer: WholeAnswer,
  { crossing, hooks, wantsStream }: CrossInput,
): Result<WholeAnswer, Trouble> {
  const { streamAnswer, convertAnswer } = conversions();
  const convert = wantsStream ? streamAnswer : convertAnswer;
  return withBody(answer, convert(answer.bytes, crossing, hooks), wantsStream);
}

/** Some providers answer nothing but streams. */
async function crossCollected(
  { status, headers, held, reader, watcher, abort }: StreamAnswer,
  { crossing, hooks, idleTimeoutMs }: CrossInput,
): Promise<Result<WholeAnswer, Trouble>> {
  const limitBytes = limits.wholeAnswerBytes;
  const rest = await readAll({ reader, limitBytes, idleTimeoutMs, abort });
  if (!rest.ok) return rest;
  const bytes = Buffer.concat([...held, rest.value]);
  const collection = conversions().collectStream(crossing, hooks);
  collection.feed(bytes);
  const usage = collection.usage();
  watcher.feed(rest.value);
  watcher.finish();
  const served = readServed({ dialect: crossing.to, ...watcher.seen });
  const answer = { kind: "whole", status, headers, bytes, usage, served, converted: null } as const;
  return withBody(answer, collection.end(), false);
}

function withBody(
  answer: WholeAnswer,
  converted: Result<ConvertedAnswer, ProviderError>,
  isStream: boolean,
): Result<WholeAnswer, Trouble> {
  if (converted.ok) {
    return success({ ...answer, converted: { ...converted.value, isStream } });
  }
  const { status, message, code } = converted.failure;
  const error = readError({ message, code });
  return failed({ kind: "refused", answer, status, error });
}
