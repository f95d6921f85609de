/** Server-sent events as servers frame them: all of it is within the standard. */
import type { Dice } from "./dice.ts";

export interface Event {
  /** The `event:` line; null = none. */
  readonly name: string | null;
  readonly data: string;
}

const comments = [
  ": keep-alive",
  ": OPENROUTER PROCESSING",
  ":",
  ": ping - 2026-11-22 10:00:00",
] as const;

/** The bytes of a whole stream. */
export function frameEvents(events: readonly Event[], dice: Dice): Uint8Array {
  const gap = dice.has("no space") ? "" : " ";
  const end = dice.way("line end", ["\n", "\n", "\r\n", "\r"]);
  const hasComments = dice.has("comments", 15);
  const hasIds = dice.has("ids and retry");
  const isLineSplit = dice.has("several data lines", 4);
  const lines = events.flatMap(({ name, data }, index) => [
    ...(hasComments && dice.integer(3) === 0 ? [dice.pick(comments), ""] : []),
    ...(hasIds ? [`id:${gap}${index}`, `retry:${gap}3000`] : []),
    ...(name === null ? [] : [`event:${gap}${name}`]),
    ...(isLineSplit ? splitLines(data) : [data]).map((line) => `data:${gap}${line}`),
    "",
  ]);
  if (dice.has("no last blank line", 4)) lines.pop();
  const bom = dice.has("byte order mark", 4) ? "\u{feff}" : "";
  return Buffer.from(`${bom}${lines.join(end)}${end}`);
}

/** JSON over several lines: the standard joins them with line feeds. */
function splitLines(data: string): readonly string[] {
  return data.startsWith("{") ? JSON.stringify(JSON.parse(data), null, 1).split("\n") : [data];
}
