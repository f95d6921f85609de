/** Whole bodies that are kept in files. */
import { second, minute, kilobyte, megabyte } from "./units.ts";

export const bodiesLimits = {
  /** Files of kept bodies, all together, unless `codegate_bodies_megabytes` says otherwise, bytes. */
  bodiesBytes: 1_024 * megabyte,
  /** Smallest such budget that can be set, bytes. */
  bodiesLeastBytes: 64 * megabyte,
  /** Largest one that the command line sets, megabytes. */
  mostBodiesMegabytes: 10_000_000,
  /** Part of it for requests that failed, which then outlive the others. */
  failedBodiesShare: 0.25,
  /** Files per budget: the oldest is deleted as a whole. */
  bodySegments: 8,
  /** A file takes bodies for this part of the days that they are kept. */
  bodySegmentShare: 1 / 8,
  /** Largest body that is kept, bytes. */
  keptBodyBytes: 32 * megabyte,
  /** Bodies are compressed together up to this size, bytes... */
  bodyFrameBytes: 512 * kilobyte,
  /** ...or when the first of them has waited for this time, milliseconds. */
  bodyFrameMs: 500,
  /** Most bytes that wait to be compressed and written; what comes then is not kept, bytes. */
  bodyQueueBytes: 32 * megabyte,
  /** Level of compression (zstd). */
  bodyCompression: 3,
  /** Last bodies of conversations that new ones are compared with, bytes. */
  knownBodiesBytes: 32 * megabyte,
  /** Most records that have to be read for one body. */
  bodyDepth: 32,
  /** Shortest piece of a body that ends at a landmark other than a message, bytes... */
  bodyPieceBytes: 512,
  /** ...and shortest one that is looked for among those that were kept, bytes... */
  bodyPieceHashedBytes: 64,
  /** ...and how many of those are remembered in one file. */
  bodyPieces: 131_072,
  /** Bytes of an answer's stream that are kept, each... */
  keptStreamBytes: 4 * megabyte,
  /** ...and of all streams under way, bytes. */
  keptStreamsBytes: 32 * megabyte,
  /** How long an answer to how much may be kept is believed, milliseconds. */
  bodyLimitsMs: 1 * second,
  /** How often old files of bodies are looked for, milliseconds. */
  bodyCleaningMs: 60 * minute,
  /** A file that grew within this time counts as one that still grows, milliseconds. */
  bodySegmentIdleMs: 10 * minute,
  /** Pause after bodies could not be written, and between warnings of it, milliseconds. */
  bodyRetryMs: 30 * second,
} as const;
