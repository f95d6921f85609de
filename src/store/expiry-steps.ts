/** What expires by itself, or is more than may be kept, whatever is set. */
import type { CleaningStep } from "./cleaning-step.ts";
import { hintSteps } from "./hints.ts";
import { keptSteps } from "./kept-rows.ts";
import { mappingSteps } from "./mapping-rows.ts";
import { missSteps } from "./miss-rows.ts";
import { conversationSpendSteps } from "./read-caller-spend.ts";

const kinds = [keptSteps, mappingSteps, missSteps, conversationSpendSteps, hintSteps];

export function expirySteps(now: number): readonly CleaningStep[] {
  return kinds.flatMap((stepsOf) => stepsOf(now));
}
