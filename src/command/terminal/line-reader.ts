/** Reads answers from a terminal, line by line, also without showing them. */

export interface LineReader {
  /** One line; null when the input has ended, or when the signal says that none is wanted any more. */
  read(question: string, signal?: AbortSignal): Promise<string | null>;
  /** The same without echo. Ctrl-C gives the terminal back as it was and exits with 130. */
  readHidden(question: string): Promise<string | null>;
}

export interface LineReaderOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly write: (text: string) => void;
}

/** What a shell reports for a program ended by Ctrl-C: 128 and the signal's number. */
const interruptedExitCode = 130;

const keys = { interrupt: "\u0003", endOfInput: "\u0004", eraseLine: "\u0015" } as const;

/** Bytes that came after the end of a line wait for the next question. */
export function createLineReader({ stdin, write }: LineReaderOptions): LineReader {
  const decoder = new TextDecoder();
  let waiting = "";
  let hasEnded = false;

  async function ask(
    question: string,
    isHidden: boolean,
    signal?: AbortSignal,
  ): Promise<string | null> {
    const interrupt = () => leave(isHidden);
    process.once("SIGINT", interrupt);
    // Before the question: who answers it at once (a paste, a script) would see the key echoed.
    if (isHidden) stdin.setRawMode(true);
    write(question);
    try {
      return await nextLine(isHidden, signal);
    } finally {
      process.off("SIGINT", interrupt);
      stdin.pause();
      if (isHidden) {
        stdin.setRawMode(false);
        write("\n");
      }
    }
  }

  function leave(isHidden: boolean): never {
    if (isHidden) stdin.setRawMode(false);
    write("\n");
    process.exit(interruptedExitCode);
  }

  function nextLine(isHidden: boolean, signal?: AbortSignal): Promise<string | null> {
    const take = isHidden ? takeKeys : takeLine;
    return new Promise((resolve) => {
      const finish = (line: string | null) => {
        stdin.off("data", onData);
        stdin.off("end", onEnd);
        resolve(line);
      };
      const look = () => {
        const taken = take(waiting);
        // The end is told once, also when a question comes later.
        if (taken === null && hasEnded) finish(null);
        if (taken === null) return;
        if (taken.ending === "interrupt") leave(isHidden);
        waiting = taken.rest;
        finish(taken.ending === "end" ? null : taken.line);
      };
      const onData = (chunk: Uint8Array) => {
        waiting += decoder.decode(chunk, { stream: true });
        look();
      };
      const onEnd = () => {
        hasEnded = true;
        finish(null);
      };
      signal?.addEventListener("abort", () => finish(null), { once: true });
      stdin.on("data", onData);
      stdin.on("end", onEnd);
      stdin.resume();
      look();
    });
  }

  return {
    read: (question, signal) => ask(question, false, signal),
    readHidden: (question) => ask(question, true),
  };
}

interface Taken {
  readonly line: string;
  readonly rest: string;
  readonly ending: "line" | "end" | "interrupt";
}

/** The terminal itself has edited the line; null while it has not ended. */
function takeLine(text: string): Taken | null {
  const end = text.search(/[\r\n]/);
  return end === -1 ? null : { line: text.slice(0, end), ...after(text, end), ending: "line" };
}

/** Arrow keys and the like; nothing of them belongs to a key. */
// oxlint-disable-next-line no-control-regex -- escape sequences are what this is about
const escapeSequence = /\u001b\[[0-9;?]{0,16}[@-~]/g;

/** Every key comes as it is pressed, so erasing is done here; null while the line has not ended. */
export function takeKeys(typed: string): Taken | null {
  const text = typed.replaceAll(escapeSequence, "");
  let line: string[] = [];
  let at = 0;
  for (const key of text) {
    if (key === "\r" || key === "\n") {
      return { line: line.join(""), ...after(text, at), ending: "line" };
    }
    if (key === keys.interrupt) return { line: "", rest: "", ending: "interrupt" };
    if (key === keys.endOfInput) return { line: "", rest: "", ending: "end" };
    if (key === "\u007f" || key === "\b") line.pop();
    else if (key === keys.eraseLine) line = [];
    else if (key >= " ") line.push(key);
    at += key.length;
  }
  return null;
}

/** A pasted "\r\n" is one end of a line, not two. */
function after(text: string, end: number): { readonly rest: string } {
  return { rest: text.slice(text.startsWith("\r\n", end) ? end + 2 : end + 1) };
}
