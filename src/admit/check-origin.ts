/**
 * Keeps web pages out. A page in the user's browser can reach loopback ports, directly (Origin)
 * or under its own host name (DNS rebinding, Host); neither may spend the user's accounts.
 */

export interface OriginRules {
  /** Host names, lower case, without port. */
  readonly allowedHosts: readonly string[];
  /** Whole origins, lower case. */
  readonly allowedOrigins: readonly string[];
}

/** True for localhost and every loopback address, with or without a port. */
export function isLoopbackHost(host: string): boolean {
  const name = hostName(host);
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "[::1]" ||
    name === "::1" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
  );
}

/** True when the request is addressed to a name that this gateway answers to. */
export function isHostAllowed(host: string | null, rules: OriginRules): boolean {
  if (host === null) return true;
  return isLoopbackHost(host) || rules.allowedHosts.includes(hostName(host));
}

/** True when no browser page is behind the request, or one that the user has allowed. */
export function isOriginAllowed(headers: Headers, rules: OriginRules): boolean {
  const origin = headers.get("origin")?.toLowerCase() ?? null;
  if (origin === null) return true;
  if (rules.allowedOrigins.includes(origin)) return true;
  const host = headers.get("host")?.toLowerCase() ?? null;
  const isOwn = host !== null && (origin === `http://${host}` || origin === `https://${host}`);
  return isOwn && isHostAllowed(host, rules);
}

function hostName(host: string): string {
  const lower = host.toLowerCase();
  // "::1" has several colons and no port; "[::1]:9212" and "localhost:9212" do.
  if (lower.startsWith("[")) return lower.slice(0, lower.indexOf("]") + 1);
  const colon = lower.indexOf(":");
  return colon === -1 || colon !== lower.lastIndexOf(":") ? lower : lower.slice(0, colon);
}
