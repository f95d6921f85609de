/** A conversation stays on its account while that can serve, because a switch costs its cache. */
import type { Binding } from "../affinity/binding.ts";
import type { Candidate } from "./candidate.ts";
import type { Rests } from "./rests.ts";

/** The candidates with the conversation's own account first, if it is awake; else as they came. */
export function stayHome(
  candidates: readonly Candidate[],
  home: Binding | null,
  rests: Rests,
): readonly Candidate[] {
  const own = candidates.find(({ account }) => account.id === home?.accountId);
  if (own === undefined || rests.remaining(own.resting) > 0) return candidates;
  return [own, ...candidates.filter((each) => each !== own)];
}
