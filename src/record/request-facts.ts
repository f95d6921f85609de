import type { Payer } from "../budget/budgets.ts";
import type { LoggedRequest } from "./log-row.ts";

/** The request that an attempt belongs to, as far as rows speak of it. */
export interface RequestFacts extends LoggedRequest {
  readonly configId: string | null;
  readonly tier: string | null;
  readonly payer: Payer;
  readonly warnings: readonly string[];
}
