import { isLoopbackHost } from "../admit/check-origin.ts";
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
  return isLoopbackHost(new URL(url).host) ? { ...tls, proxy: false } : tls;
}
