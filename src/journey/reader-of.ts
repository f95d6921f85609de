/** What a candidate can read of signed thinking. */
import type { Organizations } from "../affinity/organizations.ts";
import type { Signer } from "../affinity/signer.ts";
import type { Candidate } from "../route/candidate.ts";

export function readerOf(
  { account, resting }: Candidate,
  organizations: Pick<Organizations, "of">,
): Signer {
  // Codex names its organizations in the account itself.
  const own =
    account.externalAccountId === null ? null : `${account.provider} ${account.externalAccountId}`;
  const organization = organizations.of(account.id) ?? own;
  return { accountId: account.id, family: resting.family, organization };
}
