import { itemIdsOf } from "../state/resolve-references.ts";
import type { AnswerEvent } from "../vocabulary/answer.ts";
import type { WriterOptions } from "../vocabulary/answer-stream.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import type { Loss } from "../vocabulary/loss.ts";
import type { ThinkingPart } from "../vocabulary/part.ts";

/** What the conversion of an answer needs from outside. */
export interface AnswerHooks {
  /** Letters and digits, new each time. */
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** See `vocabulary/carried-thinking.ts`; null = thinking is shown and not carried. */
  readonly carry: ((part: ThinkingPart) => string) | null;
  /** See `vocabulary/compaction.ts`. */
  readonly sealCompaction: (summary: string) => string;
  /** See `WriterOptions`. */
  readonly estimatedPromptTokens: number | null;
}

/** Each loss once. */
export interface LossList {
  readonly all: readonly Loss[];
  add(loss: Loss): void;
}

export function listLosses(): LossList {
  const all: Loss[] = [];
  return {
    all,
    add(loss) {
      if (!all.some(({ path }) => path === loss.path)) all.push(loss);
    },
  };
}

export function writerOptions(
  crossing: Crossing,
  hooks: AnswerHooks,
  losses: LossList,
): WriterOptions {
  return {
    model: crossing.clientModel,
    newId: crossing.answerId === null ? hooks.newId : itemIdsOf(crossing.answerId),
    createdAt: Math.floor(hooks.now() / 1_000),
    wantsStreamUsage: crossing.wantsStreamUsage,
    usesFunctions: crossing.usesFunctions,
    answerId: crossing.answerId,
    echo: crossing.echo,
    estimatedPromptTokens: hooks.estimatedPromptTokens,
    carry: hooks.carry,
    lose: losses.add,
  };
}

export type Emit = (event: AnswerEvent) => void;
