/**
 * US dollars per million tokens. A cache kind without a rate of its own is no separate kind at
 * that provider: such tokens cost what the next broader kind costs (1 h as 5 min, 5 min as input).
 */
export interface Rates {
  readonly input: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
  readonly output: number;
}

/** Rates of a whole request whose prompt, caches included, has more tokens than `above`. */
export interface LongPromptRates extends Rates {
  readonly above: number;
}

export interface PriceList extends Rates {
  /** In rising order of `above`. */
  readonly tiers?: readonly LongPromptRates[];
}

/** What one model costs; `id` is the name of the entry that was found. */
export interface Price extends PriceList {
  readonly id: string;
  /** Size of the context window, tokens; absent when unknown. */
  readonly contextTokens?: number;
  /** Most output of one request, tokens; absent when unknown. */
  readonly outputTokens?: number;
}

/** Other rates from a day on (UTC, "2027-01-01") or at hours of each day (UTC, "00:30"). */
export interface PriceChange extends PriceList {
  readonly from?: string;
  readonly hours?: readonly [start: string, end: string];
  /** Not on Saturdays and Sundays (UTC). */
  readonly isWorkday?: boolean;
}

/** One line of the table. */
export interface PricedModel extends Price {
  /** Other names of the same model. */
  readonly aliases?: readonly string[];
  /** Names that may be followed by marks of a version: `-preview`, `-001`, `-06-17`. */
  readonly prefixes?: readonly string[];
  /** The provider is switching it off: still priced, no longer offered. */
  readonly deprecated?: boolean;
  /** The last one that applies wins. */
  readonly changes?: readonly PriceChange[];
}

export interface PriceTable {
  /** The day of the prices, "2026-11-22". */
  readonly version: string;
  readonly currency: string;
  readonly per: string;
  readonly source: string;
  readonly providers: Readonly<Record<string, readonly PricedModel[]>>;
}
