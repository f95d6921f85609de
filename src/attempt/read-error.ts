/** The provider's error object, in whichever of the many shapes it came. */
import type { ErrorFields } from "./classify-refusal.ts";

type Fields = Readonly<Record<string, unknown>>;

/** `error` may be an object, a text or missing; `outer` is what stands around it. */
export function readError(error: unknown, outer: Fields = {}): ErrorFields {
  const fields = isFields(error) ? error : {};
  const own = typeof error === "string" ? error : textOf(fields["message"]);
  return {
    type: textOf(fields["type"]),
    code: textOf(fields["code"]),
    message: own !== "" ? own : textOf(outer["message"]) || textOf(outer["detail"]),
    resetsAt: numberOf(fields["resets_at"]),
    resetsInSeconds: numberOf(fields["resets_in_seconds"]),
  };
}

const statusByType: ReadonlyMap<string, number> = new Map([
  ["invalid_request_error", 400],
  ["authentication_error", 401],
  ["billing_error", 402],
  ["permission_error", 403],
  ["not_found_error", 404],
  ["request_too_large", 413],
  ["rate_limit_error", 429],
  ["rate_limit_exceeded", 429],
  ["insufficient_quota", 429],
  ["usage_limit_reached", 429],
  ["timeout_error", 504],
  ["overloaded_error", 529],
]);

/** The status that an error inside a success would have had: its number, its type, or 500. */
export function statusOfError({ type, code }: ErrorFields): number {
  const number = Number(code);
  if (Number.isInteger(number) && number >= 400 && number < 600) return number;
  return statusByType.get(code) ?? statusByType.get(type) ?? 500;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Codes are numbers at some providers. */
function textOf(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : null;
}
