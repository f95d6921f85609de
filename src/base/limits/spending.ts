/** What requests will probably cost, and budgets. */
import { second, minute } from "./units.ts";

export const spendingLimits = {
  /** Fewest bytes that a token of a request takes on average; code and prose take 3 to 4. */
  leastTokenBytes: 2,
  /** Bytes of a request that a token usually takes; for what a request will probably cost. */
  usualTokenBytes: 3,
  /** Size of a context window that the price table does not know, tokens. */
  usualContextTokens: 200_000,
  /** Output of a request that names no limit, tokens; reasoning models write more. */
  usualOutputTokens: 4_096,
  /** Share of a budget from which on its callers are warned. */
  budgetWarningShare: 0.8,
  /** Most conversations whose spend is held in memory. */
  budgetConversations: 20_000,
  /** How long a silent conversation's spend is kept, milliseconds. */
  conversationSpendMs: 90 * 24 * 60 * minute,
  /** Most budgets of which it is remembered that the log has told of them. */
  warnedBudgets: 1_000,
  /** What a client is told to wait when requests under way may need what is left, milliseconds. */
  budgetWaitMs: 5 * second,
} as const;
