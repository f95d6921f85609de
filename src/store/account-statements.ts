/** How the health of an account is written down. */
import { limits } from "../base/limits.ts";
import { cutText } from "./cut-text.ts";
import type { RowStatement } from "./row-statement.ts";
import type { AccountFailure, AccountSuccess } from "./rows.ts";
import { createTimestamps } from "./timestamp.ts";

const timestampOf = createTimestamps();

/** Forgets the errors but keeps the text of the last one, which the dashboard shows with its date. */
export const successUpdate: RowStatement<AccountSuccess> = {
  sql: `UPDATE accounts SET status = 'active', error_count = 0, last_used_at = ?, updated_at = ?
    WHERE id = ?`,
  bind: ({ accountId, at }) => [timestampOf(at), timestampOf(at), accountId],
};

/** A sign-in that is over shows as a refused token; why, and what to do, says more. */
export const failureUpdate: RowStatement<AccountFailure> = {
  sql: `UPDATE accounts SET status = ?1, error_count = coalesce(error_count, 0) + 1,
    last_error = coalesce((SELECT problem FROM codegate_grants
      WHERE codegate_grants.account_id = accounts.id AND ?1 = 'expired'
      AND rejected_digest IS NOT NULL), ?2),
    last_error_at = ?3, updated_at = ?3 WHERE id = ?4`,
  bind: ({ accountId, at, status, error }) => [
    status,
    cutText(error, limits.lastErrorLength),
    timestampOf(at),
    accountId,
  ],
};
