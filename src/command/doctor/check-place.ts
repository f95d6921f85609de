/** The data directory: rights, room, and what a stopped process has left. */
import { accessSync, constants, readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../../base/limits.ts";
import { tryFile } from "../../store/file-failure.ts";
import { duration } from "../terminal/phrases.ts";
import { orFine, problem, warning, type Finding } from "./finding.ts";

const secretFiles =
  /^(?:codegate\.db(?:-wal|-shm)?|\.account-key|\.master-key|encryption\.key|\.guardrail-key)$/;

export function checkPlace(directory: string, now: number): readonly Finding[] {
  const names = tryFile(() => readdirSync(directory));
  if (!names.ok) {
    const what = `The data directory ${directory} cannot be read (${names.failure}).`;
    return [
      problem("place", what, "Set DATA_DIR to a directory that this user can read and write."),
    ];
  }
  const findings = [
    ...checkRights(directory, names.value),
    ...checkRoom(directory),
    ...checkLeftovers(directory, names.value, now),
  ];
  return orFine(findings, "place", `The data directory ${directory} is in order.`);
}

function checkRights(directory: string, names: readonly string[]): readonly Finding[] {
  const writable = tryFile(() => accessSync(directory, constants.W_OK));
  const findings = writable.ok
    ? []
    : [
        problem(
          "place",
          `The data directory ${directory} cannot be written (${writable.failure}).`,
          writable.failure === "EROFS"
            ? "Its disk is mounted for reading alone: mount it for writing, or move DATA_DIR."
            : `Give this user the right to: chown "$USER" ${directory}`,
        ),
      ];
  const open = names.filter((name) => secretFiles.test(name) && isOpen(join(directory, name)));
  if (open.length === 0) return findings;
  const what = `Other users of this machine can read ${open.join(", ")}, which hold keys.`;
  const paths = open.map((name) => join(directory, name)).join(" ");
  return [...findings, problem("place", what, `Run: chmod 600 ${paths}`)];
}

/** Modes mean nothing on Windows. */
function isOpen(path: string): boolean {
  const stats = tryFile(() => statSync(path));
  return process.platform !== "win32" && stats.ok && (stats.value.mode & 0o077) !== 0;
}

function checkRoom(directory: string): readonly Finding[] {
  const stats = tryFile(() => statfsSync(directory));
  if (!stats.ok || stats.value.bavail * stats.value.bsize >= limits.diskLeastBytes) return [];
  return [problem("place", "The disk of the data directory is almost full.", "Make room on it.")];
}

function checkLeftovers(
  directory: string,
  names: readonly string[],
  now: number,
): readonly Finding[] {
  const ageOf = (name: string) => {
    const stats = tryFile(() => statSync(join(directory, name)).mtimeMs);
    return stats.ok ? now - stats.value : 0;
  };
  return names.flatMap((name) => {
    const age = ageOf(name);
    if (age < limits.tokenLeaseMs) return [];
    const start = "Start the gateway: it finishes what such a file says.";
    if (name.startsWith("codegate-grant-")) {
      const what = `A token's refresh was cut off ${duration(age)} ago (${name}).`;
      return [warning("place", what, start)];
    }
    if (!name.startsWith("codegate-unwritten")) return [];
    const what = `Rows of ${duration(age)} ago wait to be written (${name}).`;
    return [warning("place", what, start)];
  });
}
