import { limits } from "../base/limits.ts";
import { strategyNames } from "./strategies.ts";
import type { Plan } from "./route.ts";

/** Tells once of each strategy name that does not exist: a config that names one works by priority. */
export function createStrategyWarning(
  warn: (message: string) => void,
): (plan: Pick<Plan, "strategy" | "unknownStrategy">) => void {
  const told = new Set<string>();
  return ({ strategy, unknownStrategy: name }) => {
    if (name === null || told.has(name) || told.size >= limits.warnedStrategies) return;
    told.add(name);
    warn(explainUnknownStrategy(name, strategy));
  };
}

/** The sentence about a strategy that does not exist, for the log and for the command line. */
export function explainUnknownStrategy(name: string, instead: string): string {
  const known = strategyNames.join(", ");
  return `There is no strategy ${JSON.stringify(name)}; ${instead} is used instead. There are: ${known}.`;
}
