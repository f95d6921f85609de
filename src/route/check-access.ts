/** Whether a caller and its client may use an account at all, and whether its token is any good. */
import type { Caller } from "../admit/identify-caller.ts";
import { whyExpired } from "../custody/token-state.ts";
import { providerOf } from "../provider/find-offer.ts";
import { hasToken } from "../provider/has-token.ts";
import type { Account } from "../store/snapshot.ts";
import type { Skip } from "./candidate.ts";

export interface Asker {
  readonly caller: Caller;
  /** A name of `clientNames`; null = not known. */
  readonly client: string | null;
}

/** Null = the account is for them, as far as they and its token go. */
export function checkAccess(account: Account, asker: Asker, now: number): Skip | null {
  const client = whyNotClient(account, asker.client);
  if (client !== null) return { account, kind: "client", reason: client, waitMs: null };
  if (!isForCaller(account, asker.caller)) {
    return { account, kind: "tenant", reason: "is not for this caller", waitMs: null };
  }
  const expired = whyExpired(account, now);
  return expired === null ? null : { account, kind: "token", ...expired };
}

/** True when `checkAccess` has nothing to ask, whoever it is and whenever. */
export function isForAll(account: Account): boolean {
  const { allowedClients, allowedTenants, grant } = account;
  const isOpen = allowedClients === null && allowedTenants === null;
  return isOpen && grant === null && entitledClients(account) === null;
}

/** The clients whose requests a person's subscription with this account's provider covers; null = any. */
export function entitledClients(account: Account): readonly string[] | null {
  return hasToken(account) ? providerOf(account).subscriptionClients : null;
}

function whyNotClient(account: Account, client: string | null): string | null {
  const entitled = entitledClients(account);
  if (entitled !== null && !includes(entitled, client)) {
    return `is a subscription whose provider serves ${entitled.join(", ")} only`;
  }
  const { allowedClients } = account;
  return allowedClients === null || includes(allowedClients, client)
    ? null
    : "is not for this client";
}

function isForCaller({ allowedTenants }: Account, caller: Caller): boolean {
  if (allowedTenants === null) return true;
  const names = caller.kind === "tenant" ? [caller.tenant.id, caller.tenant.name] : [caller.kind];
  return names.some((name) => allowedTenants.includes(name));
}

function includes(names: readonly string[], client: string | null): boolean {
  return client !== null && names.includes(client);
}
