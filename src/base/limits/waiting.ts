/** How long is waited for providers, clients and a stop. */
import { kilobyte, second, minute } from "./units.ts";

export const waitingLimits = {
  /** Wait for the response headers of a provider, milliseconds. */
  headersTimeoutMs: 10 * minute,
  /** Wait for the first content of a stream after its headers, milliseconds. */
  firstContentTimeoutMs: 5 * minute,
  /** Longest silence inside a stream or an answer, milliseconds. */
  idleTimeoutMs: 5 * minute,
  /** Longest wait for a provider to close a stream whose terminator has come, milliseconds. */
  terminatorGraceMs: 2 * second,
  /**
   * How long an idle connection to a provider is kept, seconds; Bun rounds up to 4. NATs and load
   * balancers forget theirs after 4 to 6 minutes, some without a word.
   */
  connectionIdleSeconds: 60,
  /** Difference of the clocks by which it shows that the machine has slept, milliseconds. */
  sleepNoticedMs: 5 * second,
  /** Between two looks at the addresses of this machine, milliseconds. */
  addressesLookMs: 5 * second,
  /** Requests that are prepared per turn of the event loop; the others of a burst wait... */
  requestsPerTurn: 16,
  /** ...of which one counts for each so many bytes of a body, bytes. */
  requestWeightBytes: 64 * kilobyte,
  /** Requests under way beyond which answers are looked at together (`base/gather.ts`). */
  requestsUngathered: 8,
  /** How often streams are looked after (keep-alive, silence), milliseconds. */
  streamTickMs: 1 * second,
  /** Silence after which a stream gets a keep-alive, milliseconds. */
  pingIntervalMs: 15 * second,
  /**
   * Wait after which a client that asked for a stream gets its status and a first comment although
   * there is nothing to relay yet, milliseconds. What gives up first are NATs, load balancers and
   * proxies between, after 60 s of silence; by then more than one comment has to have passed. Most
   * answers begin earlier, with their own status and headers.
   */
  earlyAnswerMs: 15 * second,
  /** The same when no server handle is given: a host's idle limit may be 10 s, milliseconds. */
  pingIntervalEmbeddedMs: 4 * second,
  /** Idle limit of a client connection while a stream runs, seconds. Bun's maximum is 255. */
  clientIdleSeconds: 120,
  /** How long a stop waits for requests in flight, milliseconds. */
  stopTimeoutMs: 30 * second,
  /** A signal that comes sooner than this after the first one is the same one again, milliseconds. */
  stopInsistMs: 300,
  /** Least time for the last bytes to reach their clients before a stop cuts them, milliseconds. */
  stopDrainMs: 1 * second,
  /** What a client is told to wait when the gateway stops, seconds. */
  stopRetryAfterSeconds: 5,
} as const;
