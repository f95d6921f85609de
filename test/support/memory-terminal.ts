import type { Output, Terminal } from "../../src/command/terminal/terminal.ts";

/** A terminal whose lines are kept; nobody sits at it. */
export function memoryTerminal(): {
  readonly terminal: Terminal;
  readonly out: string[];
  readonly error: string[];
} {
  const out: string[] = [];
  const error: string[] = [];
  return {
    out,
    error,
    terminal: {
      out: outputTo(out),
      error: outputTo(error),
      isInteractive: false,
      hasKeyboard: false,
      ask: async () => null,
      askHidden: async () => null,
      readPiped: async () => ({ ok: true, value: "" }),
    },
  };
}

function outputTo(lines: string[]): Output {
  return { line: (text = "") => lines.push(text), paint: (_, text) => text, width: Infinity };
}
