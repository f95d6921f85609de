import { readError } from "../../attempt/read-error.ts";
import { asObject } from "../../vocabulary/json-values.ts";
import type { Json } from "../../vocabulary/json.ts";

/** What an error says, without the JSON around it; all of it where there is no such sentence. */
export function errorText(error: string): string {
  try {
    const outer = asObject(JSON.parse(error) as Json);
    return outer === null ? error : readError(outer["error"], outer).message || error;
  } catch (failure) {
    // Cut short, or words of the gateway's own.
    if (failure instanceof SyntaxError) return error;
    throw failure;
  }
}
