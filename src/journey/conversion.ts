/** What an exchange needs where an account speaks another dialect than its client. */
import type { ConversionSettings } from "../attempt/outgoing.ts";
import { newId } from "../base/new-id.ts";
import type { AnswerHooks } from "../convert/hooks.ts";
import { carry } from "../vocabulary/carried-thinking.ts";
import { sealCompaction } from "../vocabulary/compaction.ts";
import type { Exchange } from "./exchange.ts";
import type { Rooms } from "./rooms.ts";

export function conversionSettings(
  { settings, home, kept, restoring }: Exchange,
  { sealingKey }: Rooms,
): ConversionSettings {
  return {
    sealingKey,
    refusesLosses: settings.refusesLosses,
    conversationKey: home?.key.id ?? null,
    kept: kept === null ? null : { ...kept, isGuarded: restoring !== null },
  };
}

export function answerHooks(
  { request, plan }: Exchange,
  { sealingKey, now, tokenRates }: Rooms,
): AnswerHooks {
  const key = sealingKey();
  return {
    newId,
    now,
    carry: (part) => carry(part, key),
    sealCompaction: (summary) => sealCompaction(summary, key),
    // Clients show it while the answer comes; the true count follows at its end.
    estimatedPromptTokens:
      request.dialect === "anthropic-messages" && request.isStream
        ? tokenRates.estimate(plan.preferred.model, request.bytes)
        : null,
  };
}
