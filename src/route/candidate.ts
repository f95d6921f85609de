import type { Dialect } from "../base/dialect.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Offer, Provider } from "../provider/providers.ts";
import type { LastingAssessment } from "../quota/assess-quota.ts";
import type { Account, TierRow } from "../store/snapshot.ts";
import type { Resting } from "./rests.ts";

/** One account that may serve a request, and the model it would be asked for. */
export interface Candidate {
  readonly account: Account;
  readonly provider: Provider;
  readonly offer: Offer;
  /** What is spoken to the account; when it is not the client's dialect, the exchange is converted. */
  readonly dialect: Dialect;
  /** The model name sent upstream. */
  readonly model: string;
  /** Neither who asks nor the time decides whether its account may be used (`check-access.ts`). */
  readonly isForAll: boolean;
  /** Accounts that share it would bill a request alike (`estimate-cost.ts`). */
  readonly billing: string;
  /** The window that counts its account's requests. */
  readonly window: string;
  /** By what this candidate can be kept from being asked. */
  readonly resting: Resting;
}

/** The window that counts an account's requests. */
export function accountWindow(accountId: string): string {
  return `account:${accountId}`;
}

/** How a candidate stands at a moment, asked once for everything that orders it. */
export interface Standing {
  readonly candidate: Candidate;
  /** What is known of its account's quota for its model. */
  readonly quota: LastingAssessment;
  /** Milliseconds that it rests... */
  readonly restMs: number;
  /** ...and until neither that nor a full quota window keeps it. */
  readonly keptMs: number;
  readonly providerRestMs: number;
}

/** A row of a config with its account, before anything was checked. */
export interface Choice {
  readonly account: Account;
  readonly row: Pick<TierRow, "priority" | "targetModel">;
}

/** An account that cannot serve this request, and why, in words for people. */
export interface Skip {
  readonly account: Account;
  readonly kind:
    | "disabled"
    | "unusable"
    | "client"
    | "tenant"
    | "token"
    | "dialect"
    | "model"
    | "rate-limit"
    | "budget"
    | "caller-budget"
    | "overage"
    | "resting"
    | "thinking"
    | "state";
  readonly reason: string;
  /** Milliseconds until it may be asked again; null = waiting does not help. */
  readonly waitMs: number | null;
  /** What the client is told when nothing else keeps the request; absent = the list of reasons. */
  readonly refusal?: Refusal;
}
