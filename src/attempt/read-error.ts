/** The provider's error object, in whichever of the many shapes it came. */
import type { ErrorFields } from "./error-fields.ts";
import { resetInText } from "./reset-in-text.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * `error` may be an object, a text or missing; `outer` is what stands around it, where some
 * providers have all of it.
 */
export function readError(error: unknown, outer: Fields = {}): ErrorFields {
  if (isFailure(outer["base_resp"])) return readBaseResponse(outer["base_resp"]);
  const fields = isFields(error) ? error : { ...outer, ...(isText(error) && { message: error }) };
  const message = textOf(fields["message"]) || textOf(outer["message"]) || detailOf(outer);
  const { reason, retryDelay } = readDetails(fields["details"]);
  const said = resetInText(retryDelay === "" ? message : `retry in ${retryDelay}`);
  return {
    // Google calls its types states.
    type: textOf(fields["type"]) || textOf(fields["status"]),
    code: reason || textOf(fields["code"]),
    message,
    resetsAt: numberOf(fields["resets_at"]) ?? resetInMetadata(fields["metadata"]) ?? said.resetsAt,
    resetsInSeconds: numberOf(fields["resets_in_seconds"]) ?? said.resetsInSeconds,
  };
}

/** MiniMax answers 200 and says in a field of its own that it has failed. */
export function isFailure(baseResponse: unknown): baseResponse is Fields {
  return isFields(baseResponse) && (numberOf(baseResponse["status_code"]) ?? 0) !== 0;
}

/** Its numbers mean other things elsewhere. */
function readBaseResponse({ status_code: code, status_msg: text }: Fields): ErrorFields {
  const message = textOf(text);
  return { type: "", code: `base_resp ${textOf(code)}`, message, ...resetInText(message) };
}

/** FastAPI's list says where and what; the first entry will do. */
function detailOf({ detail }: Fields): string {
  const [first] = Array.isArray(detail) ? (detail as readonly unknown[]) : [detail];
  return isFields(first) ? textOf(first["msg"]) || textOf(first["message"]) : textOf(first);
}

/** Google's list of what is wrong in detail: why, or which quota; and how long to wait. */
function readDetails(details: unknown): { readonly reason: string; readonly retryDelay: string } {
  const entries = listOf(details);
  const violations = entries.flatMap((each) => listOf(each["violations"]));
  return {
    reason: textIn("reason", entries) || textIn("quotaId", violations),
    retryDelay: textIn("retryDelay", entries),
  };
}

function textIn(name: string, fields: readonly Fields[]): string {
  return fields.map((each) => textOf(each[name])).find((text) => text !== "") ?? "";
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** OpenRouter repeats the headers of the provider behind it; milliseconds since the epoch. */
function resetInMetadata(metadata: unknown): number | null {
  const headers = isFields(metadata) ? metadata["headers"] : null;
  const reset = isFields(headers) ? numberOf(headers["X-RateLimit-Reset"]) : null;
  return reset === null ? null : reset / 1_000;
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
  ["base_resp 1002", 429],
  ["base_resp 1004", 401],
  ["base_resp 1008", 402],
  ["base_resp 1026", 400],
  ["base_resp 1027", 400],
  ["base_resp 1039", 429],
  ["base_resp 2013", 400],
  ["base_resp 2049", 401],
  ["base_resp 2056", 429],
]);

/** The status that an error inside a success would have had: its number, its type, or 500. */
export function statusOfError({ type, code }: ErrorFields): number {
  for (const number of [Number(code), Number(type)]) {
    if (Number.isInteger(number) && number >= 400 && number < 600) return number;
  }
  return statusByType.get(code) ?? statusByType.get(type) ?? 500;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
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
