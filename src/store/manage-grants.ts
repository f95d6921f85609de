/** What a person grants by signing in, as rows. For the command line. */
import { eq } from "drizzle-orm/sql";
import { silentLogger } from "../base/logger.ts";
import { failed, success, type Result } from "../base/result.ts";
import { openAccountKeys } from "./account-keys.ts";
import { changeStore, type Named, type StorePlace } from "./change-store.ts";
import { findStored } from "./manage-accounts.ts";
import type { StoreDatabase } from "./open-database.ts";
import { textOrNull } from "./read-values.ts";
import { accounts, codegateAccountOptions, codegateGrants } from "./schema.ts";
import { formatTimestamp } from "./timestamp.ts";

/** What a provider gave. */
export interface SignedIn {
  readonly accessToken: string;
  /** Null = nobody can renew the token. */
  readonly refreshToken: string | null;
  /** Milliseconds since the epoch; null = not known. */
  readonly expiresAt: number | null;
  readonly externalAccountId: string | null;
  readonly email: string | null;
  readonly plan: string | null;
  /** Milliseconds since the epoch. */
  readonly grantedAt: number;
  /** Another client's credential file that is followed; null = a grant of its own. */
  readonly sharedFile: string | null;
}

/**
 * Gives an account that there is a new grant. Its places in configs, limits and history stay. It
 * must be the same person's: two accounts must not become one unseen.
 */
export function renewSignIn(
  place: StorePlace,
  reference: string,
  { provider, signedIn }: { readonly provider: string; readonly signedIn: SignedIn },
): Result<Named, string> {
  return changeStore(place, (database) => {
    const found = findStored(database, reference);
    if (!found.ok) return found;
    const { id, name } = found.value;
    const refusal = whyAnother(database, id, provider, signedIn);
    if (refusal !== null) return failed(`The account ${name} ${refusal}`);
    const keys = openAccountKeys({ ...place, logger: silentLogger });
    const apiKey = keys.encrypt(signedIn.accessToken);
    if (!apiKey.ok) return apiKey;
    const refresh =
      signedIn.refreshToken === null ? success(null) : keys.encrypt(signedIn.refreshToken);
    if (!refresh.ok) return refresh;
    const { email, plan, externalAccountId } = signedIn;
    database.orm
      .update(accounts)
      .set({
        authType: "oauth",
        apiKeyEnc: apiKey.value,
        refreshTokenEnc: refresh.value,
        tokenExpiresAt: signedIn.expiresAt,
        status: "unknown",
        errorCount: 0,
        updatedAt: formatTimestamp(signedIn.grantedAt),
        ...(email === null ? {} : { accountEmail: email }),
        ...(plan === null ? {} : { subscriptionType: plan }),
        ...(externalAccountId === null ? {} : { externalAccountId }),
      })
      .where(eq(accounts.id, id))
      .run();
    putGrant(database, id, signedIn);
    return found;
  });
}

/** Continues "The account NAME"; null = it may be the same person's. */
function whyAnother(
  { orm }: StoreDatabase,
  id: string,
  provider: string,
  { externalAccountId, email }: SignedIn,
): string | null {
  const row = orm.select().from(accounts).where(eq(accounts.id, id)).get();
  const stored = textOrNull(row?.provider) ?? "";
  if (!areSame(stored, provider)) return `is of the provider ${stored}, not ${provider}.`;
  const externalId = textOrNull(row?.externalAccountId);
  if (externalId !== null && externalAccountId !== null && externalId !== externalAccountId) {
    return "belongs to another sign-in; add this one under a name of its own (--name).";
  }
  const known = textOrNull(row?.accountEmail)?.toLowerCase() ?? null;
  if (known !== null && email !== null && known !== email.toLowerCase()) {
    return `belongs to ${known}, and you signed in as ${email}; add that under a name of its own (--name).`;
  }
  return null;
}

/** The dashboard stores ChatGPT logins as "openai". */
function areSame(stored: string, provider: string): boolean {
  const id = stored.toLowerCase();
  return id === provider || (id === "openai" && provider === "openai_sub");
}

/** Replaces whatever was known of a former grant. */
export function putGrant(
  { orm }: StoreDatabase,
  accountId: string,
  { grantedAt, sharedFile }: Pick<SignedIn, "grantedAt" | "sharedFile">,
): void {
  orm.delete(codegateGrants).where(eq(codegateGrants.accountId, accountId)).run();
  orm.insert(codegateGrants).values({ accountId, grantedAt, sharedFile }).run();
}

/** Who may use an account: names or ids; null = everybody; undefined = as it was. */
export interface Allowed {
  readonly tenants?: readonly string[] | null | undefined;
  readonly clients?: readonly string[] | null | undefined;
}

export function allowUse(
  place: StorePlace,
  reference: string,
  { tenants, clients }: Allowed,
): Result<Named, string> {
  const comma = [...(tenants ?? []), ...(clients ?? [])].find((name) => name.includes(","));
  if (comma !== undefined)
    return failed(`A name with a comma cannot be kept: ${comma}; use its id.`);
  const set = {
    ...(tenants === undefined ? {} : { allowedTenants: tenants?.join(",") ?? null }),
    ...(clients === undefined ? {} : { allowedClients: clients?.join(",") ?? null }),
  };
  return changeStore(place, (database) => {
    const found = findStored(database, reference);
    if (!found.ok) return found;
    database.orm
      .insert(codegateAccountOptions)
      .values({ accountId: found.value.id, ...set })
      .onConflictDoUpdate({ target: codegateAccountOptions.accountId, set })
      .run();
    return found;
  });
}
