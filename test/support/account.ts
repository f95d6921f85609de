import type { Account } from "../../src/store/snapshot.ts";

/** A usable account; a test names what matters to it. */
export function accountOf(changes: Partial<Account> = {}): Account {
  const name = changes.name ?? "account";
  return {
    id: `id-${name}`,
    name,
    provider: "anthropic",
    authType: "api_key",
    credential: `key-of-${name}`,
    tokenExpiresAt: null,
    grant: null,
    baseUrl: null,
    priority: 0,
    rateLimit: 0,
    monthlyBudget: null,
    externalAccountId: null,
    proxyUrl: null,
    caCertificates: null,
    dialects: null,
    allowedTenants: null,
    allowedClients: null,
    enabled: true,
    unusableReason: null,
    ...changes,
  };
}
