import type { Usage } from "../base/usage.ts";

/**
 * What one or several usage objects of an answer said, in the counts of their dialect. Null means
 * not said, which a later object may still fill in: a stream reports its usage in pieces.
 */
export interface PartialUsage {
  /** Prompt tokens without those of caches: Anthropic's way of counting. */
  readonly freshPrompt: number | null;
  /** All prompt tokens, caches included: OpenAI's way. */
  readonly wholePrompt: number | null;
  readonly cacheRead: number | null;
  /** All tokens written to a cache... */
  readonly cacheWrite: number | null;
  /** ...and those of them that stay for an hour. */
  readonly cacheWrite1h: number | null;
  readonly output: number | null;
  readonly reasoning: number | null;
  /** The provider's own sum. */
  readonly total: number | null;
}

/**
 * Joins two reports of one answer. Counts are running totals, so the later one wins where it says
 * anything; a later total can be smaller (a refused answer is billed less than announced).
 */
export function mergeUsage(
  earlier: PartialUsage | null,
  later: PartialUsage | null,
): PartialUsage | null {
  if (earlier === null || later === null) return later ?? earlier;
  return {
    freshPrompt: later.freshPrompt ?? earlier.freshPrompt,
    wholePrompt: later.wholePrompt ?? earlier.wholePrompt,
    cacheRead: later.cacheRead ?? earlier.cacheRead,
    cacheWrite: later.cacheWrite ?? earlier.cacheWrite,
    cacheWrite1h: later.cacheWrite1h ?? earlier.cacheWrite1h,
    output: later.output ?? earlier.output,
    reasoning: later.reasoning ?? earlier.reasoning,
    total: later.total ?? earlier.total,
  };
}

/**
 * The disjoint counts. Where input and output are known, a cache kind nobody mentioned is 0:
 * dialects leave out the kinds a server does not have. Reasoning stays unknown, as it is only
 * left out by servers that do not count it. Null when nothing was said at all.
 */
export function finishUsage(partial: PartialUsage | null): Usage | null {
  if (partial === null) return null;
  const { input, output } = settleTotals(partial);
  const isComplete = input !== null && output !== null;
  const unsaid = isComplete ? 0 : null;
  const { cacheRead, reasoning } = partial;
  return {
    input,
    cacheRead: cacheRead ?? unsaid,
    ...splitWrites(partial, unsaid),
    output,
    reasoning: reasoning === null || output === null ? reasoning : Math.min(reasoning, output),
  };
}

interface Totals {
  readonly input: number | null;
  readonly output: number | null;
}

/**
 * Input without caches, and output with reasoning. Some servers count reasoning in the total only
 * (xAI, Gemini's OpenAI endpoint): what the total has beyond both parts was produced. Unless it
 * is just what the caches held: then the server leaves them out of the prompt.
 */
function settleTotals(partial: PartialUsage): Totals {
  const { freshPrompt, wholePrompt, output, total } = partial;
  if (wholePrompt === null) return { input: freshPrompt, output };
  const caches = (partial.cacheRead ?? 0) + (partial.cacheWrite ?? 0);
  const input = Math.max(0, wholePrompt - caches);
  if (total === null) return { input, output };
  const rest = Math.max(0, total - wholePrompt);
  if (output === null || rest <= output) return { input, output: output ?? rest };
  const areCachesOutside = caches > 0 && rest - output === caches;
  return areCachesOutside ? { input: wholePrompt, output } : { input, output: rest };
}

type Writes = Pick<Usage, "cacheWrite5m" | "cacheWrite1h">;

/** Writes that are not known to stay for an hour are the ordinary ones of five minutes. */
function splitWrites(partial: PartialUsage, unsaid: number | null): Writes {
  const { cacheWrite, cacheWrite1h } = partial;
  if (cacheWrite === null) return { cacheWrite5m: unsaid, cacheWrite1h: unsaid };
  const hour = Math.min(cacheWrite1h ?? 0, cacheWrite);
  return { cacheWrite5m: cacheWrite - hour, cacheWrite1h: hour };
}
