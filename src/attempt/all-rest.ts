/** What a client hears when everybody rested, and those that were tried all the same failed. */
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Plan } from "../route/route.ts";
import type { RefusalCause } from "./refusal-cause.ts";
import { nobody, type AskedInVain, type ChoiceRooms } from "./choose-next.ts";
import type { Trouble } from "./trouble.ts";

/**
 * The true wait for the first account to wake up, with what came of each try. Null where the
 * provider's own answer says more: it is about the request, it names the wait itself, or somebody
 * is awake by now.
 */
export function allRestStill(
  plan: Plan,
  failures: readonly AskedInVain[],
  rooms: ChoiceRooms,
): Refusal | null {
  const last = failures.at(-1);
  if (last === undefined || failures[0]?.isProbe !== true) return null;
  if (last.verdict.rest === null) return null;
  const restsMs = plan.candidates.map(({ resting }) => rooms.rests.remaining(resting));
  if (restsMs.includes(0)) return null;
  if (plan.candidates.every((each) => needsPerson(each, failures, rooms))) return null;
  const soonestMs = Math.min(...restsMs);
  const isSoonest = rooms.rests.remaining(last.candidate.resting) === soonestMs;
  if (isSoonest && namesWait(last.trouble)) return null;
  const refusal = nobody(plan, rooms);
  return { ...refusal, message: [refusal.message, ...failures.map(wordsOf)].join(" ") };
}

/** Waiting mends no key: a client that is told to wait would keep that from its user. */
function needsPerson(
  candidate: Candidate,
  failures: readonly AskedInVain[],
  { rests }: ChoiceRooms,
): boolean {
  const failure = failures.find((each) => each.candidate === candidate);
  if (failure !== undefined) return failure.verdict.outcome === credential;
  const kept = rests.view(candidate.account.id);
  return kept.some(({ family, outcome }) => family === null && outcome === credential);
}

/** What came of an attempt whose key or token was not accepted. */
const credential: RefusalCause = "credential";

/** Its quota headers are what clients show to their users, so they are not taken away. */
function namesWait(trouble: Trouble | null): boolean {
  if (trouble?.kind !== "refused" || trouble.status !== 429) return false;
  const { headers } = trouble.answer;
  return headers.has("retry-after") || headers.has("retry-after-ms");
}

function wordsOf({ candidate, verdict }: AskedInVain): string {
  const said = verdict.message.slice(0, limits.lastErrorLength).replace(/\.$/, "");
  return `Account "${candidate.account.name}" was tried all the same: ${said}.`;
}
