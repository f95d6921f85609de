/** After an answer: the conversation lives where it was first served, and its cache is fresh. */
import type { Attempt } from "../attempt/attempt.ts";
import type { Usage } from "../base/usage.ts";
import type { Exchange } from "./exchange.ts";
import type { Rooms } from "./rooms.ts";

export interface Served {
  readonly exchange: Exchange;
  readonly attempt: Attempt;
  readonly usage: Usage;
  /** The answer holds thinking that only its account can read again. */
  readonly hasThinking: boolean;
}

/** A detour (another account served) never moves a conversation; a vanished account does. */
export function noteHome(served: Served, { bindings, snapshot }: Rooms): void {
  const { exchange, attempt, usage, hasThinking } = served;
  if (exchange.home === null) return;
  const { key } = exchange.home;
  const accountId = attempt.candidate.account.id;
  const binding = bindings.lookup(key);
  const isGone = binding !== null && snapshot().accounts.get(binding.accountId)?.enabled !== true;
  bindings.bind(key, accountId, isGone ? "account-gone" : "first");
  bindings.touch(key, { accountId, usage, hasThinking });
}
