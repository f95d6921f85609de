/** The signals that ask a process to stop. */
import { readFileSync } from "node:fs";
import { limits } from "../base/limits.ts";

type Stop = (signal: string, insists: boolean) => void;

/** `stop` is told which one it was, and whether somebody insists: a second Ctrl-C or SIGTERM. */
export function onStopSignal(stop: Stop): void {
  const hear = hearStops(stop, () => performance.now());
  process.on("SIGTERM", () => hear("SIGTERM"));
  process.on("SIGINT", () => hear("SIGINT"));
  if (hearsHangups()) process.on("SIGHUP", () => hear("SIGHUP"));
}

/**
 * One Ctrl-C comes twice where npm or `bun run` hands it on to a process that the terminal has told
 * as well: only a later one means that somebody insists. A terminal that is closed sends SIGHUP, and
 * often twice.
 */
export function hearStops(stop: Stop, now: () => number): (signal: string) => void {
  let firstAt: number | null = null;
  return (signal) => {
    if (firstAt === null) {
      firstAt = now();
      stop(signal, false);
    } else if (signal !== "SIGHUP" && now() - firstAt >= limits.stopInsistMs) stop(signal, true);
  };
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
