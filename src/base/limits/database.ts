/** Writing to the shared database, and hints in it. */
import { second, megabyte } from "./units.ts";

export const databaseLimits = {
  /** Log of the database that is moved into it, pages of 4 KB... */
  checkpointPages: 1_000,
  /** ...and log whose moving is not disturbed by commits, pages of 4 KB. */
  checkpointQuietPages: 8_000,
  /** Longest wait for a log to be moved, milliseconds. */
  checkpointLongestMs: 5 * second,
  /** Rows begin to be written after this time, and are through `writeLongestMs` later, milliseconds... */
  writeIntervalMs: 85,
  /** ...or as soon as this many wait. */
  writeBatchRows: 500,
  /** Rows of a batch that keep a request waiting... */
  writeSliceRows: 45,
  /** ...and the pause in which it goes on, milliseconds. */
  writePauseMs: 1,
  /** A pause that took so long is the last one of a batch: on a busy process the lock would stay. */
  writeLongestPauseMs: 4,
  /** Longest time for all of them, milliseconds. */
  writeLongestMs: 15,
  /** Most rows that wait for a locked database. */
  writeQueueRows: 100_000,
  /** Most bytes of bodies that wait for a locked database, bytes. */
  writeQueueBytes: 64 * megabyte,
  /** Most hints of one kind that a start reads and the database keeps. */
  hintsRead: 20_000,
  /** Wait for a locked database when nothing else can run: at start and at stop, milliseconds. */
  lockWaitMs: 5 * second,
  /** Pause before a locked database is tried again, milliseconds. */
  lockRetryMs: 50,
  /** After so many tries in a row, which take some fifteen seconds, the log tells of a lock that stays. */
  lockTriesTold: 300,
  /** Most bytes of bodies written in one transaction, so that none keeps the process busy, bytes. */
  writeBatchBytes: 2 * megabyte,
  /** Pause before a write that failed for another reason than a lock is tried again, milliseconds. */
  writeRetryMs: 1 * second,
  /** Largest file of unwritten rows that a start reads back, bytes. */
  unwrittenFileBytes: 256 * megabyte,
  /** Pause before a database that cannot be opened or read is tried again, milliseconds. */
  openRetryMs: 1 * second,
  /** How often the files of the data directory are looked at, milliseconds. */
  fileCheckMs: 1 * second,
  /** Most account keys that are remembered after their files changed. */
  formerAccountKeys: 16,
} as const;
