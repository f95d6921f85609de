/** Whole answers: read to the end, then looked at, because a 200 may hold an error or a web page. */
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";
import { unknownServed, type Served } from "../base/served.ts";
import { findUsage } from "../usage/find-usage.ts";
import {
  addCall,
  noTools,
  readEnvelope,
  readServed,
  serverToolOf,
  type ServerTools,
} from "../usage/read-served.ts";
import { parseSpan, type Span } from "../read/parse-span.ts";
import { scanObject, type ObjectScan } from "../read/scan-object.ts";
import type { UpstreamAnswer, WholeAnswer } from "./answer.ts";
import type { OpenInput, OpenOptions } from "./open-input.ts";
import { readWhole } from "./read-all.ts";
import { isFailure, readError, statusOfError } from "./read-error.ts";
import type { Trouble } from "./trouble.ts";

/** What every answer of a dialect has, however empty it is; a count of tokens has its own. */
const answerNames: Readonly<Record<Dialect, readonly string[]>> = {
  "anthropic-messages": ["content", "input_tokens"],
  "openai-chat": ["choices"],
  "openai-responses": ["output", "input_tokens"],
};

const readNames: ReadonlySet<string> = new Set([
  "usage",
  "error",
  "x_groq",
  "message",
  "detail",
  "type",
  "code",
  "base_resp",
  "model",
  "service_tier",
  "diagnostics",
  "container",
]);
const names: ReadonlySet<string> = new Set([...readNames, ...Object.values(answerNames).flat()]);

/** Items of Responses that cost money of their own; without such a word none needs to be read. */
const billedCall = /"(?:web_search|file_search|code_interpreter|image_generation)_call"/;

export async function openWhole(
  { response, dialect, isStream, takesEither, abort }: OpenInput,
  { idleTimeoutMs, gather }: OpenOptions,
): Promise<Result<UpstreamAnswer, Trouble>> {
  const { status, headers } = response;
  const limitBytes = response.ok ? limits.wholeAnswerBytes : limits.errorAnswerBytes;
  const body = await readWhole({ response, limitBytes, idleTimeoutMs, abort });
  if (!body.ok) return body;
  const others = gather?.();
  if (others) await others;
  const bytes = body.value;
  const scanned = scanObject(bytes, names, { depth: limits.jsonDepth });
  const outer = scanned.ok ? readFields(bytes, scanned.value) : readListed(bytes, status);
  const usage = findUsage(dialect, outer);
  const parts = { bytes, outer, usage };
  const served = scanned.ok ? servedOf(dialect, scanned.value, parts) : unknownServed;
  const answer: WholeAnswer = {
    kind: "whole",
    status,
    headers,
    bytes,
    usage,
    served,
    converted: null,
  };
  if (status >= 400) {
    return failed({ kind: "refused", answer, status, error: readError(outer["error"], outer) });
  }
  if (bytes.length === 0) return broken("empty", "answered with an empty body");
  if (!scanned.ok) return broken("not JSON", "answered with something that is not JSON");
  const hasError = (outer["error"] ?? null) !== null || isFailure(outer["base_resp"]);
  if (hasError) {
    const error = readError(outer["error"], outer);
    return failed({ kind: "refused", answer, status: statusOfError(error), error });
  }
  const isAnswer = answerNames[dialect].some((name) => holdsAnswer(bytes, scanned.value, name));
  if (!isAnswer) return broken("not an answer", "answered with something else than an answer");
  // A client that reads events would find none in it, and take that for an empty answer.
  if (isStream && !takesEither)
    return broken("not a stream", "answered in one piece although a stream was asked for");
  return success(answer);
}

/** Some servers answer without a choice when they have failed; Claude may have nothing to say. */
function holdsAnswer(bytes: Uint8Array, { fields }: ObjectScan, name: string): boolean {
  const last = fields.last(name);
  if (last === undefined || last.kind === "null") return false;
  if (name !== "choices") return true;
  const { start, end } = last.value;
  return last.kind === "array" && !bytes.subarray(start + 1, end - 1).every(isSpace);
}

function isSpace(byte: number): boolean {
  return byte <= 32;
}

function broken(
  detail: Extract<Trouble, { kind: "broken" }>["detail"],
  message: string,
): Result<UpstreamAnswer, Trouble> {
  return failed({ kind: "broken", detail, message });
}

interface Parts {
  readonly bytes: Uint8Array;
  readonly outer: Readonly<Record<string, unknown>>;
  readonly usage: unknown;
}

function servedOf(dialect: Dialect, { fields }: ObjectScan, parts: Parts): Served {
  const { bytes, outer, usage } = parts;
  const output = dialect === "openai-responses" ? fields.last("output") : undefined;
  const calls = output === undefined ? noTools : billedCalls(bytes, output.value);
  const envelope = readEnvelope(outer);
  return readServed({ dialect, envelope, usages: usage === undefined ? [] : [usage], calls });
}

function billedCalls(bytes: Uint8Array, output: Span): ServerTools {
  const items = billedCall.test(new TextDecoder().decode(bytes)) ? parseSpan(bytes, output) : null;
  return Array.isArray(items) ? items.map(serverToolOf).reduce(addCall, noTools) : noTools;
}

/** Gemini's errors stand in a list. */
function readListed(bytes: Uint8Array, status: number): Readonly<Record<string, unknown>> {
  if (status < 400) return {};
  const parsed = parseSpan(bytes, { start: 0, end: bytes.length });
  const first: unknown = Array.isArray(parsed) ? parsed[0] : null;
  return typeof first === "object" && first !== null ? { ...first } : {};
}

/** The few top-level fields that matter, parsed. */
function readFields(bytes: Uint8Array, { fields }: ObjectScan): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  // In their order, so that the last of several equal keys counts, as most parsers have it.
  for (const { name, value } of fields.all) {
    if (readNames.has(name)) values[name] = parseSpan(bytes, value);
  }
  return values;
}
