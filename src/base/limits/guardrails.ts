/** Guardrails: what they remember, and what users may set. */
import { minute, kilobyte, megabyte } from "./units.ts";

export const guardrailsLimits = {
  /** From a start until their code is loaded, where settings call for them, milliseconds. */
  guardLoadingMs: 200,
  /** How long the original of a token is kept after its last use, milliseconds. */
  mappingMs: 30 * 24 * 60 * minute,
  /** Most originals that are kept of one tenant. */
  mappingsOfTenant: 50_000,
  /** Time in which a use of the same token is not written again, milliseconds. */
  mappingRefreshMs: 24 * 60 * minute,
  /** Tokens that are remembered as written. */
  mappingsRemembered: 20_000,
  /** Most tokens of one answer that are looked up in the database. */
  mappingsLookedUp: 1_000,
  /** What is masked after a start so that its code is compiled before the first request, bytes. */
  guardWarmUpBytes: 800 * kilobyte,
  /** Longest text that the guardrails are tried on over HTTP, bytes. */
  guardTestBytes: 1 * megabyte,
  /** Most patterns of values that guardrails leave alone. */
  allowPatterns: 100,
  /** Longest such pattern, UTF-16 units... */
  allowPatternLength: 500,
  /** ...how deep its brackets may be... */
  allowPatternDepth: 20,
  /** ...and most states that its repeats may make of it. */
  allowPatternStates: 5_000,
  /** Tenants whose derived keys are kept ready. */
  tenantTokensKept: 1_000,
  /** How long saved decisions of a conversation's masking are kept, milliseconds. */
  maskDecisionsMs: 24 * 60 * minute,
  /** What is remembered of masked requests, all conversations together, bytes... */
  maskMemoryBytes: 64 * megabyte,
  /** ...and of one conversation, bytes. */
  maskScopeBytes: 16 * megabyte,
  /** Requests whose beginnings are known again, in one conversation or where none can be told. */
  knownRequests: 8,
  /** Shortest and longest value that is masked wherever it comes again, UTF-16 units... */
  knownValueShortest: 5,
  knownValueLongest: 256,
  /** ...how many of one request... */
  knownValues: 5_000,
  /** ...and how many lengths of those that begin alike. */
  knownValueLengths: 16,
  /** Longest value in a tool's input that is read together with its name, UTF-16 units. */
  namedTextLength: 256,
  /** How far down a place in a request is told to people, levels. */
  placeLevels: 16,
  /** Most patterns of names of tools that leave the machine... */
  toolPatterns: 100,
  /** ...and how long one may be, UTF-16 units. */
  toolPatternLength: 128,
} as const;
