/** The guardrails as the journey uses them: what may be sent of a request, and the way back. */
import { createHmac } from "node:crypto";
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { Splice } from "../read/splice.ts";
import { decideText } from "./decide-text.ts";
import { keptOriginals, saveOriginals, type MappingKeeper } from "./kept-originals.ts";
import { parseRemoteTools } from "./restore/remote-tools.ts";
import type { RestoreTools } from "./restore/restore-json.ts";
import type { Rules } from "./rules/rules.ts";
import { restoreText, type EscapeDepth, type Lookup } from "./token/restore.ts";
import { openTail, tokenMarker } from "./token/token-shape.ts";
import { createTenantTokens, createTokens, type TenantTokens } from "./token/tokens.ts";
import { decideNamed } from "./walk/decide-named.ts";
import { tryText, type Tried } from "./try-text.ts";
import { describePlace } from "./walk/describe-place.ts";
import { createMaskMemory, type MaskMemory, type ScopeName } from "./walk/mask-memory.ts";
import { maskRequest, type PlacedFinding } from "./walk/mask-request.ts";
import { readDecisions, writeDecisions } from "./walk/saved-decisions.ts";

export interface GuardInput {
  /** A body that `readRequest` has accepted. */
  readonly bytes: Uint8Array;
  readonly dialect: Dialect;
  /** The tenant's id, or "" for the caller without one. */
  readonly tenant: string;
  /** The client's conversation; null when it cannot be told. */
  readonly conversation: string | null;
  readonly rules: Rules;
  /** The setting `privacy_remote_tools`. */
  readonly remoteTools: string;
  /** The provider may speak of this request's turns in answers to later ones. */
  readonly staysAtProvider: boolean;
}

export interface Guarded {
  /** What may be sent; the client's own array when nothing was found. */
  readonly bytes: Uint8Array;
  /** How they differ from the client's, from left to right. */
  readonly splices: readonly Splice[];
  readonly restoring: RestoreTools;
  /** How often each detector found something that was not known from an earlier turn. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Why nothing may be sent, in words that hold no value. */
export type GuardTrouble =
  | { readonly kind: "key"; readonly sentence: string }
  | { readonly kind: "blocked"; readonly detector: string; readonly place: string };

export interface Guard {
  /** The way back for an answer whose request is not here; null when the key cannot be used. */
  recall(input: Pick<GuardInput, "tenant" | "remoteTools">): RestoreTools | null;
  protect(input: GuardInput): Result<Guarded, GuardTrouble>;
  /** What it would make of a text; a sentence when the key cannot be used. */
  tryText(text: string, input: Pick<GuardInput, "tenant" | "rules">): Result<Tried, string>;
}

/** Keeps decisions beyond the process. A scope is a text that names a tenant's conversation. */
export interface DecisionKeeper {
  save(scope: string, decisions: string): void;
  /** What was saved for the scope, oldest first. */
  load(scope: string): readonly string[];
  /** What other workers have saved for it since this was asked last, oldest first. */
  news(scope: string): readonly string[];
}

export interface GuardOptions {
  /** 32 bytes, or a sentence on what is wrong with the key. */
  readonly key: () => Result<Uint8Array, string>;
  readonly keeper: DecisionKeeper;
  readonly mappings: MappingKeeper;
}

interface Keyed {
  readonly key: Uint8Array;
  readonly memory: MaskMemory;
  readonly tenants: Map<string, TenantTokens>;
}

export function createGuard({ key, keeper, mappings }: GuardOptions): Guard {
  let keyed: Keyed | null = null;

  /** Another key makes other tokens: what was decided with the former one is of no use. */
  function keyedBy(current: Uint8Array): Keyed {
    if (keyed === null || !Buffer.from(keyed.key).equals(current)) {
      keyed = { key: current, memory: memoryOf(current), tenants: new Map() };
    }
    return keyed;
  }

  return {
    tryText(text, { tenant, rules }) {
      const current = key();
      if (!current.ok) return current;
      const { tenants } = keyedBy(current.value);
      return success(tryText(text, rules, tenantTokens(tenants, current.value, tenant)));
    },
    recall({ tenant, remoteTools }) {
      const current = key();
      if (!current.ok) return null;
      const { tenants } = keyedBy(current.value);
      const own = tenantTokens(tenants, current.value, tenant);
      return restoreTools(keptOriginals(own, mappings), remoteTools);
    },
    protect(input) {
      const current = key();
      if (!current.ok) return failed({ kind: "key", sentence: current.failure });
      const { memory, tenants } = keyedBy(current.value);
      const own = tenantTokens(tenants, current.value, input.tenant);
      const tokens = createTokens(own);
      const { tenant, conversation, rules } = input;
      const name: ScopeName = { tenant, conversation, rulesVersion: rules.version };
      recallSaved(name, memory, keeper);
      const scope = memory.open(name);
      const masked = maskRequest({
        bytes: input.bytes,
        dialect: input.dialect,
        scope,
        masker: {
          decide: (text, field) =>
            decideNamed(text, field, (each) => decideText(each, rules, tokens)),
          remember: tokens.remember,
        },
      });
      const blocking = masked.findings.find(({ action }) => action === "block");
      if (masked.isBlocked && blocking !== undefined) {
        const place = describePlace(input.bytes, blocking.offset);
        return failed({ kind: "blocked", detector: blocking.detector, place });
      }
      const saved = scopeKey(name);
      const fresh = scope.unsaved();
      if (saved !== null && fresh.length > 0) keeper.save(saved, writeDecisions(fresh));
      if (input.staysAtProvider) saveOriginals(tokens.minted(), own, mappings);
      const kept = keptOriginals(own, mappings);
      return success({
        bytes: masked.bytes,
        splices: masked.splices,
        counts: countFresh(masked.findings),
        restoring: restoreTools(
          (token) => tokens.originalOf(token) ?? kept(token),
          input.remoteTools,
        ),
      });
    },
  };
}

function restoreTools(originalOf: Lookup, remoteTools: string): RestoreTools {
  return {
    isRemoteTool: parseRemoteTools(remoteTools),
    restorer: {
      marker: tokenMarker,
      restore: (text, depth) => restoreText(text, originalOf, depth as EscapeDepth),
      openTail,
    },
  };
}

function tenantTokens(
  tenants: Map<string, TenantTokens>,
  key: Uint8Array,
  tenant: string,
): TenantTokens {
  const known = tenants.get(tenant);
  if (known !== undefined) return known;
  if (tenants.size >= limits.tenantTokensKept) tenants.clear();
  const made = createTenantTokens(key, tenant);
  tenants.set(tenant, made);
  return made;
}

/** The seeds are the same in all processes with this key, so that saved decisions are found again. */
function memoryOf(key: Uint8Array): MaskMemory {
  const seeds = createHmac("sha256", key).update("codegate-mask-memory").digest();
  return createMaskMemory({
    budgetBytes: limits.maskMemoryBytes,
    scopeBytes: limits.maskScopeBytes,
    seeds: [seeds.readBigUInt64LE(0), seeds.readBigUInt64LE(8)],
  });
}

/** Null = shared by conversations that nobody can tell apart; what follows from rules is not saved. */
function scopeKey({ tenant, conversation }: ScopeName): string | null {
  return conversation === null ? null : JSON.stringify([tenant, conversation]);
}

function recallSaved(name: ScopeName, memory: MaskMemory, keeper: DecisionKeeper): void {
  const key = scopeKey(name);
  if (key === null) return;
  const saved = memory.has(name) ? [] : keeper.load(key);
  for (const text of [...saved, ...keeper.news(key)]) memory.load(name, readDecisions(text));
}

function countFresh(findings: readonly PlacedFinding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { detector, isKnown } of findings) {
    if (!isKnown) counts.set(detector, (counts.get(detector) ?? 0) + 1);
  }
  return counts;
}
