/** Rows as statements with their values: what writes them needs to know nothing else. */
import { failureUpdate, successUpdate } from "./account-statements.ts";
import { hintDelete, hintUpsert } from "./hints.ts";
import { attemptInsert, requestLogInsert, spendUpsert, usageInsert } from "./insert-rows.ts";
import { keptDelete, keptUpsert } from "./kept-rows.ts";
import { mappingUpsert } from "./mapping-rows.ts";
import { missInsert } from "./miss-rows.ts";
import type { Bound, RowStatement } from "./row-statement.ts";
import type { StoreRow } from "./rows.ts";

/** The place of a statement in `statementTexts`, and its values. */
export type BoundRow = readonly [statement: number, values: Bound[]];

const texts: string[] = [];

function listed<Row>({ sql, bind }: RowStatement<Row>): (row: Row) => BoundRow {
  const at = texts.push(sql) - 1;
  return (row) => [at, bind(row)];
}

const usage = listed(usageInsert);
const requestLog = listed(requestLogInsert);
const attempt = listed(attemptInsert);
const spend = listed(spendUpsert);
const miss = listed(missInsert);
const success = listed(successUpdate);
const failure = listed(failureUpdate);
const hint = listed(hintUpsert);
const forgetHint = listed(hintDelete);
const response = listed(keptUpsert);
const forgetResponse = listed(keptDelete);
const mapping = listed(mappingUpsert);

export const statementTexts: readonly string[] = texts;

export function bindRow(row: StoreRow): BoundRow {
  switch (row.table) {
    case "usage":
      return usage(row);
    case "request_logs":
      return requestLog(row);
    case "codegate_attempts":
      return attempt(row);
    case "codegate_conversation_spend":
      return spend(row);
    case "codegate_cache_misses":
      return miss(row);
    case "account-success":
      return success(row);
    case "account-failure":
      return failure(row);
    case "codegate_hints":
      return row.value === null ? forgetHint(row) : hint(row);
    case "codegate_responses": {
      const { sealed } = row;
      return sealed === null ? forgetResponse(row) : response({ ...row, sealed });
    }
    case "privacy_mappings":
      return mapping(row);
  }
}

/** Only the last of several rows counts where each sets all that the earlier ones set. */
export function collapse(rows: readonly StoreRow[]): readonly StoreRow[] {
  const last = new Map<string, StoreRow>();
  for (const row of rows) {
    const name = collapsedName(row);
    if (name !== null) last.set(name, row);
  }
  return rows.filter((row) => {
    const name = collapsedName(row);
    return name === null || last.get(name) === row;
  });
}

function collapsedName(row: StoreRow): string | null {
  if (row.table === "account-success") return `success ${row.accountId}`;
  if (row.table === "codegate_responses") return `response ${row.caller} ${row.id}`;
  return row.table === "codegate_hints" ? `hint ${row.kind} ${row.key}` : null;
}
