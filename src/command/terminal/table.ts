import type { Output, Style } from "./terminal.ts";

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

export interface Column {
  readonly title: string;
  /** Numbers stand at the right edge. */
  readonly isNumber?: boolean;
  /** May be cut when the terminal is too narrow. */
  readonly canShrink?: boolean;
}

export interface Row {
  readonly cells: readonly Cell[];
  /** Sentences below the row, wrapped. */
  readonly notes: readonly string[];
}

const gap = "  ";
const narrowest = 12;

/** A table with one line per row, and below a row whatever has to be said about it. */
export function writeTable(out: Output, columns: readonly Column[], rows: readonly Row[]): void {
  const widths = fit(columns, rows, out.width);
  const line = (cells: readonly Cell[]) =>
    columns
      .map((column, index) => {
        const { text, style } = cells[index] ?? { text: "" };
        const padded = pad(cut(text, widths[index] ?? 0), widths[index] ?? 0, column);
        return style === undefined ? padded : out.paint(style, padded);
      })
      .join(gap)
      .trimEnd();
  out.line(line(columns.map(({ title }) => ({ text: title, style: "dim" }))));
  for (const { cells, notes } of rows) {
    out.line(line(cells));
    for (const note of notes) writeNote(out, note);
  }
}

/** A sentence in a quieter style, indented and wrapped. */
export function writeNote(out: Output, note: string): void {
  for (const line of wrap(note, out.width - gap.length)) {
    out.line(`${gap}${out.paint("dim", line)}`);
  }
}

export function wrap(text: string, width: number): readonly string[] {
  return Number.isFinite(width) ? Bun.wrapAnsi(text, Math.max(width, 20)).split("\n") : [text];
}

function fit(columns: readonly Column[], rows: readonly Row[], width: number): readonly number[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(
      Bun.stringWidth(title),
      ...rows.map(({ cells }) => Bun.stringWidth(cells[index]?.text ?? "")),
    ),
  );
  const gaps = gap.length * (columns.length - 1);
  let excess = widths.reduce((sum, each) => sum + each, gaps) - width;
  while (excess > 0) {
    const widest = Math.max(
      ...columns.map(({ canShrink }, index) => (canShrink === true ? (widths[index] ?? 0) : 0)),
    );
    if (widest <= narrowest) break;
    const index = columns.findIndex(
      ({ canShrink }, at) => canShrink === true && widths[at] === widest,
    );
    widths[index] = widest - 1;
    excess--;
  }
  return widths;
}

/** Bun.sliceAnsi with an ellipsis gives one column too many after wide characters (Bun 1.4.5). */
function cut(text: string, width: number): string {
  if (Bun.stringWidth(text) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (Bun.stringWidth(kept + character) >= width) break;
    kept += character;
  }
  return `${kept}…`;
}

function pad(text: string, width: number, { isNumber }: Column): string {
  const space = " ".repeat(Math.max(0, width - Bun.stringWidth(text)));
  return isNumber === true ? space + text : text + space;
}
