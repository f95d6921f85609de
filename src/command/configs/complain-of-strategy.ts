import { fallbackStrategy, isStrategy } from "../../route/strategies.ts";
import { explainUnknownStrategy } from "../../route/warn-strategy.ts";
import type { ConfigListing } from "../../store/manage-configs.ts";

/** What is wrong with a config's strategy; null when it exists. The dashboard can store anything. */
export function complainOfStrategy({ strategy }: Pick<ConfigListing, "strategy">): string | null {
  return isStrategy(strategy) ? null : explainUnknownStrategy(strategy, fallbackStrategy);
}
