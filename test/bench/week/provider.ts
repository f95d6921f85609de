/**
 * Six simulated accounts of Claude, as far as routing can tell them from real ones: quota windows
 * of five hours, of a week, and of a week of Opus alone, which answers report in their headers;
 * a limit of tokens a minute; prompt caches that lapse; overloads of the whole provider and
 * outages of single accounts. Use is counted in US dollars at list prices.
 */
import { createRandom } from "../../support/cut.ts";
import { unifiedHeaders } from "../../support/quota-headers.ts";
import type { Reaction, SimulatedFleet, Turn } from "../../support/simulated-gateway.ts";

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export interface Fleet extends SimulatedFleet {
  /** Share of the weekly quota that expired unused, or is left at the end, over all accounts. */
  unusedShare(now: number): number;
}

interface Plan {
  readonly name: string;
  /** US dollars' worth of use in a window. */
  readonly fiveHours: number;
  readonly week: number;
  readonly weekOfOpus: number;
  /** When its week ends first, days after the start: subscriptions begin on different days. */
  readonly weekEnds: number;
}

const plans: readonly Plan[] = [
  { name: "max-1", fiveHours: 120, week: 900, weekOfOpus: 700, weekEnds: 6.5 },
  { name: "max-2", fiveHours: 120, week: 900, weekOfOpus: 700, weekEnds: 1.5 },
  { name: "max-3", fiveHours: 120, week: 900, weekOfOpus: 700, weekEnds: 4.2 },
  { name: "pro-1", fiveHours: 40, week: 300, weekOfOpus: 220, weekEnds: 3.1 },
  { name: "pro-2", fiveHours: 40, week: 300, weekOfOpus: 220, weekEnds: 5.4 },
  { name: "pro-3", fiveHours: 40, week: 300, weekOfOpus: 220, weekEnds: 2.3 },
];

interface Account {
  readonly plan: Plan;
  fiveHours: { used: number; endsAt: number };
  week: { used: number; ofOpus: number; endsAt: number };
  readonly caches: Map<string, { readonly tokens: number; readonly until: number }>;
  /** Uncached tokens of the last minute. */
  recent: { readonly at: number; readonly tokens: number }[];
}

const cacheMs = 5 * minuteMs;
const tokensPerMinute = 400_000;
/** US dollars per million tokens. */
const prices = { opus: { input: 5, output: 25 }, sonnet: { input: 3, output: 15 } };

/** Spans of trouble in milliseconds after the start, the same in every run. */
function troubles(
  seed: number,
  count: number,
  lengthMs: number,
): readonly (readonly [number, number])[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const from = random.next() * 7 * dayMs;
    return [from, from + lengthMs * (0.5 + random.next())] as const;
  });
}

export function createFleet(start: number, seed: number): Fleet {
  const random = createRandom(seed);
  const overloads = troubles(seed + 1, 12, 8 * minuteMs);
  const outages = new Map(
    plans.map(({ name }, index) => [name, troubles(seed + 2 + index, 2, 25 * minuteMs)]),
  );
  const accounts = new Map(plans.map((plan) => [plan.name, newAccount(plan, start)]));
  let offered = 0;
  let spent = 0;

  function roll(account: Account, now: number): void {
    const { plan, fiveHours, week } = account;
    if (now >= fiveHours.endsAt) account.fiveHours = { used: 0, endsAt: now + 5 * hourMs };
    if (now < week.endsAt) return;
    offered += plan.week;
    spent += Math.min(week.used, plan.week);
    account.week = { used: 0, ofOpus: 0, endsAt: week.endsAt + 7 * dayMs };
  }

  return {
    // More than four weeks of the plan: it orders accounts and stops none.
    accounts: plans.map(({ name, week }) => ({
      name,
      authType: "oauth" as const,
      monthlyBudget: week * 5,
    })),
    ask(name, call, now) {
      const account = accounts.get(name) as Account;
      roll(account, now);
      const isIn = ([from, to]: readonly [number, number]) =>
        now - start >= from && now - start < to;
      if (overloads.some(isIn) && random.next() < 0.6) return refusal(529);
      if (outages.get(name)?.some(isIn) === true) return refusal(500);
      const claim = usedUp(account, call.model);
      if (claim !== null) return refusal(429, headersOf(account, now, claim));
      const { tokens = 0, until = 0 } = account.caches.get(call.conversation) ?? {};
      const cacheRead = now < until ? Math.min(tokens, call.prompt) : 0;
      const fresh = call.prompt - cacheRead;
      account.recent = account.recent.filter(({ at }) => now - at < minuteMs);
      const inLastMinute = account.recent.reduce((sum, each) => sum + each.tokens, 0);
      if (inLastMinute + fresh > tokensPerMinute) {
        const waitMs = minuteMs - (now - (account.recent[0]?.at ?? now));
        return refusal(429, { "retry-after": String(Math.ceil(waitMs / 1_000)) });
      }
      account.recent.push({ at: now, tokens: fresh });
      account.caches.set(call.conversation, { tokens: call.prompt, until: now + cacheMs });
      const usd = charge(account, call, cacheRead);
      return {
        kind: "answer",
        headers: new Headers(headersOf(account, now, null)),
        cacheRead,
        usd,
      };
    },
    unusedShare(now) {
      for (const account of accounts.values()) roll(account, now);
      // Of a week that is still running, what should be gone by now counts.
      for (const { plan, week } of accounts.values()) {
        const passed = 1 - (week.endsAt - now) / (7 * dayMs);
        offered += plan.week * passed;
        spent += Math.min(week.used, plan.week * passed);
      }
      return 1 - spent / offered;
    },
  };
}

function newAccount(plan: Plan, start: number): Account {
  return {
    plan,
    fiveHours: { used: 0, endsAt: start },
    // As much of the running week is used as has passed.
    week: {
      used: plan.week * (1 - plan.weekEnds / 7) * 0.8,
      ofOpus: plan.weekOfOpus * (1 - plan.weekEnds / 7) * 0.8,
      endsAt: start + plan.weekEnds * dayMs,
    },
    caches: new Map(),
    recent: [],
  };
}

function charge(account: Account, { model, prompt, output }: Turn, cacheRead: number): number {
  const isOpus = model.includes("opus");
  const price = isOpus ? prices.opus : prices.sonnet;
  const input = cacheRead * 0.1 + (prompt - cacheRead) * 1.25;
  const usd = (input * price.input + output * price.output) / 1_000_000;
  account.fiveHours.used += usd;
  account.week.used += usd;
  if (isOpus) account.week.ofOpus += usd;
  return usd;
}

type Claim = "five_hour" | "seven_day" | "seven_day_opus";

function usedUp({ plan, fiveHours, week }: Account, model: string): Claim | null {
  if (week.used >= plan.week) return "seven_day";
  if (fiveHours.used >= plan.fiveHours) return "five_hour";
  return model.includes("opus") && week.ofOpus >= plan.weekOfOpus ? "seven_day_opus" : null;
}

function seconds(at: number): string {
  return String(Math.ceil(at / 1_000));
}

/** As coarse as providers tell it. */
function share(used: number, all: number): string {
  return String(Math.min(1, Math.floor((used / all) * 100) / 100));
}

function headersOf(account: Account, now: number, claim: Claim | null): Record<string, string> {
  const { plan, fiveHours, week } = account;
  const reset = claim === "five_hour" || claim === null ? fiveHours.endsAt : week.endsAt;
  return {
    ...(claim === null ? {} : { "retry-after": String(Math.ceil((reset - now) / 1_000)) }),
    ...unifiedHeaders({
      status: claim === null ? "allowed" : "rejected",
      "representative-claim": claim ?? "five_hour",
      reset: seconds(reset),
      "5h-status": claim === "five_hour" ? "rejected" : "allowed",
      "5h-utilization": share(fiveHours.used, plan.fiveHours),
      "5h-reset": seconds(fiveHours.endsAt),
      "7d-status": claim === "seven_day" ? "rejected" : "allowed",
      "7d-utilization": share(week.used, plan.week),
      "7d-reset": seconds(week.endsAt),
      "overage-status": "rejected",
    }),
  };
}

function refusal(status: number, headers: Record<string, string> = {}): Reaction {
  return { kind: "refusal", status, headers: new Headers(headers) };
}
