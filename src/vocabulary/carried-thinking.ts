/**
 * Thinking of one dialect inside another, for the next turn. A provider verifies its own signature
 * or encrypted content and needs it back unchanged, but the client speaks a dialect that has no
 * place for it. So the whole part goes into the one opaque string that the client's dialect does
 * give back:
 *
 * - Messages: `signature` of a thinking block (its `thinking` is the text, or "");
 * - Responses: `encrypted_content` of a reasoning item (its `summary` is the text);
 * - Chat: `reasoning_details: [{ type: "reasoning.encrypted", data, format: "codegate" }]` of the
 *   message, beside `reasoning_content` with the text.
 *
 * The string is sealed: only this gateway opens it, nobody can forge one, and a provider that gets
 * it by mistake can be told from `isCarried` before it is asked.
 */
import { asBoolean, asList, asText } from "./json-values.ts";
import { parseJson } from "./json-text.ts";
import { isSealed, seal, unseal } from "./sealed-text.ts";
import type { ThinkingPart } from "./part.ts";

const purpose = "thinking";

/** `reasoning_details[].format` of a carried part in Chat. */
export const carriedFormat = "codegate";

/** True for a signature or encrypted content that this or another gateway of ours has minted. */
export function isCarried(text: string): boolean {
  return isSealed(text);
}

export function carry(part: ThinkingPart, key: Uint8Array): string {
  const { origin, text, signature, encrypted, itemId, isSummary } = part;
  const fields = [origin, text, signature, encrypted, itemId, isSummary];
  return seal(JSON.stringify(fields.map((each) => each ?? null)), purpose, key);
}

/** The part that was carried; null when the string is not ours or was made with another key. */
export function uncarry(carried: string, key: Uint8Array): ThinkingPart | null {
  const text = unseal(carried, purpose, key);
  if (text === null) return null;
  const [origin, thought, signature, encrypted, itemId, isSummary] = asList(parseJson(text));
  if (!isOrigin(origin) || typeof thought !== "string") return null;
  const optional = {
    signature: asText(signature),
    encrypted: asText(encrypted),
    itemId: asText(itemId),
    isSummary: asBoolean(isSummary),
  };
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
  return { type: "thinking", text: thought, origin, ...known };
}

function isOrigin(value: unknown): value is ThinkingPart["origin"] {
  return value === "anthropic-messages" || value === "openai-chat" || value === "openai-responses";
}
