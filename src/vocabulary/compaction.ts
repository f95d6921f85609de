/**
 * A summary that stands for a conversation. Codex asks for one with a `compaction_trigger` and
 * gives it back as an opaque item; for providers without that item the gateway has the model write
 * the summary, and seals it.
 */
import { seal, unseal } from "./sealed-text.ts";

const purpose = "compaction";

/** The last thing the model is told when a client asks for a compaction. */
export const compactionRequest =
  "Sum up this whole conversation for whoever continues it and will see nothing else of it: " +
  "the user's goals and wishes in their own words, decisions with their reasons, files and " +
  "commands with exact names, what is done, what is known to fail, and the next steps. " +
  "Answer with the summary alone and call no tools.";

/** `encrypted_content` of a compaction item. `key` has 32 bytes. */
export function sealCompaction(summary: string, key: Uint8Array): string {
  return seal(summary, purpose, key);
}

/** The summary in an item of ours, or null. */
export function openCompaction(encrypted: string, key: Uint8Array): string | null {
  return unseal(encrypted, purpose, key);
}

/** How the summary is told to a model. */
export function tellSummary(summary: string): string {
  return `Summary of the conversation so far:\n\n${summary}`;
}
