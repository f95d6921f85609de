/** After an answer: the conversation lives where it was first served, and its cache is fresh. */
import { callerIdOf } from "../admit/identify-caller.ts";
import { responseKey } from "../affinity/conversation-key.ts";
import type { Attempt } from "../attempt/attempt.ts";
import type { Usage } from "../base/usage.ts";
import type { Exchange } from "./exchange.ts";
import { readerOf } from "./reader-of.ts";
import type { Rooms } from "./rooms.ts";

export interface Served {
  readonly usage: Usage;
  /** The answer holds thinking that only its account can read again. */
  readonly hasThinking: boolean;
  /** By which a later request can build on it; null = its account keeps nothing. */
  readonly responseId: string | null;
}

export type NoteHome = (served: Served) => void;

/**
 * To be told how the answer ended. Of all requests to a model that are under way it holds the body
 * of one. A detour (another account served) never moves a conversation; a vanished account does.
 */
export function homeNoter(exchange: Exchange, { candidate }: Attempt, rooms: Rooms): NoteHome {
  const { bindings, responseOwners, organizations } = rooms;
  // The request's own picture: a new one asks the database, and the next request brings one.
  const { accounts } = exchange.snapshot;
  const key = exchange.home?.key ?? null;
  const session = exchange.home?.session ?? null;
  const callerId = callerIdOf(exchange.caller);
  const learnTokens = rooms.tokenRates.learnFrom(candidate.model, exchange.request.bytes);
  const accountId = candidate.account.id;
  return ({ usage, hasThinking, responseId }) => {
    learnTokens(promptTokens(usage));
    if (responseId !== null) {
      responseOwners.bind(responseKey(callerId, responseId, session), accountId, "first");
    }
    if (key === null) return;
    const binding = bindings.lookup(key);
    const isGone = binding !== null && accounts.get(binding.accountId)?.enabled !== true;
    if (binding === null || isGone) {
      bindings.bind(key, accountId, isGone ? "account-gone" : "first");
    }
    const { family, organization } = readerOf(candidate, organizations);
    bindings.touch(key, { accountId, usage, hasThinking, family, organization });
  };
}

/** Null = not all of them are known. */
function promptTokens({ input, cacheRead, cacheWrite5m, cacheWrite1h }: Usage): number | null {
  return input === null
    ? null
    : input + (cacheRead ?? 0) + (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0);
}
