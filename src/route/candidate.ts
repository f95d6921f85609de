import type { Offer, Provider } from "../provider/providers.ts";
import type { Account, TierRow } from "../store/snapshot.ts";
import type { Resting } from "./rests.ts";

/** One account that may serve a request, and the model it would be asked for. */
export interface Candidate {
  readonly account: Account;
  readonly provider: Provider;
  readonly offer: Offer;
  /** The model name sent upstream. */
  readonly model: string;
  /** By what this candidate can be kept from being asked. */
  readonly resting: Resting;
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
    | "rate-limit"
    | "budget"
    | "overage";
  readonly reason: string;
  /** Milliseconds until it may be asked again; null = waiting does not help. */
  readonly waitMs: number | null;
}
