/** What a command reads from and writes to. Answers go to stdout, everything said beside to stderr. */
import { styleText } from "node:util";
import type { Result } from "../../base/result.ts";
import { createLineReader, type LineReader } from "./line-reader.ts";
import { readPipedText } from "./read-piped-text.ts";

export type Style = Parameters<typeof styleText>[0];

export interface Output {
  /** Writes the text and a line break. */
  line(text?: string): void;
  /** The text in a style, where it goes to a terminal that shows styles. */
  paint(style: Style, text: string): string;
  /** Columns; Infinity when nobody looks at it on a terminal. */
  readonly width: number;
}

export interface Terminal {
  readonly out: Output;
  readonly error: Output;
  /** True when questions can be asked: there is somebody at stdin who sees stderr. */
  readonly isInteractive: boolean;
  /** True when stdin is a terminal, whoever may sit there. */
  readonly hasKeyboard: boolean;
  /** One answer to a question; null when the input has ended or the signal says stop. */
  ask(question: string, signal?: AbortSignal): Promise<string | null>;
  /** The same without showing what is typed. */
  askHidden(question: string): Promise<string | null>;
  /** Everything on stdin, which is not a terminal, without white space at its ends. */
  readPiped(): Promise<Result<string, string>>;
}

export function openTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  let reader: LineReader | null = null;
  const lines = () => (reader ??= createLineReader({ stdin, write: (text) => stderr.write(text) }));
  stopAtClosedPipe(stdout);
  stopAtClosedPipe(stderr);
  return {
    out: openOutput(stdout),
    error: openOutput(stderr),
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    hasKeyboard: stdin.isTTY === true,
    ask: (question, signal) => lines().read(question, signal),
    askHidden: (question) => lines().readHidden(question),
    readPiped: () => readPipedText((text) => stderr.write(`${text}\n`)),
  };
}

function openOutput(stream: NodeJS.WriteStream): Output {
  return {
    line: (text = "") => stream.write(`${text}\n`),
    paint: (style, text) => styleText(style, text, { stream }),
    get width() {
      // A pseudo-terminal without a size says 0.
      return stream.isTTY && stream.columns > 0 ? stream.columns : Infinity;
    },
  };
}

/** `codegate accounts list | head -1`: the reader has seen enough, which is no error. */
function stopAtClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
}
