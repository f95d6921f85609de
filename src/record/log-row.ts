/** The rows of request_logs: one for each request, as the dashboard lists them. */
import type { Called } from "../attempt/called.ts";
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import type { RequestLogRow } from "../store/rows.ts";
import type { Ending } from "./ending.ts";

/** A request as far as the log speaks of it. */
export interface LoggedRequest {
  /** Also sent to the client as `x-codegate-request-id`. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly path: string;
  readonly dialect: Dialect;
  /** The model name as the client wrote it. */
  readonly model: string;
  /** Null = it is neither logged nor kept. */
  readonly body: Uint8Array | null;
  readonly isStream: boolean;
  readonly tenantId: string | null;
  readonly logsRequests: boolean;
  readonly logsBodies: boolean;
  /** Its bodies are kept whole, beside the database. */
  readonly keepsBodies: boolean;
  /** Id of the client's conversation; null when it cannot be told. */
  readonly conversation: string | null;
}

/** What the client got of a provider. */
export interface Delivered {
  readonly isFailover: boolean;
  /** The body, when it was whole; null for streams. */
  readonly bytes: Uint8Array | null;
  /** The same as the provider sent it, also of a stream; null = it was not caught. */
  readonly original: Uint8Array | null;
  /** US dollars; null = unknown. */
  readonly costUsd: number | null;
  /**
   * What its status would have said, had it not been sent before the end was known: a stream that
   * fails has begun with 200, by which nobody would find it.
   */
  readonly status?: number;
}

/** What the client was told instead of an answer. */
export interface Told {
  readonly status: number;
  readonly message: string;
  /** Why no account could serve; see `explainRoute`. */
  readonly route: string;
  /** The last call to a provider; null = nobody was asked. */
  readonly last: Called | null;
  readonly isFailover: boolean;
}

interface Stamp {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface AnsweredInput extends Stamp {
  readonly request: LoggedRequest;
  readonly attempt: Called;
  readonly ending: Ending;
  readonly got: Delivered;
}

export function answeredRow(input: AnsweredInput): RequestLogRow {
  const { request, attempt, ending, got } = input;
  const status = got.status ?? ending.status ?? 0;
  const isError = status >= 400 && got.bytes !== null;
  const shown = request.logsBodies ? (got.bytes ?? got.original) : null;
  return {
    ...requestColumns(request, input),
    ...accountColumns(attempt),
    statusCode: status,
    inputTokens: ending.usage.input ?? 0,
    outputTokens: ending.usage.output ?? 0,
    isStream: ending.isStream,
    isFailover: got.isFailover,
    errorMessage: isError
      ? text(got.bytes, limits.errorMessageLength)
      : (ending.message?.slice(0, limits.errorMessageLength) ?? null),
    responseBody: shown === null ? null : excerpt(shown, request.id),
  };
}

export interface UnservedInput extends Stamp {
  readonly request: LoggedRequest;
  readonly told: Told;
}

export function unservedRow(input: UnservedInput): RequestLogRow {
  const { request, told } = input;
  const { status, message, route, last, isFailover } = told;
  return {
    ...requestColumns(request, input),
    ...(last === null ? nobody : accountColumns(last)),
    statusCode: status,
    inputTokens: 0,
    outputTokens: 0,
    isStream: request.isStream,
    isFailover,
    errorMessage: `${message} [${route}]`.slice(0, limits.errorMessageLength),
    responseBody: null,
  };
}

/** The request's own id: its attempts and its kept bodies are found by it. */
function requestColumns(request: LoggedRequest, { at }: Stamp) {
  return {
    table: "request_logs",
    id: request.id,
    at,
    method: "POST",
    path: request.path,
    inboundFormat: request.dialect === "anthropic-messages" ? "anthropic" : "openai",
    originalModel: request.model,
    latencyMs: at - request.arrivedAt,
    requestBody:
      request.body !== null && request.logsBodies ? excerpt(request.body, request.id) : null,
    tenantId: request.tenantId,
  } as const;
}

function accountColumns({ candidate: { account, model } }: Called) {
  const { id, name, provider } = account;
  return { accountId: id, accountName: name, provider, routedModel: model };
}

const nobody = { accountId: null, accountName: null, provider: null, routedModel: null };

function text(bytes: Uint8Array | null, limitBytes: number): string {
  return bytes === null ? "" : decoder.decode(bytes.subarray(0, limitBytes));
}

/** Made once, because making one costs as much as decoding a KB. */
const decoder = new TextDecoder();

/**
 * A body as the dashboard shows it. Of a long one only both ends: whole turns of agents would make
 * gigabytes of rows in which the next one repeats the one before, and 8 KB cost 40 µs to write.
 */
function excerpt(bytes: Uint8Array, id: string): string {
  if (bytes.length <= limits.loggedBodyBytes) return text(bytes, bytes.length);
  const { loggedBodyEndBytes: most } = limits;
  const left = bytes.length - 2 * most;
  const start = text(bytes, most);
  const end = text(bytes.subarray(bytes.length - most), most);
  return `${start}\n… ${left} bytes left out; all of it: codegate logs show ${id} …\n${end}`;
}
