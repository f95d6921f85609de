/** The files of kept bodies: their names, their sizes, and which of them have to go. */
import { mkdirSync, readdirSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../base/limits.ts";
import { tryFile } from "../store/file-failure.ts";

/** Requests that failed have files of their own, so that only other failures crowd them out. */
export const chains = ["served", "failed"] as const;
export type ChainName = (typeof chains)[number];

export interface SegmentFile {
  readonly path: string;
  readonly chain: ChainName;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly changedAt: number;
  readonly bytes: number;
}

export function bodiesDirectory(dataDirectory: string): string {
  return join(dataDirectory, "codegate-bodies");
}

/** For this user alone: the files hold conversations. */
export function makeDirectory(directory: string): string | null {
  const made = tryFile(() => mkdirSync(directory, { recursive: true, mode: 0o700 }));
  return made.ok ? null : made.failure;
}

/** Names sort by time; the last part tells processes apart that share the directory. */
export function segmentName(chain: ChainName, startedAt: number, writer: string): string {
  return `${chain}-${String(startedAt).padStart(15, "0")}-${writer}.bodies`;
}

const namePattern = /^(served|failed)-(\d{15})-[0-9a-f]+\.bodies$/;

/** The oldest first; nothing when there is no directory. */
export function listSegments(directory: string): SegmentFile[] {
  const names = tryFile(() => readdirSync(directory));
  if (!names.ok) return [];
  return names.value.flatMap((name) => describeSegment(directory, name) ?? []).toSorted(byAge);
}

function byAge(one: SegmentFile, other: SegmentFile): number {
  return one.startedAt - other.startedAt;
}

function describeSegment(directory: string, name: string): SegmentFile | null {
  const found = namePattern.exec(name);
  const path = join(directory, name);
  const stats = found === null ? null : tryFile(() => statSync(path));
  if (found === null || stats === null || !stats.ok) return null;
  const chain: ChainName = found[1] === "failed" ? "failed" : "served";
  const { size: bytes, mtimeMs: changedAt } = stats.value;
  return { path, chain, startedAt: Number(found[2]), changedAt, bytes };
}

export interface Room {
  readonly directory: string;
  readonly chain: ChainName;
  /** Most bytes of all files of the chain, the new one's full size included. */
  readonly budgetBytes: number;
  readonly segmentBytes: number;
  readonly now: number;
}

/** Deletes the oldest files of a chain until a new one has room. Returns how many went. */
export function makeRoom({ directory, chain, budgetBytes, segmentBytes, now }: Room): number {
  const files = listSegments(directory).filter((file) => file.chain === chain);
  // Another process may be filling the file that it has begun.
  const sizeOf = ({ bytes, changedAt }: SegmentFile) =>
    now - changedAt < limits.bodySegmentIdleMs ? Math.max(bytes, segmentBytes) : bytes;
  let total = files.reduce((sum, file) => sum + sizeOf(file), 0);
  let deleted = 0;
  for (const file of files) {
    if (total + segmentBytes <= budgetBytes) break;
    total -= sizeOf(file);
    if (tryFile(() => unlinkSync(file.path)).ok) deleted++;
  }
  return deleted;
}

/** Deletes files in which everything is older than `days`. Returns how many went. */
export function deleteExpired(directory: string, days: number, now: number): number {
  const oldest = now - days * 24 * 60 * 60 * 1_000;
  const expired = listSegments(directory).filter(({ changedAt }) => changedAt < oldest);
  return expired.filter(({ path }) => tryFile(() => unlinkSync(path)).ok).length;
}
