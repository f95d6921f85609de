/** What the command line and its doctor read, show and wait for. */
import { second, minute, kilobyte, megabyte } from "./units.ts";

export const commandLineLimits = {
  /** With less room than this on its disk the database is in danger, bytes. */
  diskLeastBytes: 64 * megabyte,
  /** A database that stays locked for so long is locked by mistake, milliseconds. */
  lockLookMs: 1 * second,
  /** A row may be this much younger than the clock says, milliseconds. */
  clockRowToleranceMs: 5 * minute,
  /** A provider's clock may differ by this much, milliseconds. */
  clockSkewMs: 2 * minute,
  /** Wait for a provider's host in `codegate doctor --online`, milliseconds. */
  hostTimeoutMs: 10 * second,
  /** Largest key that the command line reads from standard input, bytes. */
  keyInputBytes: 64 * kilobyte,
  /** Largest file of certificates that the command line reads, bytes. */
  certificateFileBytes: 1 * megabyte,
  /** Silence on standard input after which the command line says what it waits for, milliseconds. */
  keyInputHintMs: 1 * second,
  /** Wait for each step of a provider's answer to `accounts test`, milliseconds. */
  accountTestTimeoutMs: 30 * second,
  /** Wait for /health of the running gateway, milliseconds. */
  healthTimeoutMs: 2 * second,
  /** Longest of a provider's words that the command line shows, UTF-16 units. */
  shownMessageLength: 300,
} as const;
