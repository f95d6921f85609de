/** Puts back what guardrails masked, as far as its originals are kept. */
import type { Result } from "../../base/result.ts";
import { success } from "../../base/result.ts";
import { keptOriginals, type MappingKeeper } from "../../guard/kept-originals.ts";
import { restoreText, type Lookup } from "../../guard/token/restore.ts";
import { createTenantTokens } from "../../guard/token/tokens.ts";
import { openGuardrailKey } from "../../store/guardrail-key.ts";
import { readMappingsOnce } from "../../store/read-once.ts";
import type { CommandRooms } from "../command.ts";
import type { TrainingExample } from "./training-example.ts";

/** `tenantId` is whose request it was: nobody else's tokens are opened. */
export type Restore = (example: TrainingExample, tenantId: string | null) => TrainingExample;

export function openRestore({ place, options }: CommandRooms): Result<Restore, string> {
  const guardrailKey = options.guardrailKey ?? undefined;
  const key = openGuardrailKey({ ...place, guardrailKey })();
  if (!key.ok) return key;
  const mappings = readMappingsOnce(place);
  if (!mappings.ok) return mappings;
  const keeper: MappingKeeper = {
    needs: () => false,
    save: () => undefined,
    load: (token) => mappings.value.get(token) ?? null,
  };
  return success((example, tenantId) => {
    const tokens = createTenantTokens(key.value, tenantId ?? "");
    return restored(example, keptOriginals(tokens, keeper), 0) as TrainingExample;
  });
}

/** Arguments of a call are JSON in a text of their own. */
function restored(value: unknown, lookup: Lookup, depth: 0 | 1): unknown {
  if (typeof value === "string") return restoreText(value, lookup, depth);
  if (Array.isArray(value)) return value.map((item) => restored(item, lookup, 0));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => {
    return [name, restored(item, lookup, name === "arguments" ? 1 : 0)] as const;
  });
  return Object.fromEntries(entries);
}
