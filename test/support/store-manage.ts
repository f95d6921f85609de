import type { Result } from "../../src/base/result.ts";
import type { StorePlace } from "../../src/store/change-store.ts";
import type { StoreWorkplace } from "./store-place.ts";

/** A UUID of version 4 with dashes, as the dashboard makes them. */
export const uuid: RegExp = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What the command line hands over, for a temporary data directory. */
export function placeOf({ directory }: StoreWorkplace): StorePlace {
  return { dataDirectory: directory, accountKey: undefined, masterKey: undefined };
}

export function valueOf<Value>(result: Result<Value, string>): Value {
  if (!result.ok) throw new Error(result.failure);
  return result.value;
}

/** The sentence of a failure; '' for a success. */
export function failureOf(result: Result<unknown, string>): string {
  return result.ok ? "" : result.failure;
}
