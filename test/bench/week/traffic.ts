/** Twenty conversations in a working week: bursts of an agent's calls, and a person's pauses. */
import { createRandom } from "../../support/cut.ts";
import type { Turn } from "../../support/simulated-gateway.ts";
import { dayMs, hourMs, minuteMs } from "./provider.ts";

export interface TimedTurn extends Turn {
  /** Milliseconds after the start of the week. */
  readonly at: number;
}

const people = 20;
const compactAt = 160_000;

/** All turns of the week in their order. A person begins a new conversation each half day. */
export function makeTurns(seed: number): readonly TimedTurn[] {
  const random = createRandom(seed);
  const turns: TimedTurn[] = [];
  for (let person = 0; person < people; person++) {
    const model = person % 5 < 3 ? "claude-opus-4-6" : "claude-sonnet-4-6";
    for (let day = 0; day < 7; day++) {
      // A few work at the weekend.
      if (day >= 5 && person % 6 !== 0) continue;
      for (const [half, hour] of [9, 14].entries()) {
        const conversation = `person-${person} day-${day} half-${half}`;
        let at = day * dayMs + (hour + random.next()) * hourMs;
        const end = at + (2 + 2 * random.next()) * hourMs;
        let prompt = 15_000 + random.integer(20_000);
        while (at < end) {
          for (let call = 4 + random.integer(16); call > 0 && at < end; call--) {
            const output = 150 + random.integer(1_200);
            turns.push({ at, conversation, model, prompt, output });
            prompt += output + random.integer(3_500);
            if (prompt > compactAt) prompt = 25_000;
            at += (6 + 30 * random.next()) * 1_000;
          }
          // Most pauses are shorter than a cache lives.
          at +=
            random.next() < 0.7
              ? random.next() * 4 * minuteMs
              : (5 + 25 * random.next()) * minuteMs;
        }
      }
    }
  }
  return turns.toSorted((one, other) => one.at - other.at);
}
