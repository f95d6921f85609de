/** What a conversation is known by, and how long it stays on its account. */
import { second, minute, kilobyte } from "./units.ts";

export const conversationsLimits = {
  /** Longest id of a session or conversation that a client may send to be known by, UTF-16 units. */
  sessionIdLength: 512,
  /** Start of each text of a conversation's opening that tells it from others, bytes. */
  openingTextBytes: 16 * kilobyte,
  /** Most texts of a conversation's opening that tell it from others, of each role. */
  openingTexts: 32,
  /** Most messages that are looked at for a conversation's opening. */
  openingElements: 64,
  /** Most conversations that stay on their accounts, all callers together. */
  bindings: 20_000,
  /** A conversation may be silent for this long and stays on its account, milliseconds... */
  bindingIdleMs: 60 * minute,
  /** ...or this long when it holds signed thinking, which no cache outlives, milliseconds. */
  bindingThinkingIdleMs: 7 * 24 * 60 * minute,
  /** When a conversation was last seen is known to about this, milliseconds. */
  bindingSeenStepMs: 100,
  /** The state of one conversation is saved at most this often, milliseconds. */
  bindingSaveMs: 5 * second,
  /** Last prompts of a conversation that are remembered: small side requests come in between. */
  bindingPrompts: 4,
  /** Longest name of an organization that is remembered, UTF-16 units. */
  organizationLength: 256,
  /** Most accounts remembered as having signed thinking in one conversation. */
  bindingThinkers: 4,
  /** A provider keeps a prompt cache for this long after its last use, milliseconds... */
  promptCacheMs: 5 * minute,
  /** ...or this long when the client asked for it (Anthropic's `ttl: "1h"`), milliseconds. */
  promptCacheLongMs: 60 * minute,
  /**
   * How long a request may wait for its conversation's own account, by the user's patience:
   * for each US dollar that leaving would cost, for signed thinking that it would lose, and at
   * most, milliseconds. An hour of somebody's time is worth $180, $60 and $12 here.
   */
  switchWaits: {
    never: { perDollarMs: 0, thinkingMs: 0, longestMs: 0 },
    cheap: { perDollarMs: 20 * second, thinkingMs: 10 * second, longestMs: 30 * second },
    balanced: { perDollarMs: 60 * second, thinkingMs: 30 * second, longestMs: 2 * minute },
    patient: { perDollarMs: 5 * minute, thinkingMs: 2 * minute, longestMs: 10 * minute },
  },
} as const;
