/**
 * Originals that outlive their request. Some providers keep a conversation themselves; their
 * answers speak of tokens from turns that the request does not hold.
 */
import { limits } from "../base/limits.ts";
import { categories, labels, type DetectorId, type Label } from "./finding.ts";
import type { TenantTokens } from "./token/tokens.ts";

export interface Mapping {
  /** Whose it is; 64 hex digits that say nothing else. */
  readonly scope: string;
  readonly category: string;
  /** Equal for equal originals of a tenant; says nothing of the original without the key. */
  readonly originalHash: string;
  readonly sealed: string;
  readonly token: string;
}

export interface MappingKeeper {
  /** False when the token was saved a short while ago. */
  needs(token: string): boolean;
  save(mapping: Mapping): void;
  /** The sealed original of a token; null = it is not kept. */
  load(token: string): string | null;
}

const shape = /^CG_([A-Z]{2,8})_/;

const categoryOfLabel = new Map<string, string>(
  Object.entries(labels).map(([detector, label]) => [label, categories[detector as DetectorId]]),
);

/** Hands what a request has minted to the keeper. */
export function saveOriginals(
  minted: Iterable<readonly [token: string, original: string]>,
  tokens: TenantTokens,
  keeper: MappingKeeper,
): void {
  for (const [token, original] of minted) {
    if (!keeper.needs(token)) continue;
    const label = labelOf(token);
    keeper.save({
      scope: tokens.scope,
      category: categoryOfLabel.get(label) ?? "token",
      originalHash: tokens.digest(label, original),
      sealed: tokens.seal(label, original),
      token,
    });
  }
}

/**
 * Looks up tokens for one answer. A token opens with the key of its tenant alone: whoever learns
 * another tenant's token learns nothing by having a model say it.
 */
export function keptOriginals(
  tokens: TenantTokens,
  keeper: MappingKeeper,
): (token: string) => string | undefined {
  const asked = new Map<string, string | undefined>();
  return (token) => {
    if (asked.has(token) || asked.size >= limits.mappingsLookedUp) return asked.get(token);
    const original = open(token, tokens, keeper);
    asked.set(token, original);
    return original;
  };
}

function open(token: string, tokens: TenantTokens, keeper: MappingKeeper): string | undefined {
  const sealed = keeper.load(token);
  if (sealed === null) return undefined;
  const label = labelOf(token);
  const original = tokens.open(label, sealed);
  return original === null || tokens.tokenFor(label, original) !== token ? undefined : original;
}

function labelOf(token: string): Label {
  return (shape.exec(token)?.[1] ?? "TOKEN") as Label;
}
