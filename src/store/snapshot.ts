import type { Dialect } from "../base/dialect.ts";
import type { PriceOverrides } from "../prices/price-account.ts";

/** What the database says, decrypted and checked, as one immutable picture. */

export type AuthType = "api_key" | "oauth";

/** What a person granted by signing in, and how it fares. Times are milliseconds since the epoch. */
export interface Grant {
  /** False for a bare token: nobody can renew it. */
  readonly hasRefreshToken: boolean;
  /** Another client's credential file, which is followed and never refreshed. */
  readonly sharedFile: string | null;
  /** Null = not known. */
  readonly grantedAt: number | null;
  readonly refreshedAt: number | null;
  /** No refresh is tried before this. */
  readonly retryAt: number | null;
  /** The provider does not accept the refresh token any more. */
  readonly isRejected: boolean;
  /** Why the last refresh failed, and what to do. A sentence; null = all is well. */
  readonly problem: string | null;
  readonly problemSince: number | null;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  /** Provider id as stored: "anthropic", "openai", "custom", ... */
  readonly provider: string;
  readonly authType: AuthType;
  /** API key or OAuth access token in clear; null when the account has none. */
  readonly credential: string | null;
  /** Milliseconds since the epoch; null = never expires as far as the database knows. */
  readonly tokenExpiresAt: number | null;
  /** How its token is kept alive; null for accounts with a key. */
  readonly grant: Grant | null;
  /** Null when the account uses its provider's own address. Never empty. */
  readonly baseUrl: string | null;
  /** Higher first; only orders accounts when no config is active. */
  readonly priority: number;
  /** Requests per sliding 60 s; 0 = no limit. */
  readonly rateLimit: number;
  /** US dollars per calendar month (UTC); null = no budget. */
  readonly monthlyBudget: number | null;
  readonly externalAccountId: string | null;
  /** HTTP proxy for this account's upstream calls. */
  readonly proxyUrl: string | null;
  /** Extra certificate authorities (PEM) trusted for this account's upstream calls. */
  readonly caCertificates: string | null;
  /** What is spoken at this account's address; null = what its provider speaks. */
  readonly dialects: readonly Dialect[] | null;
  /** Prices that the user has set for this account or for all. */
  readonly prices?: PriceOverrides;
  /** Tenants (names or ids; "local" and "global" for callers without one); null = all. */
  readonly allowedTenants: readonly string[] | null;
  /** Clients by the names of `identify-client.ts`; null = all. */
  readonly allowedClients: readonly string[] | null;
  readonly enabled: boolean;
  /** When it last served, as far as the database knows, milliseconds since the epoch. */
  readonly lastSuccessAt?: number | null;
  /** Why this account cannot be used although it is enabled; null = usable. A sentence. */
  readonly unusableReason: string | null;
}

/** Paid by the month: what its answers would cost at the API is not spent on top. */
export function isSubscription({ authType, provider }: Pick<Account, "authType" | "provider">) {
  return authType === "oauth" || provider === "openai_sub";
}

export type Tier = "opus" | "sonnet" | "haiku";

export interface TierRow {
  readonly tier: Tier;
  readonly accountId: string;
  readonly priority: number;
  /** Null = keep the client's model name. Never empty. */
  readonly targetModel: string | null;
}

export interface RoutingConfig {
  readonly id: string;
  readonly name: string;
  /** As stored; unknown names are treated as "priority" by the router, with a warning. */
  readonly strategy: string;
  /** Ordered by tier, then priority, highest first; ties in database order. */
  readonly rows: readonly TierRow[];
}

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly configId: string | null;
  /** Requests per sliding 60 s; 0 = no limit. */
  readonly rateLimit: number;
  readonly settings: ReadonlyMap<string, string>;
}

export const budgetSpans = ["day", "month", "conversation"] as const;
export const budgetUnits = ["usd", "tokens"] as const;

/** What a caller may spend. */
export interface Budget {
  /** Id of a tenant, "local", "global", or "all". */
  readonly caller: string;
  /** Of the calendar (UTC), or each conversation for all its life. */
  readonly span: (typeof budgetSpans)[number];
  readonly unit: (typeof budgetUnits)[number];
  readonly amount: number;
}

/** All callers together; a conversation of whoever. */
export const everyCaller = "all";

/** What was spent, as far as it is known. */
export interface Spent {
  readonly usd: number;
  /** Prompts, whatever of them came from a cache, and answers. */
  readonly tokens: number;
  /** Attempts that cost more than what is known of them. */
  readonly partlyKnown: number;
}

/** By caller, then by day ("2026-11-28", UTC). */
export type SpentByDay = ReadonlyMap<string, ReadonlyMap<string, Spent>>;

export interface Snapshot {
  /** By account id, in order of priority (highest first), then name. Disabled ones included. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** By config id. */
  readonly configs: ReadonlyMap<string, RoutingConfig>;
  readonly activeConfigId: string | null;
  /** Enabled and disabled tenants, by lower-case hex SHA-256 of the raw key. */
  readonly tenantsByKeyDigest: ReadonlyMap<string, Tenant>;
  readonly settings: ReadonlyMap<string, string>;
  /** Highest output token count by model id; models without a limit are absent. */
  readonly maxOutputTokens: ReadonlyMap<string, number>;
  /** US dollars spent this calendar month (UTC) by account id, as the usage table says. */
  readonly monthlySpend: ReadonlyMap<string, number>;
  readonly budgets: readonly Budget[];
  /** Of this calendar month (UTC), as the table of attempts says; empty while there is no budget. */
  readonly callerSpend: SpentByDay;
  /** Commits of each worker of this gateway that it knows, by seat; empty without workers. */
  readonly commitsSeen: readonly number[];
  /** When a person has asked to wake an account (milliseconds), by account id. */
  readonly wakes: ReadonlyMap<string, number>;
  /** Null when the database could be read; else a sentence that says what is wrong. */
  readonly problem: string | null;
}

export function emptySnapshot(problem: string | null): Snapshot {
  return {
    accounts: new Map(),
    configs: new Map(),
    activeConfigId: null,
    tenantsByKeyDigest: new Map(),
    settings: new Map(),
    maxOutputTokens: new Map(),
    monthlySpend: new Map(),
    budgets: [],
    callerSpend: new Map(),
    commitsSeen: [],
    wakes: new Map(),
    problem,
  };
}
