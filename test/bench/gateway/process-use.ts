/** What processes have used, as Linux tells it; null elsewhere. */
import { existsSync, readFileSync } from "node:fs";

/** Of the kernel's clock, seconds: the same on every Linux that Bun runs on. */
const tickSeconds = 0.01;

/** User and system time since the start, seconds. */
export function cpuSeconds(pid: number): number | null {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return null;
  const text = readFileSync(path, "latin1");
  // The name of the program, in brackets, may hold spaces.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * tickSeconds;
}

/** Resident memory, megabytes. */
export function residentMegabytes(pid: number): number | null {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return null;
  const kilobytes = /VmRSS:\s*(\d+)/.exec(readFileSync(path, "latin1"))?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
}
