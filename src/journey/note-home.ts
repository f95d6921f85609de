/** After an answer: the conversation lives where it was first served, and its cache is fresh. */
import { callerIdOf } from "../admit/identify-caller.ts";
import { responseKey } from "../affinity/conversation-key.ts";
import type { Attempt } from "../attempt/attempt.ts";
import type { Usage } from "../base/usage.ts";
import type { Exchange } from "./exchange.ts";
import { readerOf } from "./reader-of.ts";
import type { Rooms } from "./rooms.ts";

export interface Served {
  readonly exchange: Exchange;
  readonly attempt: Attempt;
  readonly usage: Usage;
  /** The answer holds thinking that only its account can read again. */
  readonly hasThinking: boolean;
  /** By which a later request can build on it; null = its account keeps nothing. */
  readonly responseId: string | null;
}

/** A detour (another account served) never moves a conversation; a vanished account does. */
export function noteHome(served: Served, rooms: Rooms): void {
  const { bindings, responseOwners, tokenRates } = rooms;
  const { exchange, attempt, usage, hasThinking, responseId } = served;
  const tokens = promptTokens(usage);
  if (tokens !== null) tokenRates.learn(attempt.candidate.model, exchange.request.bytes, tokens);
  const accountId = attempt.candidate.account.id;
  if (responseId !== null) {
    responseOwners.bind(responseKey(callerIdOf(exchange.caller), responseId), accountId, "first");
  }
  if (exchange.home === null) return;
  const { key } = exchange.home;
  const binding = bindings.lookup(key);
  // The request's own picture: a new one asks the database, and the next request brings one.
  const { accounts } = exchange.snapshot;
  const isGone = binding !== null && accounts.get(binding.accountId)?.enabled !== true;
  if (binding === null || isGone) {
    bindings.bind(key, accountId, isGone ? "account-gone" : "first");
  }
  const { family, organization } = readerOf(attempt.candidate, rooms.organizations);
  bindings.touch(key, { accountId, usage, hasThinking, family, organization });
}

/** Null = not all of them are known. */
function promptTokens({ input, cacheRead, cacheWrite5m, cacheWrite1h }: Usage): number | null {
  return input === null
    ? null
    : input + (cacheRead ?? 0) + (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0);
}
