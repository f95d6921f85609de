/**
 * A simulated week of 20 people over 6 Claude subscriptions, for each strategy with and without
 * conversations that stay on their accounts. By hand: `bun test/bench/simulate-week.ts`.
 *
 * Routing, attempts, rests, quotas and bindings are the gateway's own, under a simulated clock;
 * accounts and traffic are made up (`week/provider.ts`, `week/traffic.ts`) from one seed, so that
 * every run prints the same. A request takes no time of its own, and a client that gets an error
 * comes back when it is told to, or after two minutes, for ten minutes.
 */
import { playWeek } from "./week/play.ts";
import { makeTurns } from "./week/traffic.ts";

const seed = 7;
const strategies = ["priority", "round-robin", "least-used", "budget-aware", "quota-aware"];

const turns = makeTurns(seed);
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
console.log(`${turns.length} turns\n`);
console.log(
  "| Strategy | Stays home | Cache kept | Switches | 429s seen | Other errors | Lost turns | Quota unused |",
);
console.log("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
for (const strategy of strategies) {
  for (const staysHome of [false, true]) {
    const week = await playWeek(turns, { strategy, staysHome, seed });
    const columns = [
      `\`${strategy}\``,
      staysHome ? "yes" : "no",
      percent(week.cacheKept),
      week.switches,
      week.limited,
      week.failed,
      week.lost,
      percent(week.unusedShare),
    ];
    console.log(`| ${columns.join(" | ")} |`);
  }
}
