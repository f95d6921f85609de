/** What a provider's error means, from whichever of the many shapes it came in. */
import type { ProviderError, ProviderErrorKind } from "./answer.ts";
import { isObject, listOf, objectOf, textOf } from "./json-fields.ts";
import { isContextOverflow } from "./context-overflow.ts";
import { hideKeys } from "./hide-keys.ts";
import { parseJson } from "./json-text.ts";

/** A stream that stopped before its answer was whole. */
export const brokenOff: ProviderError = {
  status: 502,
  kind: "server",
  message: "The provider's answer broke off before its end.",
  code: null,
  param: null,
  requestId: null,
};

export interface ErrorInput {
  /** Status of the answer; null for an error inside a success or a stream. */
  readonly status: number | null;
  /** The parsed body or event. */
  readonly body: unknown;
  readonly requestId: string | null;
}

export function readProviderError({ status, body, requestId }: ErrorInput): ProviderError {
  const fields = findFields(body);
  const facts = { ...fields, status: statusIn(status, fields.code) };
  const kind = kindOf(facts);
  const message = fields.message ?? wordless(status);
  return {
    status: facts.status ?? statusByKind[kind],
    kind,
    message: kind === "authentication" || kind === "permission" ? hideKeys(message) : message,
    code: fields.code,
    param: fields.param,
    requestId,
  };
}

function wordless(status: number | null): string {
  const answered = status === null ? "reported an error" : `answered with status ${status}`;
  return `The provider ${answered} and no message.`;
}

interface ErrorFields {
  readonly type: string | null;
  readonly code: string | null;
  readonly param: string | null;
  readonly message: string | null;
}

/** `{error: {...}}`, `{error: "..."}`, `{detail}`, `{message}`, `{errors: [...]}`, `[{...}]`. */
function findFields(body: unknown): ErrorFields {
  const outer = objectOf(Array.isArray(body) ? body[0] : body);
  const error = outer["error"] ?? listOf(outer["errors"])[0] ?? outer;
  if (typeof error === "string") {
    return { type: null, code: codeOf(outer["code"]), param: null, message: textOf(error) };
  }
  const inner = objectOf(error);
  const nested = readNested(inner);
  if (nested !== null) return nested;
  return {
    type: textOf(inner["type"]),
    code: codeOf(inner["code"]),
    param: textOf(inner["param"]),
    message: messageIn(inner) ?? messageIn(outer),
  };
}

/** OpenRouter packs the words of the provider behind it into a field of its own. */
function readNested(error: Readonly<Record<string, unknown>>): ErrorFields | null {
  const raw = textOf(objectOf(error["metadata"])["raw"]);
  const parsed = raw === null ? undefined : parseJson(raw);
  if (!isObject(parsed)) return null;
  const fields = findFields(parsed);
  if (fields.message === null) return null;
  return { ...fields, code: fields.code ?? codeOf(error["code"]) };
}

function messageIn(fields: Readonly<Record<string, unknown>>): string | null {
  const { message, detail, msg, error_msg: errorMessage } = fields;
  return (
    textOf(message) ??
    textOf(detail) ??
    textOf(objectOf(detail)["message"]) ??
    textOf(listOf(detail).map(validationText).join("; ")) ??
    textOf(msg) ??
    textOf(errorMessage) ??
    textOf(objectOf(fields["base_resp"])["status_msg"])
  );
}

/** One entry of FastAPI's list: where, and what. */
function validationText(entry: unknown): string {
  const { loc, msg } = objectOf(entry);
  const place = listOf(loc).join(".");
  return place === "" ? String(msg ?? "") : `${place}: ${String(msg ?? "")}`;
}

/** Codes are numbers at some providers. */
function codeOf(code: unknown): string | null {
  return typeof code === "number" ? String(code) : textOf(code);
}

/** Providers behind a router report their status as the code of an error in a good answer. */
function statusIn(status: number | null, code: string | null): number | null {
  if (status !== null && status >= 400) return status;
  const number = Number(code);
  return Number.isInteger(number) && number >= 400 && number < 600 ? number : null;
}

const kindByWord: ReadonlyMap<string, ProviderErrorKind> = new Map([
  ["insufficient_quota", "quota"],
  ["usage_limit_reached", "quota"],
  ["usage_not_included", "quota"],
  ["billing_hard_limit_reached", "quota"],
  ["billing_not_active", "billing"],
  ["billing_error", "billing"],
  ["insufficient_balance", "billing"],
  ["authentication_error", "authentication"],
  ["invalid_api_key", "authentication"],
  ["permission_error", "permission"],
  ["not_found_error", "not-found"],
  ["model_not_found", "not-found"],
  ["DeploymentNotFound", "not-found"],
  ["request_too_large", "too-large"],
  ["rate_limit_error", "rate-limit"],
  ["rate_limit_exceeded", "rate-limit"],
  ["overloaded_error", "overloaded"],
  ["engine_overloaded", "overloaded"],
  ["server_is_overloaded", "overloaded"],
  ["slow_down", "overloaded"],
  ["timeout_error", "timeout"],
]);

/** Words that say less than a status of their own does. */
const kindByWeakWord: ReadonlyMap<string, ProviderErrorKind> = new Map([
  ["invalid_request_error", "invalid-request"],
  ["api_error", "server"],
  ["server_error", "server"],
]);

const kindByStatus: ReadonlyMap<number, ProviderErrorKind> = new Map([
  [401, "authentication"],
  [402, "billing"],
  [403, "permission"],
  [404, "not-found"],
  [408, "timeout"],
  [413, "too-large"],
  [429, "rate-limit"],
  [503, "overloaded"],
  [504, "timeout"],
  [529, "overloaded"],
]);

function kindOf(facts: ErrorFields & { readonly status: number | null }): ProviderErrorKind {
  const { type, code, status, message } = facts;
  if (isContextOverflow(facts)) return "context-exceeded";
  const worded = kindByWord.get(code ?? "") ?? kindByWord.get(type ?? "");
  if (worded !== undefined) return worded;
  if (status !== null)
    return kindByStatus.get(status) ?? (status < 500 ? "invalid-request" : "server");
  if (/overload/i.test(message ?? "")) return "overloaded";
  return kindByWeakWord.get(type ?? "") ?? "server";
}

const statusByKind: Readonly<Record<ProviderErrorKind, number>> = {
  "invalid-request": 400,
  "context-exceeded": 400,
  authentication: 401,
  billing: 402,
  permission: 403,
  "not-found": 404,
  "too-large": 413,
  "rate-limit": 429,
  quota: 429,
  overloaded: 529,
  timeout: 504,
  server: 502,
};
