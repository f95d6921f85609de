/** What is done while nothing is asked: a start, memory is given back, code gets ready. */
import { megabyte, second } from "./units.ts";

export const idleLimits = {
  /** How many times as often as usual a function has to run during a start to be compiled. */
  startCompilesLater: 20,
  /** How often is looked whether nothing goes on, milliseconds... */
  idleLookMs: 2 * second,
  /** ...which is so when the process has taken less of the processor since, milliseconds... */
  idleProcessorMs: 20,
  /** ...and growth of the resident memory that is then worth a collection, bytes... */
  idleGrowthBytes: 32 * megabyte,
  /** ...from what a start takes at most, bytes... */
  idleStartBytes: 64 * megabyte,
  /** ...or the end of so many requests that were open since the last one. */
  idleRequestsGone: 200,
  /** Wait before work is done that no request asks for, after a start and while one is answered... */
  idleWorkWaitMs: 250,
  /** ...how long a slice of it keeps a request waiting, and what lies between two, milliseconds. */
  idleWorkSliceMs: 3,
  idleWorkPauseMs: 5,
} as const;
