/** Which accounts could serve a kind of request as long as the picture does not change. */
import type { Caller } from "../admit/identify-caller.ts";
import type { Dialect } from "../base/dialect.ts";
import { createMemoryOf } from "../base/memory-of.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import { success, type Result } from "../base/result.ts";
import { chooseOffer, providerOf, type Spoken } from "../provider/find-offer.ts";
import { isForeignModel } from "../provider/foreign-model.ts";
import type { Account, RoutingConfig, Snapshot, Tier } from "../store/snapshot.ts";
import { accountWindow, type Candidate, type Choice, type Skip } from "./candidate.ts";
import { isForAll } from "./check-access.ts";
import { chooseConfig, configIdOf } from "./choose-config.ts";
import { detectTier } from "./detect-tier.ts";
import { billingOf } from "./estimate-cost.ts";
import type { Override } from "./override.ts";

export interface Found {
  /** Null = no config is active: every account, by its own priority. */
  readonly config: RoutingConfig | null;
  /** By priority, highest first; among equals those of the client's own dialect. */
  readonly candidates: readonly Candidate[];
  /** Accounts for which no time will come. */
  readonly skips: readonly Skip[];
}

export interface Wanted {
  readonly model: string;
  readonly dialect: Dialect;
  readonly tier: Tier | null;
  readonly caller: Caller;
  readonly override: Override;
}

/** What was found in a picture, by what was wanted; gone with the picture. */
const knownOf = createMemoryOf<Snapshot, Found>();

export function findCandidates(wanted: Wanted, snapshot: Snapshot): Result<Found, Refusal> {
  const { model, dialect, tier, override } = wanted;
  // A person's own choice is too rare to be worth remembering.
  if (override.account !== null) return search(wanted, snapshot);
  const found = knownOf(snapshot);
  const configId = configIdOf({ caller: wanted.caller, override, snapshot });
  // The id's length parts it from what follows, whatever is in it.
  const key = `${configId?.length} ${configId} ${tier} ${dialect} ${model}`;
  const remembered = found.get(key);
  if (remembered !== undefined) return success(remembered);
  const searched = search(wanted, snapshot);
  // The model's name is free text of the client: too many of them begin anew.
  if (found.size >= limits.routesRemembered) found.clear();
  if (searched.ok) found.set(key, searched.value);
  return searched;
}

function search(wanted: Wanted, snapshot: Snapshot): Result<Found, Refusal> {
  const chosen = chooseConfig({ ...wanted, snapshot });
  if (!chosen.ok) return chosen;
  const { config, choices } = chosen.value;
  const candidates: Candidate[] = [];
  const skips: Skip[] = [];
  for (const choice of byPriority(choices, wanted.dialect)) {
    const spoken = chooseOffer(choice.account, wanted.dialect);
    const candidate = spoken === null ? null : candidateOf(choice, spoken, wanted.model);
    const skipped = whyNever(choice.account, candidate);
    if (skipped !== null) skips.push(skipped);
    else if (candidate !== null) candidates.push(candidate);
  }
  return success({ config, candidates, skips });
}

/** Highest first; among equals those come first that need no conversion. */
function byPriority(choices: readonly Choice[], dialect: Dialect): readonly Choice[] {
  const rank = ({ account }: Choice) => Number(chooseOffer(account, dialect)?.dialect === dialect);
  return choices.toSorted(
    (one, other) => other.row.priority - one.row.priority || rank(other) - rank(one),
  );
}

/** Null = there are times at which the account may serve. */
function whyNever(account: Account, candidate: Candidate | null): Skip | null {
  if (!account.enabled) return never(account, "disabled", "is switched off");
  if (account.unusableReason !== null) return never(account, "unusable", account.unusableReason);
  if (candidate === null) return never(account, "dialect", "speaks another API");
  if (!isForeignModel(account, candidate.model)) return null;
  const reason = `does not have the model ${candidate.model}; give its tier row a target model`;
  return never(account, "model", reason);
}

function never(account: Account, kind: Skip["kind"], reason: string): Skip {
  return { account, kind, reason, waitMs: null };
}

function candidateOf({ account, row }: Choice, spoken: Spoken, asked: string): Candidate {
  const provider = providerOf(account);
  const model = row.targetModel ?? asked;
  const family = detectTier(model) ?? model;
  // Servers of one's own share a provider's name, but not its overloads.
  const resting = { accountId: account.id, provider: account.baseUrl ?? provider.id, family };
  // Routing looks at every account with every request: what the picture fixes is made once.
  return {
    account,
    provider,
    ...spoken,
    model,
    resting,
    isForAll: isForAll(account),
    billing: billingOf(account, model),
    window: accountWindow(account.id),
  };
}
