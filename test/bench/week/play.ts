/** One week under one strategy, as its clients see it. */
import { createGateway, serve, wait } from "../../support/simulated-gateway.ts";
import { createFleet, minuteMs } from "./provider.ts";
import type { TimedTurn } from "./traffic.ts";

export interface Week {
  readonly turns: number;
  /** Of the tokens that a conversation's last account still held, how many were read there. */
  readonly cacheKept: number;
  /** Turns that another account served than the one before, in the same conversation. */
  readonly switches: number;
  /** Answers with 429, and with any other error, that a client got to see. */
  readonly limited: number;
  readonly failed: number;
  /** Turns that had not been served ten minutes later. */
  readonly lost: number;
  readonly unusedShare: number;
}

export interface Played {
  readonly strategy: string;
  readonly staysHome: boolean;
  readonly seed: number;
}

/** Monday, 23 November 2026, 00:00 UTC. */
const start = Date.UTC(2026, 10, 23);
const clientPatienceMs = 10 * minuteMs;

export async function playWeek(turns: readonly TimedTurn[], played: Played): Promise<Week> {
  const fleet = createFleet(start, played.seed);
  const gateway = createGateway({ fleet, strategy: played.strategy, start });
  const last = new Map<
    string,
    { readonly account: string; readonly prompt: number; readonly at: number }
  >();
  const counts = { turns: 0, switches: 0, limited: 0, failed: 0, lost: 0, kept: 0, keepable: 0 };
  // The next one stands last.
  const queue = turns.map((turn) => ({ turn, firstAt: turn.at })).toReversed();
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { turn, firstAt } = next;
    wait(gateway, start + turn.at);
    const served = await serve(gateway, turn, played.staysHome);
    if (served.account === null) {
      if (served.status === 429) counts.limited++;
      else counts.failed++;
      const at = turn.at + Math.min(Math.max(served.retryMs, 5_000), 2 * minuteMs);
      if (at - firstAt > clientPatienceMs) counts.lost++;
      else insert(queue, { turn: { ...turn, at }, firstAt });
      continue;
    }
    const before = last.get(turn.conversation);
    counts.turns++;
    if (before !== undefined && before.account !== served.account) counts.switches++;
    if (before !== undefined && turn.at - before.at < 5 * minuteMs) {
      counts.keepable += Math.min(before.prompt, turn.prompt);
      counts.kept += served.cacheRead;
    }
    last.set(turn.conversation, { account: served.account, prompt: turn.prompt, at: turn.at });
  }
  const { kept, keepable, ...week } = counts;
  return {
    ...week,
    cacheKept: kept / keepable,
    unusedShare: fleet.unusedShare(gateway.clock.time),
  };
}

interface Waiting {
  readonly turn: TimedTurn;
  readonly firstAt: number;
}

function insert(queue: Waiting[], waiting: Waiting): void {
  const index = queue.findLastIndex(({ turn }) => turn.at > waiting.turn.at);
  queue.splice(index + 1, 0, waiting);
}
