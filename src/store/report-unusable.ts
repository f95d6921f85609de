import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { SnapshotReading } from "./read-snapshot.ts";
import type { StoreRow } from "./rows.ts";

/**
 * Says once per reason, in the log and in the account's row (where the dashboard shows it), that
 * an enabled account cannot be used. Each process says it once; a row that says so is left alone.
 */
export function createUnusableReporter(options: {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly write: (row: StoreRow) => void;
}): (reading: SnapshotReading) => void {
  const { logger, clock, write } = options;
  let reported = new Map<string, string>();
  let complaints: ReadonlySet<string> = new Set();

  return ({ snapshot, statusByAccount, complaints: found }) => {
    const unusable = new Map<string, string>();
    for (const account of snapshot.accounts.values()) {
      const { id, name, unusableReason: reason } = account;
      if (!account.enabled || reason === null) continue;
      unusable.set(id, reason);
      if (reported.get(id) === reason) continue;
      logger.warn(`The account ${name} cannot be used. ${reason}`, { accountId: id });
      const stored = statusByAccount.get(id);
      if (stored?.status === "error" && stored.lastError === reason) continue;
      const status = "error";
      write({ table: "account-failure", accountId: id, at: clock.now(), status, error: reason });
    }
    for (const complaint of found) if (!complaints.has(complaint)) logger.warn(complaint);
    reported = unusable;
    complaints = new Set(found);
  };
}
