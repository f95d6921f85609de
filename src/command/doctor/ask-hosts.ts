/** `doctor --online`: whether each account's host can be reached, and what its clock says. */
import { connectionCode } from "../../attempt/abandoned.ts";
import { isUntrusted } from "../../attempt/is-untrusted.ts";
import { limits } from "../../base/limits.ts";
import { connectionOptions } from "../../provider/connection-options.ts";
import { findOffer, providerOf } from "../../provider/find-offer.ts";
import type { Account } from "../../store/snapshot.ts";
import type { CommandRooms } from "../command.ts";
import { duration } from "../terminal/phrases.ts";
import { orFine, problem, type Finding } from "./finding.ts";

/** Asks without a key; whatever is answered is good enough. */
export async function askHosts(
  accounts: readonly Account[],
  rooms: Pick<CommandRooms, "fetch" | "now">,
): Promise<readonly Finding[]> {
  const asked = accounts.filter(
    ({ enabled, unusableReason }) => enabled && unusableReason === null,
  );
  const found = await Promise.all(asked.map((account) => askHost(account, rooms)));
  return orFine(found.flat(), "clock", "Every provider can be reached, and their clocks agree.");
}

async function askHost(
  account: Account,
  { fetch, now }: Pick<CommandRooms, "fetch" | "now">,
): Promise<readonly Finding[]> {
  const offer = findOffer(account, providerOf(account).primary);
  if (offer === null) return [];
  const { origin, host } = new URL(offer.base);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), limits.hostTimeoutMs);
  try {
    const response = await fetch(origin, {
      method: "HEAD",
      redirect: "manual",
      timeout: false,
      signal: controller.signal,
      ...connectionOptions(origin, account),
    });
    return checkDate(host, response.headers.get("date"), now());
  } catch (error) {
    const code = controller.signal.aborted ? "no answer in time" : connectionCode(error);
    const what = `The host ${host} of account ${JSON.stringify(account.name)} cannot be reached (${code}).`;
    const remedy = isUntrusted(code)
      ? "Give the account the certificate authority: accounts add --ca-file FILE."
      : "Check this machine's network, the account's address and its proxy.";
    return [problem("accounts", what, remedy)];
  } finally {
    clearTimeout(timer);
  }
}

function checkDate(host: string, date: string | null, now: number): readonly Finding[] {
  const skew = now - Date.parse(date ?? "");
  if (!(Math.abs(skew) > limits.clockSkewMs)) return [];
  const way = skew > 0 ? "ahead of" : "behind";
  const what = `This machine's clock is ${duration(Math.abs(skew))} ${way} ${host}'s.`;
  return [problem("clock", what, "Set the clock: tokens are renewed by it.")];
}
