/** How often others are asked, who rests how long, and what is remembered for choosing. */
import { second, minute } from "./units.ts";

export const routingLimits = {
  /** First cooldown of a failing account, milliseconds; doubles with each failure in a row. */
  cooldownFirstMs: 15 * second,
  /** Longest cooldown that grows from failures, milliseconds. */
  cooldownLongestMs: 5 * minute,
  /** Longest rest that a provider can impose, milliseconds: a weekly window and a day. */
  statedRestLongestMs: 8 * 24 * 60 * minute,
  /** Rest after a minute's limit that names no wait, milliseconds. */
  throttlePauseMs: 2 * second,
  /** Longest pause that a request makes when only waiting can help, milliseconds. */
  pauseLongestMs: 5 * second,
  /** Most calls that one request may cause. */
  attemptsMost: 8,
  /** Time after which a request goes to no further account, milliseconds. */
  attemptBudgetMs: 10 * minute,
  /** First and longest back-off of a provider that is overloaded, milliseconds. */
  overloadFirstMs: 2 * second,
  overloadLongestMs: 30 * second,
  /** First and longest pause between tries of somebody whose rest its provider has named, ms. */
  probeFirstMs: 15 * second,
  probeLongestMs: 60 * minute,
  /** How long the first try after a rest keeps others away, unless it is answered, milliseconds. */
  halfOpenMs: 10 * second,
  /** How long failures in a row are remembered after a rest, milliseconds. */
  restMemoryMs: 24 * 60 * minute,
  /** Longest wait that a provider's Retry-After can impose, milliseconds. */
  retryAfterLongestMs: 60 * minute,
  /** Most names of strategies that do not exist of which the log tells. */
  warnedStrategies: 100,
  /** Most kinds of requests (config, tier, dialect, model) whose candidates are remembered. */
  routesRemembered: 1_000,
  /** Addresses of providers of which is remembered what they are made of. */
  addressesRemembered: 10_000,
} as const;
