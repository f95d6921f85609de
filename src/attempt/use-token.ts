/** Attempts and the tokens of their accounts: the freshest goes out, and a refused one is renewed. */
import type { Custody } from "../custody/custody.ts";
import { credentialIn, setCredential } from "../provider/build-headers.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Account } from "../store/snapshot.ts";
import type { Attempt } from "./attempt.ts";
import { unlessLeft, type Leave } from "./leave.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Trouble } from "./trouble.ts";

/**
 * The account as it is now, and its token in the headers: a plan may have waited for minutes. Who
 * does not wait any more does not wait for a renewal either.
 */
export async function withFreshToken(
  { account, offer }: Candidate,
  { headers }: Outgoing,
  custody: Custody,
  leave: Leave,
): Promise<Account> {
  const current = await unlessLeft(custody.current(account), leave);
  if (current === null) return account;
  if (current.credential !== account.credential) setCredential(headers, current, offer.auth);
  return current;
}

/** True when the provider refused the token itself and there is another one now. */
export async function renewToken(
  { candidate, outgoing }: Attempt,
  trouble: Trouble,
  custody: Custody,
): Promise<boolean> {
  if (trouble.kind !== "refused" || trouble.status !== 401) return false;
  const sent = credentialIn(outgoing.headers);
  return sent !== null && custody.renew(candidate.account, sent);
}
