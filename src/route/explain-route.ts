/** Why this account: one line for the header `x-codegate-route` and for the attempt's row. */
import type { Candidate, Skip } from "./candidate.ts";
import type { Plan } from "./route.ts";

export interface Explained {
  readonly plan: Plan;
  /** Candidates asked in vain, with what came of it. */
  readonly tried: readonly { readonly candidate: Candidate; readonly outcome: string }[];
  /** Null when nobody served. */
  readonly served: Candidate | null;
  /** Blocks of thinking that the last one asked could not read and did not get. */
  readonly droppedThinking?: number;
}

/** Such as `priority; tier=opus; home; tried=Work(quota); served=Home; resting=Old(42s); skipped=X(budget)`. */
export function explainRoute({ plan, tried, served, droppedThinking = 0 }: Explained): string {
  const asked = new Set([...tried.map(({ candidate }) => candidate), served]);
  const resting = plan.candidates
    .filter((each) => !asked.has(each) && (plan.restMs.get(each) ?? 0) > 0)
    .map((each) => `${nameOf(each)}(${Math.ceil((plan.restMs.get(each) ?? 0) / 1_000)}s)`);
  const parts = [
    plan.strategy + unknownStrategy(plan),
    `tier=${plan.tier ?? "none"}`,
    plan.isAtHome ? "home" : "",
    list(
      "tried",
      tried.map(({ candidate, outcome }) => `${nameOf(candidate)}(${outcome})`),
    ),
    list("served", served === null ? [] : [nameOf(served)]),
    list("dropped", droppedThinking === 0 ? [] : [`thinking(${droppedThinking})`]),
    list("resting", resting),
    skippedPart(plan.skips),
  ];
  return parts.filter((part) => part !== "").join("; ");
}

/** The same where no account could be asked at all. */
export function explainNobody(skips: readonly Skip[]): string {
  return ["nobody", skippedPart(skips)].filter((part) => part !== "").join("; ");
}

function skippedPart(skips: readonly Skip[]): string {
  return list(
    "skipped",
    skips.map(({ account, kind }) => `${quoted(account.name)}(${kind})`),
  );
}

function unknownStrategy({ unknownStrategy: name }: Plan): string {
  return name === null ? "" : ` (there is no strategy ${JSON.stringify(name)})`;
}

function list(label: string, items: readonly string[]): string {
  return items.length === 0 ? "" : `${label}=${items.join(",")}`;
}

function nameOf({ account }: Candidate): string {
  return quoted(account.name);
}

/** Names are free text; the characters that the line itself uses would make it ambiguous. */
function quoted(name: string): string {
  return /[;,()="]/.test(name) ? JSON.stringify(name) : name;
}
