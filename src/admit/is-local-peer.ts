/** The part of Bun's server that the core needs, so that tests and other hosts can leave it out. */
export interface Socket {
  timeout(request: Request, seconds: number): void;
  requestIP(request: Request): { readonly address: string } | null;
}

const forwardingHeaders = ["forwarded", "x-forwarded-for", "x-real-ip", "via"] as const;

/**
 * True only for a direct connection from this machine. Without a server handle the peer is
 * unknown, and behind a reverse proxy the loopback address says nothing about the caller.
 */
export function isLocalPeer(request: Request, socket: Socket | undefined): boolean {
  const address = socket?.requestIP(request)?.address;
  if (address === undefined) return false;
  const isLoopback = address === "::1" || /^(?:::ffff:)?127\./.test(address);
  return isLoopback && !forwardingHeaders.some((name) => request.headers.has(name));
}
