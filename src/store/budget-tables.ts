/** Our own tables of what callers may spend, and of what was spent in vain; see `schema.ts`. */
import { integer, primaryKey, real, sqliteTable, text } from "./define-table.ts";

/** What callers may spend. One row for each caller, time and unit. */
export const codegateBudgets = sqliteTable(
  "codegate_budgets",
  {
    /** Id of a tenant, "local", "global", or "all" for all callers together. */
    caller: text("caller").notNull(),
    /** day, month or conversation. */
    span: text("span").notNull(),
    /** usd or tokens. */
    unit: text("unit").notNull(),
    amount: real("amount").notNull(),
    updatedAt: text("updated_at"),
  },
  (table) => [primaryKey({ columns: [table.caller, table.span, table.unit] })],
);

/**
 * What conversations have spent since they have a budget. A table of its own: an index of attempts by
 * conversation would touch a page of its own with each row.
 */
export const codegateConversationSpend = sqliteTable("codegate_conversation_spend", {
  conversation: text("conversation").primaryKey(),
  usd: real("usd"),
  tokens: integer("tokens"),
  /** Attempts that cost more than what is known of them. */
  partlyKnown: integer("partly_known"),
  seenAt: text("seen_at"),
});

/** Prompt caches that gave less than they should; see `forensics/`. */
export const codegateCacheMisses = sqliteTable("codegate_cache_misses", {
  id: text("id").primaryKey(),
  requestId: text("request_id").notNull(),
  timestamp: text("timestamp").notNull(),
  caller: text("caller"),
  conversation: text("conversation"),
  accountId: text("account_id"),
  model: text("model"),
  reason: text("reason").notNull(),
  explanation: text("explanation"),
  providerReason: text("provider_reason"),
  expectedTokens: integer("expected_tokens"),
  readTokens: integer("read_tokens"),
  costUsd: real("cost_usd"),
});
