/** The table of fields as Markdown. */
import { dialects, fieldTable } from "./field-table.ts";
import type { FieldRow } from "./field-row.ts";
import type { Dialect } from "../base/dialect.ts";

const titles: Readonly<Record<Dialect, string>> = {
  "anthropic-messages": "Messages",
  "openai-chat": "Chat",
  "openai-responses": "Responses",
};

const start = "<!-- fields: written by `bun src/convert/write-field-table.ts` -->";
const end = "<!-- end of fields -->";

/** A text with the table between its two marks replaced. Throws when a mark is missing. */
export function placeFieldTable(text: string): string {
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new RangeError("the README has no place for the fields");
  return `${text.slice(0, from + start.length)}\n\n${showFieldTable()}\n${text.slice(to)}`;
}

export function showFieldTable(): string {
  return dialects.map(showDialect).join("\n");
}

function showDialect(dialect: Dialect): string {
  const others = dialects.filter((each) => each !== dialect);
  const head = [`Field of ${titles[dialect]}`, ...others.map((each) => `to ${titles[each]}`), ""];
  const rows = fieldTable[dialect].map(([path, first, second, remark]: FieldRow) => [
    `\`${path}\``,
    first,
    second,
    remark,
  ]);
  const widths = head.map((title, column) =>
    Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? title).length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return `${[line(head), rule, ...rows.map(line)].join("\n")}\n`;
}
