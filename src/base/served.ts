/** What an answer says about who served it and how, beyond the tokens of its model. */
import type { Usage } from "./usage.ts";

export interface Served {
  /** The model that the provider names; null = it names none. */
  readonly model: string | null;
  /** As the provider calls it: "standard", "priority", "flex"; null = not said. */
  readonly serviceTier: string | null;
  /** Anthropic's "fast" or "standard"; null = not said. */
  readonly speed: string | null;
  /** Where Anthropic ran the model: "global", "us"; null = not said. */
  readonly region: string | null;
  /** Calls of tools that the provider ran, by name ("web_search"); those never called are absent. */
  readonly serverTools: Readonly<Record<string, number>>;
  /** What other models consumed on the way to the answer: an advisor, for example. */
  readonly others: readonly OtherUsage[];
  /** Why its prompt cache did not help, in the provider's word; null = not said. */
  readonly cacheMissReason: string | null;
  /** What the provider itself says that the answer cost, US dollars; null = not said. */
  readonly reportedUsd: number | null;
}

export interface OtherUsage {
  readonly model: string;
  readonly usage: Usage;
}

export const unknownServed: Served = {
  model: null,
  serviceTier: null,
  speed: null,
  region: null,
  serverTools: {},
  others: [],
  cacheMissReason: null,
  reportedUsd: null,
};
