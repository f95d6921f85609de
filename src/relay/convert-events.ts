import { conversions } from "../convert/lazy-convert.ts";
import type { AnswerHooks } from "../convert/hooks.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import type { StreamRewriter } from "./rewrite-stream.ts";

/** A provider's stream in the dialect of its client, its errors included. */
export function convertEvents(crossing: Crossing, hooks: AnswerHooks): StreamRewriter {
  const conversion = conversions().convertStream(crossing, hooks);
  return {
    feed: (events) => listed(conversion.feed(events)),
    end: () => listed(conversion.end()),
  };
}

function listed(bytes: Uint8Array | null): readonly Uint8Array[] {
  return bytes === null ? [] : [bytes];
}
