/** Budgets of callers as the command line lists, sets and removes them. */
import { and, eq } from "drizzle-orm/sql";
import { failed, success, type Result } from "../base/result.ts";
import { changeStore, findNamed, type Named, type StorePlace } from "./change-store.ts";
import { readTenantNames } from "./manage-keys.ts";
import type { StoreDatabase } from "./open-database.ts";
import { codegateBudgets } from "./budget-tables.ts";
import { everyCaller, type Budget } from "./snapshot.ts";
import { formatTimestamp } from "./timestamp.ts";

/** Callers that are no tenants, with what they are called. */
export const otherCallers: readonly Named[] = [
  { id: everyCaller, name: everyCaller },
  { id: "local", name: "local" },
  { id: "global", name: "global" },
];

/** The caller that is meant: a tenant by name or id, "local", "global" or "all". */
function findCaller(database: StoreDatabase, reference: string): Result<Named, string> {
  const other = otherCallers.find(({ id }) => id === reference);
  if (other !== undefined) return success(other);
  const found = findNamed(readTenantNames(database), reference, "tenant");
  if (found.ok) return found;
  return failed(`${found.failure} Other callers are called all, local and global.`);
}

export type BudgetKey = Pick<Budget, "span" | "unit">;

/** Sets budgets of one caller; each goes before the former one of its time and unit. */
export function setBudgets(
  place: StorePlace,
  reference: string,
  budgets: readonly (BudgetKey & Pick<Budget, "amount">)[],
  now: number,
): Result<Named, string> {
  return changeStore(place, (database) => {
    const caller = findCaller(database, reference);
    if (!caller.ok) return caller;
    for (const { span, unit, amount } of budgets) {
      const values = { amount, updatedAt: formatTimestamp(now) };
      database.orm
        .insert(codegateBudgets)
        .values({ caller: caller.value.id, span, unit, ...values })
        .onConflictDoUpdate({
          target: [codegateBudgets.caller, codegateBudgets.span, codegateBudgets.unit],
          set: values,
        })
        .run();
    }
    return caller;
  });
}

/** How many there were. Without a span all of the caller's are removed. */
export function removeBudgets(
  place: StorePlace,
  reference: string,
  span: Budget["span"] | null,
): Result<Named & { readonly removed: number }, string> {
  return changeStore(place, (database) => {
    const caller = findCaller(database, reference);
    if (!caller.ok) return caller;
    const isOwn = eq(codegateBudgets.caller, caller.value.id);
    const removed = database.orm
      .delete(codegateBudgets)
      .where(span === null ? isOwn : and(isOwn, eq(codegateBudgets.span, span)))
      .returning({ unit: codegateBudgets.unit })
      .all();
    return success({ ...caller.value, removed: removed.length });
  });
}
