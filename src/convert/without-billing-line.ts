import type { Part } from "../vocabulary/part.ts";

/**
 * Claude Code puts a line for Anthropic's accounting at the head of its instructions. A part of it
 * changes from request to request, and no prefix behind it would ever be found in a cache.
 */
const line = /^x-anthropic-billing-header:[^\n]*\n?/;

export function withoutBillingLine(head: readonly Part[]): readonly Part[] {
  return head.flatMap((part) => {
    if (part.type !== "text" || !line.test(part.text)) return [part];
    const text = part.text.replace(line, "");
    return text.trim() === "" ? [] : [{ ...part, text }];
  });
}
