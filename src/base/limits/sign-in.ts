/** Tokens of subscriptions, signing in, and keys of callers. */
import { second, minute, kilobyte } from "./units.ts";

export const signInLimits = {
  /** OAuth tokens are renewed this long before they end, milliseconds... */
  tokenRefreshMs: 5 * minute,
  /** ...and earlier by a random time up to this, so that not all are renewed at once. */
  tokenJitterMs: 1 * minute,
  /** With less than this left a token counts as over: a request takes time to arrive, ms. */
  tokenLeastMs: 10 * second,
  /** How often tokens are looked after, milliseconds. */
  tokenCheckMs: 30 * second,
  /** Wait for a token endpoint's whole answer, milliseconds. */
  tokenTimeoutMs: 20 * second,
  /** How long other processes leave a refresh to the one that began it, milliseconds. */
  tokenLeaseMs: 30 * second,
  /** How often a process looks whether another one's refresh is done, milliseconds. */
  tokenPollMs: 50,
  /** A refused token that is younger than this is not refreshed again, milliseconds. */
  tokenRenewalPauseMs: 1 * minute,
  /** Pause after a refresh that failed, milliseconds; doubles with each failure in a row. */
  tokenRetryFirstMs: 5 * second,
  tokenRetryLongestMs: 15 * minute,
  /** Pause after the endpoint's own 429 that names none, milliseconds; doubles too. */
  tokenLimitedFirstMs: 1 * minute,
  /** Longest pause that a token endpoint can impose, milliseconds. */
  tokenLimitedLongestMs: 60 * minute,
  /** A token that lives for less than five times the above is renewed in this last share of it. */
  tokenRefreshShare: 0.2,
  /** Lifetime of a token whose answer names none, milliseconds. */
  tokenUsualLifetimeMs: 60 * minute,
  /** Longest words of a token endpoint that are kept, UTF-16 units. */
  tokenWordsLength: 200,
  /** Longest code that a sign-in can bring, UTF-16 units. */
  loginCodeLength: 4_096,
  /** Largest answer of a token endpoint, and largest credential file, bytes. */
  tokenAnswerBytes: 256 * kilobyte,
  /** People are warned of a global key that is shorter than this, characters. */
  keyLeastLength: 16,
  /** How long `codegate login` waits for the person, milliseconds. */
  loginTimeoutMs: 15 * minute,
} as const;
