/** A used-up plan must not turn into a bill that nobody has agreed to. */
import type { Parking } from "../quota/assess-quota.ts";
import type { Account, Snapshot } from "../store/snapshot.ts";
import type { Skip } from "./candidate.ts";

/** Setting: names of accounts, by commas, that may spend paid overage beyond their plan. */
const overageSetting = "codegate_overage_accounts";

/** Null = the request spends no overage, or may; `now` is in milliseconds since the epoch. */
export function checkOverage(
  account: Account,
  { isInOverage, parkedUntil }: Parking,
  { settings }: Snapshot,
  now: number,
): Skip | null {
  if (!isInOverage) return null;
  const names = settings.get(overageSetting)?.split(",") ?? [];
  if (names.some((name) => name.trim() === account.name)) return null;
  const reason = `would spend paid overage (${overageSetting} does not name it)`;
  const waitMs = parkedUntil === null ? null : Math.max(0, parkedUntil - now);
  return { account, kind: "overage", reason, waitMs };
}
