/** What is spent of each budget's time: what the database said, what came since, what is set aside. */
import { limits } from "../base/limits.ts";
import { millionths } from "../peers/shared-sums.ts";
import type { PeerSums } from "../peers/until-written.ts";
import { addSpent, nothingSpent } from "../store/read-caller-spend.ts";
import type { ConversationSpendRow } from "../store/rows.ts";
import { everyCaller, type Budget, type Snapshot, type Spent } from "../store/snapshot.ts";

export interface Estimate {
  /** US dollars; null = the price is not known. */
  readonly usd: number | null;
  readonly tokens: number;
}

/** Whose money it is. */
export interface Payer {
  /** Id of a tenant, "local" or "global". */
  readonly callerId: string;
  /** Null = it cannot be told from others. */
  readonly conversation: string | null;
}

/** A caller or a conversation in a time. */
export interface Pot {
  readonly caller: string;
  /** "2026-11-28", "2026-11", or null for the life of a conversation. */
  readonly period: string | null;
  readonly conversation: string | null;
}

export interface Pots {
  /** Tells of the current picture; a new one has summed the table anew, queued rows included. */
  observe(snapshot: Snapshot): void;
  spent(pot: Pot): Spent;
  reserved(pot: Pot, unit: Budget["unit"]): number;
  reserve(pots: readonly Pot[], estimate: Estimate): () => void;
  add(payer: Pick<Payer, "callerId">, at: number, more: Spent): void;
  /** Of one that has a budget. */
  addToConversation(conversation: string, at: number, more: Spent): void;
}

export interface PotsOptions {
  /** What a conversation has spent by now, queued rows included; null = not readable. */
  readonly conversationSpend: (conversation: string) => Spent | null;
  /** Queues what it has spent more. */
  readonly keepSpend: (row: ConversationSpendRow) => void;
  /** What other workers of this gateway have; null = there are none. */
  readonly peers?: PeerSums | null;
}

export function createPots({ conversationSpend, keepSpend, peers = null }: PotsOptions): Pots {
  let hasBudgets = false;
  let seen: readonly number[] = [];
  let byDay: Snapshot["callerSpend"] = new Map();
  let calendar = new Map<string, Spent>();
  let conversations = new Map<string, Spent>();
  /** Each request's own estimate, so that rounding cannot leave anything behind. */
  const reservations = new Map<string, Set<Estimate>>();

  function spent(pot: Pot): Spent {
    const key = keyOf(pot);
    const known = (pot.conversation === null ? calendar : conversations).get(key);
    if (known !== undefined) return known;
    if (pot.conversation === null) return keep(calendar, key, sumDays(byDay, pot));
    const read = conversationSpend(pot.conversation);
    // What cannot be read now is asked for again.
    if (read === null) return nothingSpent;
    // Nothing is lost with them: the database knows.
    if (conversations.size >= limits.budgetConversations) conversations = new Map();
    return keep(conversations, key, read);
  }

  function tellPeers(key: string, more: Spent): void {
    if (!hasBudgets) return;
    for (const unit of units) peers?.addUntilWritten(sumName(key, unit), more[unit]);
  }

  return {
    observe({ callerSpend, budgets, commitsSeen }) {
      hasBudgets = budgets.length > 0;
      if (callerSpend === byDay) return;
      seen = commitsSeen;
      byDay = callerSpend;
      calendar = new Map();
      conversations = new Map();
    },
    spent,
    reserved(pot, unit) {
      let total = 0;
      for (const each of reservations.get(keyOf(pot)) ?? []) total += each[unit] ?? 0;
      return total + (peers?.ofOthers(sumName(keyOf(pot), unit), seen) ?? 0);
    },
    reserve(pots, estimate) {
      const own = { ...estimate };
      const keys = new Set(pots.map(keyOf));
      for (const key of keys) {
        reservations.set(key, (reservations.get(key) ?? new Set()).add(own));
        for (const unit of units) peers?.add(sumName(key, unit), millionths(own[unit] ?? 0));
      }
      return () => {
        for (const key of keys) {
          const all = reservations.get(key);
          if (all?.delete(own) !== true) continue;
          for (const unit of units) peers?.add(sumName(key, unit), -millionths(own[unit] ?? 0));
          if (all.size === 0) reservations.delete(key);
        }
      };
    },
    add({ callerId }, at, more) {
      for (const pot of calendarPots(callerId, at)) {
        calendar.set(keyOf(pot), addSpent(spent(pot), more));
        tellPeers(keyOf(pot), more);
      }
    },
    addToConversation(conversation, at, more) {
      keepSpend({ table: "codegate_conversation_spend", id: conversation, at, ...more });
      tellPeers(conversation, more);
      const known = conversations.get(conversation);
      // One that is not known yet will be summed from rows, this one included.
      if (known !== undefined) conversations.set(conversation, addSpent(known, more));
    },
  };
}

const units: readonly Budget["unit"][] = ["usd", "tokens"];

function sumName(key: string, unit: Budget["unit"]): string {
  return `${unit} ${key}`;
}

function calendarPots(callerId: string, at: number): readonly Pot[] {
  const day = dayOf(at);
  return [callerId, everyCaller].flatMap((caller) =>
    [day, day.slice(0, monthLength)].map((period) => ({ caller, period, conversation: null })),
  );
}

function keep(pots: Map<string, Spent>, key: string, spent: Spent): Spent {
  pots.set(key, spent);
  return spent;
}

function keyOf({ caller, period, conversation }: Pot): string {
  return conversation ?? `${period} ${caller}`;
}

/** Of the day or the month; days of other months are of no pot. */
function sumDays(byDay: Snapshot["callerSpend"], { caller, period }: Pot): Spent {
  let sum = nothingSpent;
  for (const [name, days] of byDay) {
    if (caller !== everyCaller && name !== caller) continue;
    for (const [day, spent] of days) {
      if (day.startsWith(period ?? "")) sum = addSpent(sum, spent);
    }
  }
  return sum;
}

const dayLength = "2026-11-28".length;
const monthLength = "2026-11".length;

const dayMs = 86_400_000;
let today = { number: Number.NaN, text: "" };

/** Asked several times for each request, and the same nearly always. */
function dayOf(at: number): string {
  const number = Math.floor(at / dayMs);
  if (number !== today.number) {
    today = { number, text: new Date(at).toISOString().slice(0, dayLength) };
  }
  return today.text;
}

/** Null = the budget is for conversations, and there is none. */
export function potOf({ caller, span }: Budget, payer: Payer, now: number): Pot | null {
  if (span === "conversation") {
    const { conversation } = payer;
    return conversation === null ? null : { caller, period: null, conversation };
  }
  const day = dayOf(now);
  const period = span === "day" ? day : day.slice(0, monthLength);
  return { caller, period, conversation: null };
}
