/** Answers in words of no dialect, and what writers need beside them. */
import type { Answer, StopReason } from "../../src/vocabulary/answer.ts";
import type { WriterOptions } from "../../src/vocabulary/answer-stream.ts";
import type { Part } from "../../src/vocabulary/part.ts";
import { answerHooks } from "./answer-hooks.ts";

export function answerOf(parts: readonly Part[], reason: StopReason = "end"): Answer {
  return {
    facts: { id: "1", model: "m", createdAt: 7, serviceTier: null },
    parts,
    stop: { reason, sequence: null, details: null },
    usage: null,
  };
}

export function writerOptionsForTests(given: Partial<WriterOptions> = {}): WriterOptions {
  const { newId, carry, estimatedPromptTokens } = answerHooks();
  return {
    model: "the-client's-model",
    newId,
    carry,
    estimatedPromptTokens,
    createdAt: 9,
    wantsStreamUsage: true,
    usesFunctions: false,
    answerId: null,
    echo: {},
    lose: () => undefined,
    ...given,
  };
}
