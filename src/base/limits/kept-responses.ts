/** Responses that clients build on. */
import { minute, megabyte } from "./units.ts";

export const keptResponsesLimits = {
  /** How long a conversation is kept for `previous_response_id` after its last turn, ms... */
  keptResponseMs: 30 * 24 * 60 * minute,
  /** ...sealed bytes of all conversations together... */
  keptBytes: 512 * megabyte,
  /** ...of one caller... */
  keptBytesOfCaller: 128 * megabyte,
  /** ...of one turn, before it is compressed... */
  keptTurnBytes: 16 * megabyte,
  /** ...sealed bytes after which is looked whether something has to go... */
  keptCleaningBytes: 32 * megabyte,
  /** ...and how many turns one chain may have. */
  keptChainTurns: 1_000,
  /** Items that a page of a kept response's input has: usually and at most. */
  keptItemsPage: { usual: 20, most: 100 },
} as const;
