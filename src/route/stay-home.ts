/** A conversation stays on its account while that can serve, because a switch costs its cache. */
import type { Binding } from "../affinity/binding.ts";
import type { Standing } from "./candidate.ts";

/** The conversation's own account first, if it is awake; else all as they came. */
export function stayHome(
  standings: readonly Standing[],
  home: Binding | null,
): readonly Standing[] {
  if (home === null) return standings;
  const own = standings.find(({ candidate }) => candidate.account.id === home.accountId);
  if (own === undefined || own.restMs > 0) return standings;
  return [own, ...standings.filter((each) => each !== own)];
}
