/** Quota windows that providers report. */
import { second, minute } from "./units.ts";

export const quotaLimits = {
  /** Accounts, and windows and model families of each, whose quotas are remembered. */
  quotaAccounts: 10_000,
  quotaWindowsPerAccount: 64,
  quotaFamiliesPerAccount: 64,
  /** Longest time until a reset that is believed, milliseconds. */
  quotaResetLongestMs: 40 * 24 * 60 * minute,
  /** How long a quota counts that came without a reset, milliseconds. */
  quotaUnknownResetMs: 10 * minute,
  /** Share of a steadily filling quota that has to be back before an empty one is tried again. */
  quotaRefillShare: 0.05,
  /** Longest text of a provider about a quota that is kept, UTF-16 units. */
  quotaLabelLength: 64,
  /** An account's quotas are saved at most this often, milliseconds... */
  quotaSaveIntervalMs: 5 * second,
  /** ...and only when a used share has changed by about this much. */
  quotaSaveStep: 0.01,
  /** Buckets that will be full again sooner than this are not saved, milliseconds. */
  quotaSavedShortestMs: 5 * minute,
} as const;
