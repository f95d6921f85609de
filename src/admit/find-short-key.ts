/** A global key that somebody could find by trying; people are warned of it, and not hindered. */
import { limits } from "../base/limits.ts";
import type { Snapshot } from "../store/snapshot.ts";

export interface ShortKey {
  readonly source: "environment" | "database";
  /** A sentence; how long the key is, it does not say. */
  readonly what: string;
}

/** Null = the key in force is long enough, or there is none. */
export function findShortKey(
  proxyApiKey: string | null,
  { settings }: Pick<Snapshot, "settings">,
): ShortKey | null {
  const key = proxyApiKey ?? settings.get("proxy_api_key") ?? "";
  if (key === "" || key.length >= limits.keyLeastLength) return null;
  const [source, name] =
    proxyApiKey === null
      ? (["database", "The global key"] as const)
      : (["environment", "PROXY_API_KEY"] as const);
  const what = `${name} has fewer than ${limits.keyLeastLength} characters: whoever reaches CodeGate may find it by trying.`;
  return { source, what };
}
