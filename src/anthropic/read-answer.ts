import { failed, success, type Result } from "../base/result.ts";
import type { Answer, ProviderError } from "../vocabulary/answer.ts";
import { isObject, listOf } from "../vocabulary/json-fields.ts";
import { readProviderError } from "../vocabulary/provider-error.ts";
import { readBlock } from "./read-block.ts";
import { readFacts } from "./read-stream.ts";
import { sumUsage } from "./read-usage.ts";
import { readStop } from "./stop-reason.ts";

/** A whole Messages answer, or the error that came in its place. */
export function readAnthropicAnswer(body: unknown): Result<Answer, ProviderError> {
  if (!isObject(body) || !Array.isArray(body["content"])) {
    return failed(readProviderError({ status: null, body, requestId: null }));
  }
  const usage = sumUsage();
  usage.add(body["usage"]);
  return success({
    facts: readFacts(body),
    parts: listOf(body["content"]).filter(isObject).map(readBlock),
    stop: readStop(body) ?? { reason: "end", sequence: null, details: null },
    usage: usage.sum(),
  });
}
