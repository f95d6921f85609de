import type { Tool } from "./conversation.ts";
import type { WriteContext } from "./target.ts";

/**
 * Tools that their own provider runs and this one does not: declared as lost. A request that is
 * about nothing else is refused, because its answer would be invented: when the tool is forced, or
 * is the only one and the conversation begins with it (Claude Code's web search is such a request).
 */
export function judgeLostTools(lost: readonly Tool[], context: WriteContext): void {
  const { conversation, settled, notes } = context;
  const { tools, toolChoice } = conversation;
  for (const { name } of lost) {
    notes.lose(`tools[].${name}`, "run by its provider, and this one has no such tool");
  }
  const areAlone = lost.length > 0 && lost.length === tools.length;
  const isFresh = settled.turns.every(({ role }) => role !== "assistant");
  const isForced =
    toolChoice?.kind === "named"
      ? lost.some(({ name }) => name === toolChoice.name)
      : toolChoice?.kind === "required" && areAlone;
  if (isForced || (areAlone && isFresh)) {
    const names = lost.map(({ name }) => name).join(", ");
    notes.refuse(`The request needs ${names}, which its own provider runs; this one does not.`);
  }
}
