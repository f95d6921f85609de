import { hideInBytes, holdsCredential } from "../attempt/hide-credential.ts";
import type { Dialect } from "../base/dialect.ts";
import { createFrameSplitter } from "../stream/split-frames.ts";
import { watchStream } from "../stream/watch-stream.ts";

/**
 * Whole events without the account's credential in those that report an error. A key in any other
 * event is the model's or the user's own text, which nobody changes.
 */
export function hideInErrors(
  events: Uint8Array,
  dialect: Dialect,
  credential: string | null,
): Uint8Array {
  if (credential === null || !holdsCredential(events, credential)) return events;
  const cleaned: Uint8Array[] = [];
  const take = (event: Uint8Array) =>
    cleaned.push(isError(event, dialect) ? hideInBytes(event, credential) : event);
  const splitter = createFrameSplitter(take);
  splitter.feed(events);
  take(splitter.tail());
  return Buffer.concat(cleaned);
}

function isError(event: Uint8Array, dialect: Dialect): boolean {
  const watcher = watchStream(dialect);
  watcher.feed(event);
  watcher.finish();
  return watcher.seen.error !== null;
}
