import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { AccountKeys } from "./account-keys.ts";
import type { Connected } from "./connect.ts";
import type { KeptConnection } from "./keep-connection.ts";
import { addDay, spentBy } from "./read-caller-spend.ts";
import type { SnapshotReading } from "./read-snapshot.ts";
import type { StoreRow } from "./rows.ts";
import { emptySnapshot, type Snapshot } from "./snapshot.ts";
import { explainFailure, isLocked, trySqlite, type SqliteFailure } from "./sqlite-failure.ts";
import { formatTimestamp, startOfMonth, startOfNextMonth } from "./timestamp.ts";

/** Tells workers whose commit it was that changed the database. */
export interface SharedCommits {
  /** This worker has committed rows. */
  note(): void;
  /** Commits of the others so far; always 0 without any. */
  ofOthers(): number;
  /** Commits of each worker so far, by seat; empty without any. */
  bySeat(): readonly number[];
}

export interface SnapshotKeeperOptions {
  readonly connection: KeptConnection;
  readonly keys: AccountKeys;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Rows that are not in the database yet, whose cost counts all the same. */
  readonly waiting: () => readonly StoreRow[];
  /** Commits of other workers, which bring rows and never settings. */
  readonly commits: SharedCommits;
  /** Told of every new reading. */
  readonly report: (reading: SnapshotReading) => void;
}

/** Keeps the picture of the database current: asks nothing but its data version while it rests. */
export function keepSnapshot(options: SnapshotKeeperOptions): () => Snapshot {
  const { connection, keys, clock, logger, waiting, commits, report } = options;
  let picture = emptySnapshot("The database is not open yet.");
  /** Connection and data version that the picture was read from; null = to be read anew. */
  let source: { readonly open: Connected; readonly version: number } | null = null;
  let readAt = 0;
  let commitsRead = 0;
  let hasPicture = false;
  let hasLockedSecrets = false;
  let monthEnd = 0;
  let nextKeyCheck = 0;
  let nextAttempt = 0;
  let loggedProblem: string | null = null;

  function readAgain(open: Connected, version: number, now: number): void {
    // Before: what is committed meanwhile counts as not known yet.
    const ofOthers = commits.ofOthers();
    const commitsSeen = commits.bySeat();
    const reading = trySqlite(() => open.reader.read(now));
    if (!reading.ok) return postpone(reading.failure, now);
    if (loggedProblem !== null) logger.info("The database can be read again.");
    loggedProblem = null;
    source = { open, version };
    readAt = now;
    commitsRead = ofOthers;
    hasPicture = true;
    hasLockedSecrets = reading.value.hasLockedSecrets;
    nextKeyCheck = now + limits.fileCheckMs;
    monthEnd = startOfNextMonth(now);
    picture = { ...withWaiting(reading.value.snapshot, waiting(), now), commitsSeen };
    report(reading.value);
    if (reading.value.lacksTables) open.complete();
  }

  /** A lock is tried again by the next call; another failure is not met on every request. */
  function postpone(failure: SqliteFailure, now: number): void {
    const sentence = explainFailure(failure);
    if (!hasPicture) showProblem(sentence);
    if (isLocked(failure)) return;
    nextAttempt = now + limits.openRetryMs;
    if (loggedProblem !== sentence) logger.error(sentence, { code: failure.code });
    loggedProblem = sentence;
  }

  function showProblem(sentence: string): void {
    if (picture.problem !== sentence) picture = emptySnapshot(sentence);
  }

  function isCurrent(open: Connected, version: number, now: number): boolean {
    if (source?.open !== open || now >= monthEnd) return false;
    if (source.version !== version) return isOnlyOfPeers(now);
    // A key file that comes back changes nothing in the database.
    if (!hasLockedSecrets || now < nextKeyCheck) return true;
    nextKeyCheck = now + limits.fileCheckMs;
    return !keys.reload();
  }

  /**
   * Busy workers commit dozens of times a second, and a picture costs as much as many requests: what
   * is probably theirs waits a moment. A change by anybody else between two of them waits with it.
   */
  function isOnlyOfPeers(now: number): boolean {
    return commits.ofOthers() !== commitsRead && Math.abs(now - readAt) < limits.peerPictureMs;
  }

  return () => {
    const open = connection.current();
    const now = clock.now();
    if (open === null && !hasPicture) showProblem(connection.problem() ?? picture.problem ?? "");
    if (open === null || now < nextAttempt) return picture;
    const version = trySqlite(open.version);
    if (!version.ok) postpone(version.failure, now);
    else if (!isCurrent(open, version.value, now)) readAgain(open, version.value, now);
    return picture;
  };
}

/** Adds the cost of rows that wait, so that a new picture never forgets money that was spent. */
function withWaiting(snapshot: Snapshot, rows: readonly StoreRow[], now: number): Snapshot {
  const monthlySpend = new Map(snapshot.monthlySpend);
  const callerSpend = new Map(snapshot.callerSpend);
  for (const row of rows) {
    if (row.table === "codegate_attempts" && snapshot.budgets.length > 0) {
      const day = formatTimestamp(row.at).slice(0, 10);
      callerSpend.set(row.caller, addDay(callerSpend.get(row.caller), day, spentBy(row)));
    }
    if (row.table !== "usage" || row.costUsd === null || row.at < startOfMonth(now)) continue;
    monthlySpend.set(row.accountId, (monthlySpend.get(row.accountId) ?? 0) + row.costUsd);
  }
  return { ...snapshot, monthlySpend, callerSpend };
}
