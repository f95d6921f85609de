import { chatError } from "../stream/chat-error.ts";
import type { ProviderError } from "../vocabulary/answer.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import { readProviderError } from "../vocabulary/provider-error.ts";

/** The failure that a chunk or a whole answer reports; null = none. */
export function readChatError(body: JsonObject): ProviderError | null {
  const error = chatError(body);
  if (error === null) return null;
  const isOfChoice = error !== body && error !== body["error"];
  return readProviderError({ status: null, body: isOfChoice ? { error } : body, requestId: null });
}
