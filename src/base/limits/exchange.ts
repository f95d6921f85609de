/** What a request and an answer may be. */
import { kilobyte, megabyte } from "./units.ts";

export const exchangeLimits = {
  /** Largest request body a client may send, bytes. */
  requestBodyBytes: 64 * megabyte,
  /** Longest model name that is looked up in the price table, UTF-16 units. */
  modelNameLength: 256,
  /** Names of models, and of models at providers, of which is remembered what they mean. */
  modelNamesRemembered: 2_000,
  /** Kinds of tools run by the provider that are counted per answer. */
  serverToolsKept: 8,
  /** Steps of one answer that are read from its usage. */
  iterationsKept: 64,
  /** Deepest nesting of arrays and objects in a request body. */
  jsonDepth: 512,
  /** Stretch of a body that is known as a whole when it comes again, bytes. */
  chunkBytes: 64 * kilobyte,
  /** Shortest body whose arrays are remembered, bytes; others are scanned as fast... */
  knownArraysLeastBytes: 128 * kilobyte,
  /** ...how many of those that begin alike... */
  knownArraysAlike: 8,
  /** ...and what is remembered of all of them, bytes. */
  knownArraysBytes: 4 * megabyte,
  /** Bodies of which is remembered that a mark is not in them... */
  bodiesWithoutMark: 512,
  /** ...and by how many chunks a body may be longer than the one before it for that to help. */
  chunksPerTurn: 3,
  /** Least memory of a body that does not wait for the collector, bytes. */
  givenBackBytes: 32 * kilobyte,
  /** Largest whole (not streamed) answer that is held in memory, bytes. */
  wholeAnswerBytes: 64 * megabyte,
  /** Largest error answer of a provider that is read, bytes. */
  errorAnswerBytes: 1 * megabyte,
  /** Largest answer of a declared length that is read in one piece, bytes. */
  readAtOnceBytes: 256 * kilobyte,
  /** Start of an answer that shows whether it is JSON, bytes. */
  sniffedBytes: 64,
  /** Largest single event of a stream that is inspected, bytes. */
  streamEventBytes: 32 * megabyte,
  /** Most bytes of a stream held back before its first content, bytes. */
  heldStreamBytes: 32 * megabyte,
  /** Length of the key that seals what clients carry for us, bytes. */
  sealingKeyBytes: 32,
} as const;
