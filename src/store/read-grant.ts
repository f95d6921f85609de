/** What the tables say of an OAuth account's grant. Values that make no sense count as absent. */
import { createHash } from "node:crypto";
import { isEmptySecret } from "./cipher.ts";
import type { RawRow } from "./raw-row.ts";
import { orElse, readInstant, textOrNull } from "./read-values.ts";
import type { Grant } from "./snapshot.ts";

export function readGrant(account: RawRow, grant: RawRow): Grant {
  const stored = textOrNull(account["refreshTokenEnc"]);
  const rejected = textOrNull(grant["rejectedDigest"]);
  const isRejected = rejected !== null && stored !== null && rejected === digestOf(stored);
  // What was wrong with a refresh token that has been replaced says nothing of the new one.
  const isPast = rejected !== null && !isRejected;
  const problem = textOrNull(grant["problem"]);
  return {
    hasRefreshToken: stored !== null && !isEmptySecret(stored),
    sharedFile: textOrNull(grant["sharedFile"]),
    grantedAt: orElse<number | null>(readInstant(grant["grantedAt"]), null),
    refreshedAt: orElse<number | null>(readInstant(grant["refreshedAt"]), null),
    retryAt: orElse<number | null>(readInstant(grant["retryAt"]), null),
    isRejected,
    problem: isPast ? null : problem,
    problemSince: orElse<number | null>(readInstant(grant["problemSince"]), null),
  };
}

/** SHA-256 as hexadecimal digits: names a secret without revealing it. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
