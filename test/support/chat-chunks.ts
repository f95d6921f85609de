/** Chunks of a chat stream, one by one, for streams that no good server sends. */
import { outline, readEvents } from "./read-answer.ts";

export type Delta = Readonly<Record<string, unknown>>;

export const chunk = (fields: object): string =>
  `data: ${JSON.stringify({ id: "chatcmpl-1", created: 7, model: "m", ...fields })}\n\n`;

export const say = (delta: Delta, finish: string | null = null): string =>
  chunk({ choices: [{ index: 0, delta, finish_reason: finish }] });

export const call = (...calls: readonly Delta[]): string => say({ tool_calls: calls });

/** A fragment of a function call; what is undefined is not there. */
export const piece = (name: string | undefined, text: unknown, fields: Delta = {}): string =>
  call({ function: { name, arguments: text }, ...fields });

export const done = "data: [DONE]\n\n";

export function readChunks(...events: readonly string[]): string[] {
  return outline(readEvents("openai-chat", events.join("")));
}
