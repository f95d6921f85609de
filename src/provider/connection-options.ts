import { isLoopbackHost } from "../admit/check-origin.ts";
import { limits } from "../base/limits.ts";
import type { Account } from "../store/snapshot.ts";

/**
 * Proxy and certificates for calls of an account. HTTP_PROXY in the environment would catch local
 * servers too, so they are exempted.
 */
export function connectionOptions(
  url: string,
  { caCertificates, proxyUrl }: Pick<Account, "caCertificates" | "proxyUrl">,
): Partial<BunFetchRequestInit> {
  const tls = caCertificates === null ? {} : { tls: { ca: caCertificates } };
  if (proxyUrl !== null) return { ...tls, proxy: proxyUrl };
  return isOnThisMachine(url) ? { ...tls, proxy: false } : tls;
}

/** By scheme and host: every call asks, and to take an address apart costs microseconds. */
const known = new Map<string, boolean>();

function isOnThisMachine(url: string): boolean {
  const path = url.indexOf("/", url.indexOf("://") + "://".length);
  const origin = path < 0 ? url : url.slice(0, path);
  const found = known.get(origin);
  if (found !== undefined) return found;
  const isLocal = isLoopbackHost(new URL(url).host);
  if (known.size >= limits.addressesRemembered) known.clear();
  known.set(origin, isLocal);
  return isLocal;
}
