/** What the database knows of accounts beyond their rows: rests and quotas that a gateway saved. */
import { jsonOr } from "../../base/json-or.ts";
import { success, type Result } from "../../base/result.ts";
import { quotaHints } from "../../quota/keep-quota.ts";
import { parseQuota } from "../../quota/save-quota.ts";
import { viewQuota, type QuotaView } from "../../quota/view-quota.ts";
import { listAccounts } from "../../store/manage-accounts.ts";
import { readHintsOnce, readSnapshotOnce } from "../../store/read-once.ts";
import { readPartlyKnownOnce } from "../../store/read-partly-known.ts";
import type { CommandRooms } from "../command.ts";
import { readIfThere } from "../find-store.ts";
import { fieldsOf } from "../../base/json-fields.ts";
import type { HealthFacts } from "./account-health.ts";

export interface AccountsRead {
  readonly accounts: readonly HealthFacts[];
  /** US dollars of this month by account id. */
  readonly spend: ReadonlyMap<string, number>;
  /** Accounts that have spent more than is known. */
  readonly partlyKnown: ReadonlySet<string>;
}

export function readAccounts({
  place,
  now,
}: Pick<CommandRooms, "place" | "now">): Result<AccountsRead, string> {
  const accounts = readIfThere(place, listAccounts, []);
  if (!accounts.ok) return accounts;
  if (accounts.value.length === 0)
    return success({ accounts: [], spend: new Map(), partlyKnown: new Set() });
  const at = now();
  const snapshot = readSnapshotOnce(place, at);
  if (!snapshot.ok) return snapshot;
  const rests = readHintsOnce(place, "rest", at);
  if (!rests.ok) return rests;
  const quotas = readHintsOnce(place, quotaHints, at);
  if (!quotas.ok) return quotas;
  const partlyKnown = readPartlyKnownOnce(place, at);
  if (!partlyKnown.ok) return partlyKnown;
  const quotaOf = new Map(quotas.value.map(({ key, value }) => [key, value]));
  const restOf = new Map(rests.value.map(({ key, value }) => [key, value]));
  return success({
    accounts: accounts.value.map((account) => ({
      account,
      restsUntil: untilOf(restOf.get(`account ${account.id}`)),
      quota: quotaFrom(quotaOf.get(account.id), at),
    })),
    spend: snapshot.value.monthlySpend,
    partlyKnown: partlyKnown.value,
  });
}

function untilOf(saved: string | undefined): number | null {
  // A hint may hold anything; losing it is harmless.
  const { until } = fieldsOf(jsonOr(saved ?? "", null));
  return typeof until === "number" && Number.isFinite(until) ? until : null;
}

function quotaFrom(saved: string | undefined, now: number): QuotaView | null {
  const quota = saved === undefined ? null : parseQuota(saved, now);
  return quota === null ? null : viewQuota(quota, now);
}
