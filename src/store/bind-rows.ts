/** How a row of each kind is written, and which of several rows need not be. */
import { failureUpdate, successUpdate } from "./account-statements.ts";
import { hintDelete, hintUpsert } from "./hints.ts";
import { attemptInsert, requestLogInsert, spendUpsert, usageInsert } from "./insert-rows.ts";
import { keptDelete, keptUpsert } from "./kept-rows.ts";
import { mappingUpsert } from "./mapping-rows.ts";
import { missInsert } from "./miss-rows.ts";
import type { Bound, RowStatement } from "./row-statement.ts";
import type { StoreRow } from "./rows.ts";

/** A statement, and its values by position. */
export type BoundRow = readonly [sql: string, values: Bound[]];

export function bindRow(row: StoreRow): BoundRow {
  switch (row.table) {
    case "usage":
      return bound(usageInsert, row);
    case "request_logs":
      return bound(requestLogInsert, row);
    case "codegate_attempts":
      return bound(attemptInsert, row);
    case "codegate_conversation_spend":
      return bound(spendUpsert, row);
    case "codegate_cache_misses":
      return bound(missInsert, row);
    case "account-success":
      return bound(successUpdate, row);
    case "account-failure":
      return bound(failureUpdate, row);
    case "codegate_hints":
      return bound(row.value === null ? hintDelete : hintUpsert, row);
    case "codegate_responses": {
      const { sealed } = row;
      return sealed === null ? bound(keptDelete, row) : bound(keptUpsert, { ...row, sealed });
    }
    case "privacy_mappings":
      return bound(mappingUpsert, row);
  }
}

function bound<Row>({ sql, bind }: RowStatement<Row>, row: Row): BoundRow {
  return [sql, bind(row)];
}

/** Only the last of several rows counts where each sets all that the earlier ones set. */
export function collapse(rows: readonly StoreRow[]): readonly StoreRow[] {
  const later = new Set<string>();
  const kept = rows.toReversed().filter((row) => {
    const name = collapsedName(row);
    if (name === null) return true;
    const isLast = !later.has(name);
    later.add(name);
    return isLast;
  });
  return kept.toReversed();
}

function collapsedName(row: StoreRow): string | null {
  if (row.table === "account-success") return `success ${row.accountId}`;
  if (row.table === "codegate_responses") return `response ${row.caller} ${row.id}`;
  return row.table === "codegate_hints" ? `hint ${row.kind} ${row.key}` : null;
}
