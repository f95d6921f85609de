import type { ConfigListing } from "../../store/manage-configs.ts";
import type { AccountHealth } from "../accounts/account-health.ts";
import type { BudgetLine } from "../budgets/budget-lines.ts";
import type { GatewayAnswer } from "./ask-gateway.ts";

/** What `codegate status` tells. */
export interface StatusFacts {
  readonly gateway: GatewayAnswer;
  readonly dataDirectory: string;
  readonly stored: StoredFacts;
}

/** What the database in DATA_DIR holds. */
export interface StoredFacts {
  /** Why it cannot be read; null when it can, or is not there yet. */
  readonly problem: string | null;
  readonly accounts: readonly {
    readonly name: string;
    readonly enabled: boolean;
    readonly usable: boolean;
    readonly health: AccountHealth;
  }[];
  readonly active: ConfigListing | null;
  readonly budgets: readonly BudgetLine[];
}
