// What could go wrong: an order of failures, pauses and restarts that nobody thought of leaves a
// healthy account unused, a limit exceeded, or a conversation on the wrong account.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { strategyNames } from "../../src/route/strategies.ts";
import { limits } from "../../src/base/limits.ts";
import { unifiedHeaders } from "../support/quota-headers.ts";
import {
  createGateway,
  keyOf,
  serve,
  wait,
  type Memory,
  type Reaction,
  type SimulatedFleet,
  type SimulatedGateway,
  type Turn,
} from "../support/simulated-gateway.ts";

const start = Date.UTC(2026, 10, 23);
const names = ["a", "b", "c", "d", "e"] as const;
/** What an account does at a time; a number is a status. */
type Mood = "good" | 500 | 401 | 529 | "used up";

interface Step {
  readonly waitMs: number;
  readonly conversation: number;
  /** How each account feels from now on. */
  readonly moods: readonly Mood[];
}

const mood = fc.constantFrom<Mood>("good", "good", 500, 401, 529, "used up");
const moods = fc.array(mood, { minLength: names.length, maxLength: names.length });

const step: fc.Arbitrary<Step> = fc.record({
  waitMs: fc.oneof(fc.integer({ max: 2_000, min: 0 }), fc.integer({ min: 0, max: 400_000 })),
  conversation: fc.integer({ min: 0, max: 3 }),
  moods,
});
const trace = fc.array(step, { minLength: 1, maxLength: 40 });
const strategy = fc.constantFrom(...strategyNames);

interface Called {
  readonly name: string;
  readonly at: number;
}

interface ScriptedFleet extends SimulatedFleet {
  moods: readonly Mood[];
  readonly calls: Called[];
}

function scriptFleet(rateLimit = 0): ScriptedFleet {
  const calls: Called[] = [];
  const used = new Map<string, number>();
  const fleet: ScriptedFleet = {
    accounts: names.map((name) => ({
      name,
      authType: "oauth" as const,
      rateLimit,
      monthlyBudget: 1_000,
    })),
    moods: names.map(() => "good"),
    calls,
    ask(name, turn, at) {
      calls.push({ name, at });
      const own = fleet.moods[names.indexOf(name as "a")] ?? "good";
      if (own === "good") used.set(name, (used.get(name) ?? 0) + 1);
      return react(own, turn, weekOf(used.get(name) ?? 0));
    },
  };
  return fleet;
}

/** Every answer uses a thousandth of the week, which the account then tells. */
function weekOf(answers: number): Headers {
  return new Headers(
    unifiedHeaders({
      status: "allowed",
      "7d-utilization": String(answers / 1_000),
      "7d-reset": String(start / 1_000 + 7 * 24 * 3_600),
    }),
  );
}

function react(current: Mood, { prompt }: Turn, headers: Headers): Reaction {
  if (current === "good") {
    return { kind: "answer", headers, cacheRead: prompt, usd: 0.1 };
  }
  const status = current === "used up" ? 429 : current;
  // An hour: a used-up quota, not a minute's limit.
  const named = new Headers(current === "used up" ? { "retry-after": "3600" } : {});
  return { kind: "refusal", status, headers: named };
}

function turnOf(conversation: string | number): Turn {
  const id = `conversation ${conversation}`;
  return { conversation: id, model: "claude-opus-4-6", prompt: 50_000, output: 500 };
}

async function walk(
  steps: readonly Step[],
  each: (step: Step, gateway: SimulatedGateway, fleet: ScriptedFleet) => Promise<void>,
  asked: { readonly strategy: string; readonly rateLimit?: number },
): Promise<{ readonly gateway: SimulatedGateway; readonly fleet: ScriptedFleet }> {
  const fleet = scriptFleet(asked.rateLimit);
  const gateway = createGateway({ fleet, strategy: asked.strategy, start });
  for (const one of steps) {
    wait(gateway, gateway.clock.time + one.waitMs);
    fleet.moods = one.moods;
    await each(one, gateway, fleet);
  }
  return { gateway, fleet };
}

describe("healthy accounts", () => {
  test("while one has been healthy all the time, every request is served", async () => {
    const healthy = fc.integer({ min: 0, max: names.length - 1 });
    await fc.assert(
      fc.asyncProperty(trace, strategy, healthy, async (steps, name, index) => {
        const kind = steps.map((one) => ({ ...one, moods: one.moods.with(index, "good") }));
        await walk(
          kind,
          async ({ conversation }, gateway) => {
            expect((await serve(gateway, turnOf(conversation), true)).account).not.toBeNull();
          },
          { strategy: name },
        );
      }),
    );
  });

  test("after any trouble, every account gets its share again", async () => {
    await fc.assert(
      fc.asyncProperty(trace, async (steps) => {
        const { gateway, fleet } = await walk(
          steps,
          async ({ conversation }, each) => void (await serve(each, turnOf(conversation), true)),
          { strategy: "round-robin" },
        );
        // Longer than any rest that was named or guessed.
        wait(gateway, gateway.clock.time + limits.retryAfterLongestMs + limits.cooldownLongestMs);
        fleet.moods = names.map(() => "good");
        const served = new Map<string | null, number>();
        for (let count = 0; count < 2 * names.length; count++) {
          const { account } = await serve(gateway, turnOf(`new ${count}`), true);
          served.set(account, (served.get(account) ?? 0) + 1);
        }
        expect([...served].toSorted()).toEqual(names.map((name) => [name, 2]));
      }),
    );
  });
});

test.each(strategyNames.filter((name) => name !== "priority"))(
  "%s: after any trouble no healthy account is left out",
  async (name) => {
    await fc.assert(
      fc.asyncProperty(trace, async (steps) => {
        const { gateway, fleet } = await walk(
          steps,
          async ({ conversation }, each) => void (await serve(each, turnOf(conversation), true)),
          { strategy: name },
        );
        wait(gateway, gateway.clock.time + limits.retryAfterLongestMs + limits.cooldownLongestMs);
        fleet.moods = names.map(() => "good");
        const served = new Set<string | null>();
        // Before its turn comes, the others use what they are behind: an hour's share of the week.
        const behind = names.length * (steps.length + 7);
        for (let count = 0; count < behind; count++) {
          served.add((await serve(gateway, turnOf(`new ${count}`), true)).account);
        }
        expect([...served].toSorted()).toEqual([...names]);
      }),
      { numRuns: 30 },
    );
  },
);

test("no account is asked more often in a minute than its limit allows", async () => {
  const rateLimit = fc.integer({ min: 1, max: 4 });
  await fc.assert(
    fc.asyncProperty(trace, strategy, rateLimit, async (steps, name, limit) => {
      const { fleet } = await walk(
        steps,
        async ({ conversation }, gateway) => {
          for (let count = 0; count < 6; count++) await serve(gateway, turnOf(conversation), true);
        },
        { strategy: name, rateLimit: limit },
      );
      for (const { name: own, at } of fleet.calls) {
        const inMinute = fleet.calls.filter(
          (other) => other.name === own && other.at <= at && other.at > at - limits.rateWindowMs,
        );
        expect(inMinute.length).toBeLessThanOrEqual(limit);
      }
    }),
  );
});

test("a conversation moves only to where its cache is, when its own account's has lapsed", async () => {
  await fc.assert(
    fc.asyncProperty(trace, strategy, async (steps, name) => {
      await walk(
        steps,
        async ({ conversation }, gateway) => {
          const turn = turnOf(conversation);
          const before = gateway.bindings.lookup(keyOf(turn));
          const { account } = await serve(gateway, turn, true);
          const after = gateway.bindings.lookup(keyOf(turn));
          if (before === null) {
            expect(after?.accountId ?? null).toBe(account === null ? null : `id-${account}`);
            return;
          }
          if (after === null || after.accountId === before.accountId) return;
          expect(after.reason).toBe("cache-moved");
          expect(after.accountId).toBe(before.detour?.accountId ?? "");
          expect(gateway.clock.time - (before.usedAt ?? 0)).toBeGreaterThanOrEqual(before.cacheMs);
        },
        { strategy: name },
      );
    }),
  );
});

test("restarts in the middle of a trace change nothing but timing", async () => {
  const steps = fc.array(fc.tuple(step, fc.boolean()), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(steps, strategy, async (timed, name) => {
      const restarts = timed.map(([, restart]) => restart);
      const memory: Memory = new Map();
      const fleet = scriptFleet();
      let other = createGateway({ fleet, strategy: name, start, memory });
      let index = 0;
      await walk(
        timed.map(([one]) => one),
        async ({ conversation, moods: now }, steady) => {
          wait(other, steady.clock.time);
          fleet.moods = now;
          const turn = turnOf(conversation);
          const [one, two] = [await serve(steady, turn, true), await serve(other, turn, true)];
          expect(two).toEqual(one);
          expect(other.clock.time).toBe(steady.clock.time);
          if (restarts[index++] !== true) return;
          other.bindings.flush();
          other.rooms.quotas.flush();
          other.rooms.turns.flush();
          const { spend, clock } = other;
          other = createGateway({ fleet, strategy: name, start: clock.time, memory });
          for (const [id, usd] of spend) other.spend.set(id, usd);
          // A restart takes its time; the hold of a first try after a rest does not outlive it.
          wait(steady, steady.clock.time + limits.halfOpenMs);
        },
        { strategy: name },
      );
    }),
  );
});
