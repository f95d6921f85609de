import type { Dialect } from "../base/dialect.ts";
import type { RestoreTools } from "../guard/restore/restore-json.ts";
import { guardrails } from "../guard/lazy-guard.ts";
import type { StreamRewriter } from "./rewrite-stream.ts";

/** A stream in its client's dialect with what was masked brought back. */
export function restoreEvents(dialect: Dialect, tools: RestoreTools): StreamRewriter {
  const restorer = guardrails().createStreamRestorer(dialect, tools);
  return {
    feed: (events) => listed(restorer.feed(events)),
    end: () => listed(restorer.end()),
  };
}

function listed(bytes: Uint8Array): readonly Uint8Array[] {
  return bytes.length === 0 ? [] : [bytes];
}
