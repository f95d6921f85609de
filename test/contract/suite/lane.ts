import type { AccountSeed, Seed, TenantSeed, TierSeed } from "../../support/data-directory.ts";

/**
 * A tenant with accounts of its own: what happens to them in one test (cooldowns, limits) is
 * nobody else's business, so that one gateway can serve the whole list.
 */
export interface Lane {
  readonly name: string;
  readonly key: string;
  /** Names of its accounts of a kind, the preferred one first. */
  accounts(provider: LaneProvider): readonly [string, ...string[]];
  seed(upstreamUrl: string): Seed;
}

type LaneProvider = "anthropic" | "openai";

export interface LaneOptions {
  /** The only kind of account; both unless given. */
  readonly provider?: LaneProvider;
  /** Accounts of each kind; one unless given. */
  readonly accounts?: number;
  readonly account?: Partial<Pick<AccountSeed, "rateLimit" | "monthlyBudget" | "key">>;
  readonly tenant?: Partial<Pick<TenantSeed, "rateLimit" | "enabled" | "settings">>;
  readonly tier?: Partial<Pick<TierSeed, "targetModel">>;
  /** Base URL of the preferred accounts, in place of one below the upstream's. */
  readonly firstBaseUrl?: string;
}

export function lane(name: string, options: LaneOptions = {}): Lane {
  const count = options.accounts ?? 1;
  const providers: readonly LaneProvider[] =
    options.provider === undefined ? ["anthropic", "openai"] : [options.provider];
  const key = `cgk_lane_${encodeURIComponent(name)}`;
  const namesOf = (provider: string) =>
    Array.from({ length: count }, (_, index) => `${name}-${provider}-${index + 1}`);
  return {
    name,
    key,
    accounts: (provider) => namesOf(provider) as [string, ...string[]],
    seed: (upstreamUrl) => ({
      accounts: providers.flatMap((provider) =>
        namesOf(provider).map((account, index) => ({
          name: account,
          provider,
          baseUrl:
            (index === 0 ? options.firstBaseUrl : null) ??
            `${upstreamUrl}/${encodeURIComponent(account)}`,
          ...options.account,
        })),
      ),
      configs: [
        {
          name,
          isActive: false,
          tiers: providers.flatMap((provider) =>
            namesOf(provider).map((account, index) => ({
              tier: "opus" as const,
              account,
              priority: count - index,
              ...options.tier,
            })),
          ),
        },
      ],
      tenants: [{ name, key, config: name, ...options.tenant }],
    }),
  };
}

/** One seed from many. */
export function joinSeeds(seeds: readonly Seed[]): Seed {
  return {
    accounts: seeds.flatMap((seed) => seed.accounts ?? []),
    configs: seeds.flatMap((seed) => seed.configs ?? []),
    tenants: seeds.flatMap((seed) => seed.tenants ?? []),
    settings: Object.assign({}, ...seeds.map((seed) => seed.settings)),
    outputLimits: Object.assign({}, ...seeds.map((seed) => seed.outputLimits)),
  };
}
