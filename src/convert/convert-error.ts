/** A provider's error answer as a client of another dialect reads it. */
import type { ProviderError } from "../vocabulary/answer.ts";
import { parseJson } from "../vocabulary/json-text.ts";
import { readProviderError } from "../vocabulary/provider-error.ts";
import { convertHeaders, readRequestId, type HeaderCrossing } from "./convert-headers.ts";
import { answerDialects } from "./dialects.ts";

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

export function convertError(
  answer: ErrorAnswer,
  crossing: HeaderCrossing,
  now: number,
): ErrorAnswer {
  const error = readErrorAnswer(answer);
  return writeErrorAnswer(error, convertHeaders(answer.headers, crossing, now), crossing);
}

/** An error that came without an error's status, or of which the gateway made its own words. */
export function writeErrorAnswer(
  error: ProviderError,
  headers: Headers,
  { from }: Pick<HeaderCrossing, "from">,
): ErrorAnswer {
  const { writeError, errorStatus } = answerDialects[from];
  headers.set("content-type", "application/json");
  const bytes = Buffer.from(JSON.stringify(writeError(error)));
  return { status: errorStatus(error), headers, bytes };
}

export function readErrorAnswer({ status, headers, bytes }: ErrorAnswer): ProviderError {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString().trim();
  const parsed = parseJson(text);
  const body = parsed ?? (isWords(text) ? { message: text } : {});
  return readProviderError({ status, body, requestId: readRequestId(headers) });
}

/** Longest text without JSON that is taken for a message, UTF-16 units. */
const messageLength = 500;

/** A sentence, and not a web page, which belongs to nobody's error message. */
function isWords(text: string): boolean {
  return text !== "" && text.length <= messageLength && !/<\/?[a-z!]/i.test(text);
}
