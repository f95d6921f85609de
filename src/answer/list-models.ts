/** GET /v1/models: what the caller's config can serve, in the shape of the asking client. */
import type { Caller } from "../admit/identify-caller.ts";
import { listModels } from "../prices/find-price.ts";
import { detectTier } from "../route/detect-tier.ts";
import type { Account, Snapshot, Tier } from "../store/snapshot.ts";

export interface ListedModel {
  readonly id: string;
  /** Provider id of the first account that serves it. */
  readonly owner: string;
}

/**
 * Every model name that would be served: Claude's names for each tier that has an account (they
 * are mapped if need be; Claude Code's discovery ignores all others), then what the accounts are
 * mapped to, then what accounts without a mapping offer.
 */
export function modelsFor(caller: Caller, snapshot: Snapshot): readonly ListedModel[] {
  const models = new Map<string, ListedModel>();
  const reached = reachable(caller, snapshot).filter(({ account }) => isUsable(account));
  const add = (id: string, owner: string) => {
    if (!models.has(id)) models.set(id, { id, owner });
  };
  const tiers = new Set(reached.map(({ tier }) => tier));
  for (const id of listModels("anthropic")) {
    const tier = detectTier(id);
    if (tier !== null && tiers.has(tier)) add(id, "anthropic");
  }
  for (const { account, targetModel } of reached) {
    if (targetModel !== null) add(targetModel, account.provider);
  }
  for (const { account, targetModel } of reached) {
    if (targetModel !== null) continue;
    for (const id of listModels(account.provider)) add(id, account.provider);
  }
  return [...models.values()];
}

function isUsable(account: Account): boolean {
  return account.enabled && account.unusableReason === null;
}

interface Reachable {
  readonly account: Account;
  readonly tier: Tier | null;
  readonly targetModel: string | null;
}

function reachable(caller: Caller, snapshot: Snapshot): readonly Reachable[] {
  const tenantConfig = caller.kind === "tenant" ? caller.tenant.configId : null;
  const configId = tenantConfig ?? snapshot.activeConfigId;
  if (configId === null) {
    return Array.from(snapshot.accounts.values(), (account) => ({
      account,
      tier: null,
      targetModel: null,
    }));
  }
  return (snapshot.configs.get(configId)?.rows ?? []).flatMap(
    ({ accountId, tier, targetModel }) => {
      const account = snapshot.accounts.get(accountId);
      return account === undefined ? [] : [{ account, tier, targetModel }];
    },
  );
}

export interface ModelsQuery {
  /** The client speaks Anthropic: it sent `anthropic-version`. */
  readonly isAnthropic: boolean;
  readonly parameters: URLSearchParams;
}

/** The dialect's list object. Anthropic's pages by id; OpenAI's has no pages. */
export function modelList(models: readonly ListedModel[], query: ModelsQuery): unknown {
  if (!query.isAnthropic) return { object: "list", data: models.map(openAiModel) };
  const page = pageOf(models, query.parameters);
  const data = page.models.map(anthropicModel);
  return {
    data,
    has_more: page.hasMore,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

export function modelObject(model: ListedModel, isAnthropic: boolean): unknown {
  return isAnthropic ? anthropicModel(model) : openAiModel(model);
}

const anthropicPage = { usual: 20, largest: 1_000 } as const;

function pageOf(
  models: readonly ListedModel[],
  parameters: URLSearchParams,
): { readonly models: readonly ListedModel[]; readonly hasMore: boolean } {
  const asked = Number(parameters.get("limit") ?? anthropicPage.usual);
  const limit = Number.isInteger(asked) && asked > 0 ? asked : anthropicPage.usual;
  const size = Math.min(limit, anthropicPage.largest);
  const before = models.findIndex(({ id }) => id === parameters.get("before_id"));
  if (before !== -1) {
    const start = Math.max(0, before - size);
    return { models: models.slice(start, before), hasMore: start > 0 };
  }
  const start = models.findIndex(({ id }) => id === parameters.get("after_id")) + 1;
  return { models: models.slice(start, start + size), hasMore: start + size < models.length };
}

/** When a model was made is not known here, so both shapes carry the start of 2024. */
const created = { seconds: 1_704_067_200, text: "2024-01-01T00:00:00Z" } as const;

function anthropicModel({ id }: ListedModel) {
  return { type: "model", id, display_name: id, created_at: created.text };
}

function openAiModel({ id, owner }: ListedModel) {
  return { id, object: "model", created: created.seconds, owned_by: owner };
}
