/** Windows, turns and counters, most of them shared by workers, and how those are replaced. */
import { second, minute, megabyte } from "./units.ts";

export const workersLimits = {
  /** Sliding window of rate limits, milliseconds. */
  rateWindowMs: 1 * minute,
  /** A position of round-robin is saved at most this often, and remembered so long, milliseconds. */
  turnSaveMs: 5 * second,
  turnMemoryMs: 7 * 24 * 60 * minute,
  /** Counters that several workers count up together: positions of round-robin. */
  sharedCounters: 1_024,
  /** Windows that several workers count in together, and how exactly, milliseconds. */
  sharedWindows: 2_048,
  sharedBucketMs: 250,
  /** How long a request waits for what another worker is about to tell it, milliseconds... */
  peerNewsMs: 200,
  /** ...and how often it looks. */
  peerLookMs: 5,
  /** What others have told of rows is remembered until these are written: so long, milliseconds... */
  peerWordMs: 1 * minute,
  /** ...and at most so much of each kind. */
  peerWords: 20_000,
  /** What others have decided about texts waits for the conversation's next turn, bytes. */
  peerDecisionsBytes: 8 * megabyte,
  /** A picture of the database that other workers may have changed is this old at most, ms. */
  peerPictureMs: 25,
  /** Names under which workers have set something aside at once. */
  sharedSums: 4_096,
  /** How often a worker that has spent looks whether that is written, milliseconds... */
  sharedSpendLookMs: 25,
  /**
   * ...and how long afterwards it counts for those who have not looked, milliseconds: each of them
   * looks at the database before it takes from a budget, and may have looked just before.
   */
  sharedSpendMs: 1 * second,
  /** Longest wait for another worker's lock before it counts as killed, milliseconds... */
  sharedLockMs: 250,
  /** ...and pause between two tries. */
  sharedLockPauseMs: 0.05,
  /** Most workers on one port. */
  workers: 64,
  /** First and longest pause before a worker that ended is replaced, milliseconds. */
  workerRestartFirstMs: 100,
  workerRestartLongestMs: 30 * second,
  /** A worker that has lived this long is replaced after the first pause, milliseconds. */
  workerSettledMs: 1 * minute,
  /** How long a worker may take until it listens, milliseconds. */
  workerStartMs: 20 * second,
  /** Values of one label that are counted apart in /metrics. */
  meterLabelValues: 100,
  /** How often workers tell each other what they have counted, milliseconds. */
  meterNewsMs: 1 * second,
} as const;
