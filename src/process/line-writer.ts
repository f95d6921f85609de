/** Lines for whoever reads the log, who may be slow or gone: nothing of the gateway waits for him. */
import { limits } from "../base/limits.ts";

/** What Bun's FileSink does of it. */
export interface Sink {
  write(text: string): unknown;
  /** A promise when the reader is slow. */
  flush(): unknown;
}

/** `open` is called with the first line. A line is lost where the reader is far behind, or gone. */
export function createLineWriter(open: () => Sink): (line: string) => void {
  let sink: Sink | null = null;
  /** Written while the reader was slow, and not taken yet, UTF-16 units. */
  let waiting = 0;

  return (line) => {
    if (waiting >= limits.logLinesWaiting) return;
    try {
      sink ??= open();
      sink.write(`${line}\n`);
      // At once: the process may end with the next statement.
      const taken = sink.flush();
      if (!(taken instanceof Promise)) return;
      waiting += line.length + 1;
      const forget = (): void => {
        waiting = 0;
      };
      taken.then(forget, forget);
    } catch (error) {
      // A closed pipe (EPIPE), a full disk (ENOSPC), a terminal that is gone (EIO).
      if (!isSystemError(error)) throw error;
    }
  };
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
