import { limits } from "../base/limits.ts";
import type { MappingKeeper } from "../guard/kept-originals.ts";
import type { Store } from "../store/store.ts";

/** Originals of tokens, for providers that keep what they got; written beside the requests. */
export function keepMappings(store: Store, now: () => number): MappingKeeper {
  /** When each was written last: a conversation brings the same ones with every turn. */
  const written = new Map<string, number>();
  return {
    needs: (token) => now() - (written.get(token) ?? 0) >= limits.mappingRefreshMs,
    save(mapping) {
      const at = now();
      if (written.size >= limits.mappingsRemembered) written.clear();
      written.set(mapping.token, at);
      store.write({ table: "privacy_mappings", ...mapping, at });
    },
    load: (token) => store.mapping(token),
  };
}
