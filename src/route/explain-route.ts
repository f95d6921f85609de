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
  let line = `${plan.strategy}${unknownStrategy(plan)}; tier=${plan.tier ?? "none"}`;
  if (plan.isAtHome) line += "; home";
  line += part("tried", tried, triedText);
  if (served !== null) line += `; served=${nameOf(served)}`;
  if (droppedThinking > 0) line += `; dropped=thinking(${droppedThinking})`;
  if (plan.restMs.size > 0) line += restingPart(plan, tried, served);
  return line + skippedPart(plan.skips);
}

type Tried = Explained["tried"][number];

function triedText({ candidate, outcome }: Tried): string {
  return `${nameOf(candidate)}(${outcome})`;
}

function restingPart(plan: Plan, tried: readonly Tried[], served: Candidate | null): string {
  const isResting = (each: Candidate) =>
    (plan.restMs.get(each) ?? 0) > 0 &&
    each !== served &&
    !tried.some(({ candidate }) => candidate === each);
  const resting = plan.candidates.filter(isResting);
  return part("resting", resting, (each) => `${nameOf(each)}(${restSeconds(plan, each)}s)`);
}

function restSeconds({ restMs }: Plan, candidate: Candidate): number {
  return Math.ceil((restMs.get(candidate) ?? 0) / 1_000);
}

/** The same where no account could be asked at all. */
export function explainNobody(skips: readonly Skip[]): string {
  return `nobody${skippedPart(skips)}`;
}

function skippedPart(skips: readonly Skip[]): string {
  return part("skipped", skips, skipText);
}

function skipText({ account, kind }: Skip): string {
  return `${quoted(account.name)}(${kind})`;
}

function unknownStrategy({ unknownStrategy: name }: Plan): string {
  return name === null ? "" : ` (there is no strategy ${JSON.stringify(name)})`;
}

/** With what stands before it; nothing where there is nothing to tell. */
function part<Item>(label: string, items: readonly Item[], say: (item: Item) => string): string {
  return items.length === 0 ? "" : `; ${label}=${items.map(say).join(",")}`;
}

function nameOf({ account }: Candidate): string {
  return quoted(account.name);
}

/** Names are free text; the characters that the line itself uses would make it ambiguous. */
function quoted(name: string): string {
  return /[;,()="]/.test(name) ? JSON.stringify(name) : name;
}
