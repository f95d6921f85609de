/** What callers and conversations have spent, as the tables of attempts and of conversations say. */
import { lazy } from "../base/lazy.ts";
import { limits } from "../base/limits.ts";
import { deletion, type CleaningStep } from "./cleaning-step.ts";
import { readColumnNames } from "./complete-schema.ts";
import type { StoreDatabase } from "./open-database.ts";
import type { AttemptRow } from "./rows.ts";
import type { Spent, SpentByDay } from "./snapshot.ts";
import { formatTimestamp, startOfMonth } from "./timestamp.ts";

export interface CallerSpendReader {
  /** By caller and day, in the calendar month (UTC) that holds `now`. */
  read(now: number): SpentByDay;
}

/** Loaded where there are budgets: most gateways have none. */
const queries = lazy(() => require("./query-spend.ts") as typeof import("./query-spend.ts"));

export const nothingSpent: Spent = { usd: 0, tokens: 0, partlyKnown: 0 };

/**
 * Reads only rows that were added since the last time: a month can have a million, and every change
 * by another process asks again.
 */
export function createCallerSpendReader(database: StoreDatabase): CallerSpendReader {
  let month = Number.NaN;
  let lastRow = 0;
  let spent = new Map<string, ReadonlyMap<string, Spent>>();

  function add(since: number): void {
    const rows = queries().sumAttempts(database, { started: formatTimestamp(month), since });
    for (const row of rows) {
      if (typeof row.caller !== "string" || typeof row.day !== "string") continue;
      spent.set(row.caller, addDay(spent.get(row.caller), row.day, spentOf(row)));
    }
  }

  return {
    read(now) {
      if (!isReadable(database)) return new Map();
      const last = queries().lastAttempt(database);
      if (month !== startOfMonth(now) || last < lastRow) {
        month = startOfMonth(now);
        lastRow = 0;
        spent = new Map();
      }
      if (last > lastRow) add(lastRow);
      lastRow = last;
      return new Map(spent);
    },
  };
}

/** What a conversation has spent since it has a budget. SQLite's errors are thrown. */
export function readConversationSpend(database: StoreDatabase, conversation: string): Spent {
  const row = queries().findConversation(database, conversation);
  return row === undefined ? nothingSpent : spentOf(row);
}

/** What is known of conversations that ended long ago goes. */
export function conversationSpendSteps(now: number): readonly CleaningStep[] {
  const before = formatTimestamp(now - limits.conversationSpendMs);
  return [deletion("codegate_conversation_spend", "seen_at < ?", [before])];
}

function isReadable({ client }: StoreDatabase): boolean {
  const columns = readColumnNames(client, "codegate_attempts");
  return ["caller", "cost_usd", "timestamp"].every((name) => columns.has(name));
}

function spentOf(row: Readonly<Record<keyof Spent, unknown>>): Spent {
  return {
    usd: numberOf(row.usd),
    tokens: numberOf(row.tokens),
    partlyKnown: numberOf(row.partlyKnown),
  };
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** The days with one more sum. */
export function addDay(
  days: ReadonlyMap<string, Spent> | undefined,
  day: string,
  more: Spent,
): ReadonlyMap<string, Spent> {
  return new Map([...(days ?? []), [day, addSpent(days?.get(day) ?? nothingSpent, more)]]);
}

export function addSpent(one: Spent, more: Spent): Spent {
  return {
    usd: one.usd + more.usd,
    tokens: one.tokens + more.tokens,
    partlyKnown: one.partlyKnown + more.partlyKnown,
  };
}

/** What a row that still waits will add to the sums. */
export function spentBy(row: AttemptRow): Spent {
  const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens } = row;
  const counts = [
    inputTokens,
    cacheReadTokens,
    cacheWrite5mTokens,
    cacheWrite1hTokens,
    row.outputTokens,
  ];
  return {
    usd: row.costUsd ?? 0,
    tokens: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    partlyKnown: row.costUsd === null || row.costIsLeast ? 1 : 0,
  };
}
