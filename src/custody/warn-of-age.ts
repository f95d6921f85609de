import type { Logger } from "../base/logger.ts";
import type { Account } from "../store/snapshot.ts";
import type { TokenEndpoints } from "./token-endpoints.ts";

const day = 24 * 60 * 60_000;

/** Days since a person signed in, when such grants are likely to end soon; else null. */
export function oldGrantDays(
  { provider, grant }: Pick<Account, "provider" | "grant">,
  endpoints: TokenEndpoints,
  now: number,
): number | null {
  const oldMs = endpoints.get(provider)?.grantOldMs ?? null;
  const grantedAt = grant?.grantedAt ?? null;
  const isOld = oldMs !== null && grantedAt !== null && now - grantedAt >= oldMs;
  return isOld ? Math.floor((now - grantedAt) / day) : null;
}

/** Says once for each sign-in that it is old. */
export function createAgeWarner(
  endpoints: TokenEndpoints,
  logger: Logger,
): (account: Account, now: number) => void {
  const warned = new Set<string>();
  return (account, now) => {
    const { id, name, provider, grant } = account;
    const days = oldGrantDays(account, endpoints, now);
    const key = `${id} ${grant?.grantedAt ?? ""}`;
    if (days === null || warned.has(key)) return;
    warned.add(key);
    logger.warn(
      `The sign-in of account "${name}" is ${days} days old and may end soon. ` +
        `Sign in again when it suits: codegate login ${provider} --account ${JSON.stringify(name)}`,
    );
  };
}
