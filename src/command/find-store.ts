import { resolve } from "node:path";
import { failed, success, type Result } from "../base/result.ts";
import type { StorePlace } from "../store/change-store.ts";
import { hasDatabase } from "../store/read-once.ts";

/** Where the data is, as a path that can be copied. */
export function fullPath({ dataDirectory }: StorePlace): string {
  return resolve(dataDirectory);
}

/** What a listing reads; `empty` where no database is yet, which looking does not create. */
export function readIfThere<Value>(
  place: StorePlace,
  read: (place: StorePlace) => Result<Value, string>,
  empty: Value,
): Result<Value, string> {
  return hasDatabase(place) ? read(place) : success(empty);
}

/** Failure when there is no database: a folder was mistaken, or nothing was added yet. */
export function requireStore(place: StorePlace, program: string): Result<null, string> {
  if (hasDatabase(place)) return success(null);
  return failed(
    `There is no database in ${fullPath(place)}. Set DATA_DIR to the folder of codegate.db, ` +
      `or begin with: ${program} accounts add`,
  );
}
