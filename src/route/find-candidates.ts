/** Which accounts could serve a kind of request as long as the picture does not change. */
import type { Caller } from "../admit/identify-caller.ts";
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import { success, type Result } from "../base/result.ts";
import { findOffer, providerOf } from "../provider/find-offer.ts";
import type { Offer } from "../provider/providers.ts";
import type { Account, RoutingConfig, Snapshot, Tier } from "../store/snapshot.ts";
import type { Candidate, Choice, Skip } from "./candidate.ts";
import { chooseConfig, configIdOf } from "./choose-config.ts";
import { detectTier } from "./detect-tier.ts";
import type { Override } from "./override.ts";

export interface Found {
  /** Null = no config is active: every account, by its own priority. */
  readonly config: RoutingConfig | null;
  /** By priority, highest first; ties as they stand in the picture. */
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
const known = new WeakMap<Snapshot, Map<string, Found>>();

export function findCandidates(wanted: Wanted, snapshot: Snapshot): Result<Found, Refusal> {
  const { model, dialect, tier, override } = wanted;
  // A person's own choice is too rare to be worth remembering.
  if (override.account !== null) return search(wanted, snapshot);
  const found = known.get(snapshot) ?? new Map<string, Found>();
  known.set(snapshot, found);
  const key = JSON.stringify([configIdOf({ ...wanted, snapshot }), tier, dialect, model]);
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
  for (const choice of choices.toSorted((one, other) => other.row.priority - one.row.priority)) {
    const offer = findOffer(choice.account, wanted.dialect);
    const skipped = whyNever(choice.account, offer);
    if (skipped !== null) skips.push(skipped);
    else if (offer !== null) candidates.push(candidateOf(choice, offer, wanted.model));
  }
  return success({ config, candidates, skips });
}

/** Null = there are times at which the account may serve. */
function whyNever(account: Account, offer: Offer | null): Skip | null {
  if (!account.enabled) return never(account, "disabled", "is switched off");
  if (account.unusableReason !== null) return never(account, "unusable", account.unusableReason);
  return offer === null ? never(account, "dialect", "speaks another API") : null;
}

function never(account: Account, kind: Skip["kind"], reason: string): Skip {
  return { account, kind, reason, waitMs: null };
}

function candidateOf({ account, row }: Choice, offer: Offer, asked: string): Candidate {
  const provider = providerOf(account);
  const model = row.targetModel ?? asked;
  const family = detectTier(model) ?? model;
  // Servers of one's own share a provider's name, but not its overloads.
  const resting = { accountId: account.id, provider: account.baseUrl ?? provider.id, family };
  return { account, provider, offer, model, resting };
}
