import type { AnswerHooks } from "../../src/convert/hooks.ts";
import type { Crossing } from "../../src/vocabulary/crossing.ts";

/** Hooks of which nothing differs between two runs: ids count up, the clock stands still. */
export function answerHooks(given: Partial<AnswerHooks> = {}): AnswerHooks {
  let ids = 0;
  return {
    newId: () => `made${++ids}`,
    now: () => Date.UTC(2026, 10, 22),
    carry: (part) => `carried:${JSON.stringify(part)}`,
    sealCompaction: (summary) => `sealed:${summary}`,
    estimatedPromptTokens: null,
    ...given,
  };
}

/** A crossing in which nothing but the dialect differs. */
export function plainCrossing(
  dialects: Pick<Crossing, "from" | "to">,
  given: Partial<Crossing> = {},
): Crossing {
  return {
    clientModel: "the-client's-model",
    wantsStreamUsage: true,
    usesFunctions: false,
    toolNames: new Map(),
    formatTool: null,
    isCompaction: false,
    compacted: null,
    answerId: null,
    echo: {},
    ...given,
    ...dialects,
  };
}
