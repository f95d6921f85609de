/** An account in words. */
import { parseTimestamp } from "../../store/timestamp.ts";
import { oneLine } from "../../process/logger.ts";
import { providerTitles } from "../../provider/providers.ts";
import type { AccountListing } from "../../store/manage-accounts.ts";
import { ago, dollars } from "../terminal/phrases.ts";
import type { Style } from "../terminal/terminal.ts";

export interface AccountState {
  readonly word: string;
  readonly style: Style;
}

const wordByStatus: Readonly<Record<string, AccountState>> = {
  active: { word: "ready", style: "green" },
  expired: { word: "key refused", style: "red" },
  rate_limited: { word: "at its limit", style: "yellow" },
  error: { word: "last call failed", style: "yellow" },
};

/** Whether it can serve, and how its last call went. `now`: milliseconds since the epoch. */
export function describeState(account: AccountListing, now: number): AccountState {
  const { enabled, unusableReason, tokenExpiresAt, status } = account;
  if (!enabled) return { word: "off", style: "dim" };
  if (unusableReason !== null) return { word: "cannot be used", style: "red" };
  if (tokenExpiresAt !== null && tokenExpiresAt <= now) {
    return { word: "token expired", style: "red" };
  }
  return wordByStatus[status] ?? { word: "not used yet", style: "cyan" };
}

/** Why it cannot be used, or what its last call came to; "" when all is well. */
export function describeTrouble(account: AccountListing, now: number): string {
  const { enabled, unusableReason, errorCount, lastError, lastErrorAt } = account;
  if (enabled && unusableReason !== null) return unusableReason;
  // The text of the last error stays after a success; only the count goes back to zero.
  if (lastError === null || errorCount === 0) return "";
  const at = parseTimestamp(lastErrorAt);
  const when = at === null ? "" : `, ${ago(at, now)}`;
  return `Last error${when}: ${oneLine(lastError)}`;
}

/** Of a month, US dollars. */
export interface Spending {
  readonly usd: number;
  /** Something was spent that is not known. */
  readonly isLeast: boolean;
}

export function spendingText({ usd, isLeast }: Spending): string {
  return isLeast ? `at least ${dollars(usd)}` : dollars(usd);
}

/** "60/min, $3.12 of $20/month"; `spent` is this month's cost, US dollars. */
export function describeLimits(account: AccountListing, spent: Spending): string {
  const { rateLimit, monthlyBudget } = account;
  const parts = [
    ...(rateLimit > 0 ? [`${rateLimit}/min`] : []),
    ...(monthlyBudget === null
      ? []
      : [`${spendingText(spent)} of ${dollars(monthlyBudget)}/month`]),
  ];
  return parts.length === 0 ? "none" : parts.join(", ");
}

export function describeProvider(id: string, authType: string): string {
  const title = providerTitles.get(id) ?? oneLine(id);
  return authType === "oauth" && !title.includes("(") ? `${title} (OAuth)` : title;
}

/** An address without the password that it may carry. */
export function hidePassword(address: string): string {
  const url = URL.parse(address);
  if (url === null || (url.username === "" && url.password === "")) return address;
  url.username = "";
  url.password = "";
  return url.href;
}
