/** The signals that ask a process to stop. */
import { readFileSync } from "node:fs";

/**
 * `stop` is told which one it was, and whether somebody insists: a second Ctrl-C or SIGTERM. A
 * terminal that is closed sends SIGHUP, and often twice.
 */
export function onStopSignal(stop: (signal: string, insists: boolean) => void): void {
  let isStopping = false;
  const hear = (signal: string): void => {
    const insists = isStopping && signal !== "SIGHUP";
    if (isStopping && !insists) return;
    isStopping = true;
    stop(signal, insists);
  };
  process.on("SIGTERM", () => hear("SIGTERM"));
  process.on("SIGINT", () => hear("SIGINT"));
  if (hearsHangups()) process.on("SIGHUP", () => hear("SIGHUP"));
}

/**
 * False under `nohup`, whose wish a listener would undo; and where it cannot be known (there is no
 * /proc but on Linux), so that SIGHUP does there what it does without one.
 */
function hearsHangups(): boolean {
  try {
    const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    // SIGHUP is the first signal, in the lowest bit.
    return ignored !== undefined && (Number.parseInt(ignored.at(-1) ?? "1", 16) & 1) === 0;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
