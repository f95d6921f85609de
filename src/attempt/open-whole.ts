/** Whole answers: read to the end, then looked at, because a 200 may hold an error or a web page. */
import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";
import { findUsage } from "../usage/find-usage.ts";
import { parseSpan } from "../read/parse-span.ts";
import { scanObject } from "../read/scan-object.ts";
import type { UpstreamAnswer, WholeAnswer } from "./answer.ts";
import type { OpenInput, OpenOptions } from "./open-input.ts";
import { readAll } from "./read-all.ts";
import { readError, statusOfError } from "./read-error.ts";
import type { Trouble } from "./trouble.ts";

const names: ReadonlySet<string> = new Set(["usage", "error", "x_groq", "message", "detail"]);

export async function openWhole(
  { response, dialect, abort }: OpenInput,
  { idleTimeoutMs }: OpenOptions,
): Promise<Result<UpstreamAnswer, Trouble>> {
  const { status, headers } = response;
  const limitBytes = response.ok ? limits.wholeAnswerBytes : limits.errorAnswerBytes;
  const reader = response.body?.getReader() ?? null;
  const body = await readAll({ reader, limitBytes, idleTimeoutMs, abort });
  if (!body.ok) return body;
  const bytes = body.value;
  const fields = readFields(bytes);
  const usage = findUsage(dialect, Object.fromEntries(fields ?? []));
  const answer: WholeAnswer = { kind: "whole", status, headers, bytes, usage, converted: null };
  const outer = Object.fromEntries(fields ?? []);
  const error = readError(outer["error"], outer);
  if (status >= 400) return failed({ kind: "refused", answer, status, error });
  if (bytes.length === 0) return broken("empty", "answered with an empty body");
  if (fields === null) return broken("not JSON", "answered with something that is not JSON");
  const hasError = outer["error"] !== undefined && outer["error"] !== null;
  return hasError
    ? failed({ kind: "refused", answer, status: statusOfError(error), error })
    : success(answer);
}

function broken(detail: "empty" | "not JSON", message: string): Result<UpstreamAnswer, Trouble> {
  return failed({ kind: "broken", detail, message });
}

/** The few top-level fields that matter, parsed; null = not a JSON object. */
function readFields(bytes: Uint8Array): ReadonlyMap<string, unknown> | null {
  const scanned = scanObject(bytes, names, { depth: limits.jsonDepth });
  if (!scanned.ok) return null;
  const values = new Map<string, unknown>();
  for (const [name, fields] of scanned.value.fields) {
    const last = fields.at(-1);
    if (last !== undefined) values.set(name, parseSpan(bytes, last.value));
  }
  return values;
}
