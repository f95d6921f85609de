/** The file that is the workers' common memory, in a folder of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failed, success, type Result } from "../../base/result.ts";
import { createSharedFile } from "../../peers/shared-memory.ts";

export interface MemoryFile {
  readonly folder: string;
  readonly path: string;
}

/** In memory where there is such a folder, so that nothing is ever written to a disk. */
const usualPlaces: readonly string[] = ["/dev/shm", tmpdir()];

/** In the first of the places that takes it; the failure is a sentence for people. */
export async function makeMemory(
  bytes: number,
  now: number,
  places: readonly string[] = usualPlaces,
): Promise<Result<MemoryFile, string>> {
  const troubles: string[] = [];
  for (const place of places) {
    let folder: string | null = null;
    try {
      folder = mkdtempSync(join(place, "codegate-"));
      const path = join(folder, "shared");
      await createSharedFile(path, bytes, now);
      return success({ folder, path });
    } catch (error) {
      // It is not there, read-only, of somebody else, or full: the system's errors have a code.
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
      troubles.push(`${place} (${code})`);
    }
  }
  const megabytes = Math.ceil(bytes / 1_000_000);
  return failed(
    `Workers share ${megabytes} MB of memory in a file, and it cannot be made in ` +
      `${troubles.join(" or in ")}. Make room there, or leave out --workers and CODEGATE_WORKERS.`,
  );
}
