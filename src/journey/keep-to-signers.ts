/**
 * For users who want a clear error rather than a conversation that has lost its thinking: a request
 * with signed thinking goes only to accounts that signed it.
 */
import { foreignThinkingSetting } from "../admit/caller-settings.ts";
import { carriesThinking } from "../affinity/thinking.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { Skip } from "../route/candidate.ts";
import type { Exchange } from "./exchange.ts";

export function keepToSigners(exchange: Exchange): Result<Exchange, Refusal> {
  const { settings, home, request, plan } = exchange;
  const signers = home?.signers ?? [];
  if (settings.foreignThinking !== "refuse" || signers.length === 0) return success(exchange);
  const isSigner = ({ account }: Skip | (typeof plan.candidates)[number]) =>
    signers.includes(account.id);
  const others = plan.candidates.filter((each) => !isSigner(each));
  if (others.length === 0 || !carriesThinking(request)) return success(exchange);
  const candidates = plan.candidates.filter(isSigner);
  const [first] = candidates;
  if (first === undefined) return failed(explain(exchange, plan.skips.find(isSigner)));
  const reason = `cannot read the thinking that ${namesOf(exchange)} signed (${foreignThinkingSetting})`;
  const skips = others.map(({ account }): Skip => ({
    account,
    kind: "thinking",
    reason,
    waitMs: null,
  }));
  const preferred = candidates.includes(plan.preferred) ? plan.preferred : first;
  return success({
    ...exchange,
    plan: { ...plan, preferred, candidates, skips: [...plan.skips, ...skips] },
  });
}

function namesOf({ home, snapshot }: Exchange): string {
  const names = (home?.signers ?? []).map((id) => snapshot.accounts.get(id)?.name);
  return names
    .map((name) => (name === undefined ? "an account that is gone" : `"${name}"`))
    .join(" and ");
}

/** `skip`: why the one that could read it is not asked; undefined = it is not among the accounts. */
function explain(exchange: Exchange, skip: Skip | undefined): Refusal {
  const why =
    skip === undefined
      ? "It is not among the accounts that may serve this request."
      : `It ${skip.reason.replace(/\.$/, "")}.`;
  const message =
    `This conversation holds thinking that only the account which signed it can read: ` +
    `${namesOf(exchange)}. ${why} Set ${foreignThinkingSetting} to drop to go on without it.`;
  const waitMs = skip?.waitMs ?? null;
  return waitMs === null
    ? { kind: "unavailable", message, retryable: false }
    : { kind: "rate_limit", message, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) };
}
