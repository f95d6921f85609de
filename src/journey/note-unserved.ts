/** Writes down a request whose client got an error of the gateway's own making. */
import type { Attempt } from "../attempt/attempt.ts";
import { statusOf, type Refusal } from "../base/refusal.ts";
import { explainNobody } from "../route/explain-route.ts";
import type { Unroutable } from "../route/route.ts";
import { loggedOf, type Exchange, type Question } from "./exchange.ts";
import type { Rooms } from "./rooms.ts";

/** No account was asked. */
export function noteUnroutable(question: Question, refusal: Unroutable, rooms: Rooms): void {
  const { kind, message, skips } = refusal;
  const route = explainNobody(skips);
  const told = { status: statusOf(kind), message, route, last: null, isFailover: false };
  rooms.recorder.unserved(loggedOf(question), told);
}

export interface Unserved {
  readonly refusal: Refusal;
  readonly route: string;
  /** The last call; null = there was none. */
  readonly last: Attempt | null;
}

/** Accounts were chosen, and none of them could serve. */
export function noteUnserved(exchange: Exchange, unserved: Unserved, { recorder }: Rooms): void {
  const { refusal, route, last } = unserved;
  const { kind, message } = refusal;
  const isFailover = last !== null && last.candidate !== exchange.plan.preferred;
  recorder.unserved(loggedOf(exchange), {
    status: statusOf(kind),
    message,
    route,
    last,
    isFailover,
  });
}
