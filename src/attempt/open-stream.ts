/**
 * The commit barrier: a stream is read until its first content, so that an error event, an empty
 * stream or a silence can still be answered by another account.
 */
import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { StreamError } from "../stream/frame-facts.ts";
import { watchStream, type StreamWatcher } from "../stream/watch-stream.ts";
import { connectionCode } from "./abandoned.ts";
import type { StreamAnswer, UpstreamAnswer } from "./answer.ts";
import type { OpenInput, OpenOptions } from "./open-input.ts";
import { readError, statusOfError } from "./read-error.ts";
import type { Trouble } from "./trouble.ts";

/** What a read says when there is nothing more. */
const atEnd = { done: true, value: undefined } as const;

export async function openStream(
  { response, dialect, abort }: OpenInput,
  { firstContentTimeoutMs }: OpenOptions,
): Promise<Result<UpstreamAnswer, Trouble>> {
  const reader = response.body?.getReader() ?? null;
  const watcher = watchStream(dialect);
  const held: Uint8Array[] = [];
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    abort("no content in time");
  }, firstContentTimeoutMs);
  const answer = (rest: StreamAnswer["reader"]): StreamAnswer => {
    const { status, headers } = response;
    return { kind: "stream", status, headers, held, reader: rest, watcher, abort };
  };
  try {
    let heldBytes = 0;
    for (;;) {
      const { done, value } = reader === null ? atEnd : await reader.read();
      if (done || value === undefined) break;
      held.push(value);
      heldBytes += value.length;
      watcher.feed(value);
      const { error, hasContent } = watcher.seen;
      if (error !== null && !hasContent) return failed(refused(error, answer(reader)));
      if (hasContent) return success(answer(reader));
      if (heldBytes > limits.heldStreamBytes) {
        abort("too much before the first content");
        return failed(broken("too large", "sent too much before any content"));
      }
    }
  } catch (error) {
    if (isLate) return failed({ kind: "timeout", stage: "first content" });
    return failed(broken("cut", `broke off before any content (${connectionCode(error)})`));
  } finally {
    clearTimeout(timer);
  }
  watcher.finish();
  return judgeEnded(watcher, answer(null));
}

/** The whole stream has come before any content was seen in a complete event. */
function judgeEnded(
  { seen }: StreamWatcher,
  answer: StreamAnswer,
): Result<UpstreamAnswer, Trouble> {
  if (seen.error !== null) return failed(refused(seen.error, answer));
  if (seen.hasContent) return success(answer);
  return failed(broken("empty", "ended its stream without any content"));
}

/** An error event before any content is a refusal like one by status. */
function refused(seen: StreamError, answer: StreamAnswer): Trouble {
  const error = readError(seen);
  return { kind: "refused", answer, status: statusOfError(error), error };
}

function broken(detail: "empty" | "cut" | "too large", message: string): Trouble {
  return { kind: "broken", detail, message };
}
