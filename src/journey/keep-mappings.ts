import { limits } from "../base/limits.ts";
import type { MappingKeeper } from "../guard/kept-originals.ts";
import type { Store } from "../store/store.ts";

/** Workers write originals a moment after their requests, and tell them before. */
export interface OriginalNews {
  tell(token: string, sealed: string): void;
  /** What another worker has told lately; null = nothing. */
  heard(token: string): string | null;
}

/** Originals of tokens, for providers that keep what they got; written beside the requests. */
export function keepMappings(
  store: Pick<Store, "write" | "mapping">,
  now: () => number,
  others: OriginalNews | null,
): MappingKeeper {
  /** When each was written last: a conversation brings the same ones with every turn. */
  const written = new Map<string, number>();
  return {
    needs: (token) => now() - (written.get(token) ?? 0) >= limits.mappingRefreshMs,
    save(mapping) {
      const at = now();
      if (written.size >= limits.mappingsRemembered) written.clear();
      written.set(mapping.token, at);
      store.write({ table: "privacy_mappings", ...mapping, at });
      others?.tell(mapping.token, mapping.sealed);
    },
    load: (token) => store.mapping(token) ?? others?.heard(token) ?? null,
  };
}
