/** Missed prompt caches, and loops of tool calls. */
import { minute, kilobyte, megabyte } from "./units.ts";

export const watchingLimits = {
  /** Conversations whose prompt caches are watched... */
  watchedConversations: 5_000,
  /** ...with so many lines of talk each (an agent and its helpers share a session)... */
  watchedThreads: 4,
  /** ...and digests of elements of all of them, 20 bytes each. */
  watchedElements: 1_000_000,
  /** Elements of one request that are told apart. */
  chainElements: 20_000,
  /** Longest element whose form is looked at when no mark is in it, bytes. */
  plainTextBytes: 64 * kilobyte,
  /** Bodies that wait to be compared after their answers, bytes; more are not compared. */
  watchQueueBytes: 32 * megabyte,
  /** Pause before answered requests are compared, and between two of them, milliseconds. */
  watchDelayMs: 20,
  watchPauseMs: 1,
  /** ...and bodies that are read before it, bytes; one that is larger is read at once. */
  watchStepBytes: 32 * kilobyte,
  /** What a cache gave too little before that is a miss: tokens, and share of what was expected. */
  cacheMissTokens: 1_024,
  cacheMissShare: 0.1,
  /** Misses that `GET /codegate/cache-misses` tells at most. */
  cacheMissesTold: 1_000,
  /** How long misses are kept, milliseconds. */
  cacheMissMs: 30 * 24 * 60 * minute,
  /** End of a conversation that is looked at for a tool call that comes again and again, bytes... */
  repeatTailBytes: 512 * kilobyte,
  /** ...and most such loops of which it is remembered that the log has told of them. */
  warnedRepeats: 1_000,
} as const;
