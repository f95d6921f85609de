import type { Stop, StopReason } from "../vocabulary/answer.ts";
import { isObject, objectOf, stringOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";

const reasons: ReadonlyMap<string, StopReason> = new Map([
  ["max_output_tokens", "output-limit"],
  ["content_filter", "filtered"],
]);

/** From the whole response. Tool calls do not show in its status. */
export function readStop(response: JsonObject): Stop {
  const incomplete = response["incomplete_details"];
  const reason = reasons.get(stringOf(objectOf(incomplete)["reason"])) ?? "end";
  const isIncomplete = response["status"] === "incomplete" || isObject(incomplete);
  return { reason: isIncomplete ? reason : "end", sequence: null, details: null };
}

/** Null = completed. */
export function writeIncomplete({ reason }: Stop): { readonly reason: string } | null {
  switch (reason) {
    case "output-limit":
    case "context-limit":
      return { reason: "max_output_tokens" };
    case "filtered":
    case "refused":
      return { reason: "content_filter" };
    default:
      return null;
  }
}
