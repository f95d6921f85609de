/** The upstream call for one candidate. */
import { success, type Result } from "../base/result.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Outgoing, PrepareInput } from "./outgoing.ts";
import { isCrossing, prepareCrossing } from "./prepare-crossing.ts";
import { prepareSame } from "./prepare-same.ts";

/** Fails when the candidate's dialect cannot say what the client asks. */
export function prepare(input: PrepareInput): Result<Outgoing, Refusal> {
  if (isCrossing(input)) return prepareCrossing(input);
  const { sealingKey, kept } = input.conversion;
  const keepsHere = kept !== null && (kept.isGuarded || !input.candidate.provider.keepsResponses);
  return success(prepareSame({ ...input, sealingKey, keepsHere }));
}
