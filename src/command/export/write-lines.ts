/** Lines into a file of this user alone, packed or not; a file that is there is replaced at the end. */
import { once } from "node:events";
import { createWriteStream, renameSync, unlinkSync } from "node:fs";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { failed, success, type Result } from "../../base/result.ts";
import { tryFile } from "../../store/file-failure.ts";

export interface LineFile {
  write(line: string): Promise<void>;
  /** Puts the file in its place. The failure is a sentence. */
  finish(): Promise<Result<null, string>>;
}

export function openLineFile(path: string, isPacked: boolean): LineFile {
  const unfinished = `${path}.unfinished`;
  const file = createWriteStream(unfinished, { mode: 0o600 });
  const gzip = isPacked ? createGzip() : null;
  gzip?.pipe(file);
  const target = gzip ?? file;
  let problem: string | null = null;
  file.on("error", (error: NodeJS.ErrnoException) => {
    problem ??= error.code ?? error.message;
  });

  return {
    async write(line) {
      if (problem === null && !target.write(`${line}\n`)) await once(target, "drain");
    },
    async finish() {
      target.end();
      if (problem === null) await finished(file).catch(() => undefined);
      const moved =
        problem === null ? tryFile(() => renameSync(unfinished, path)) : failed(problem);
      if (moved.ok) return success(null);
      tryFile(() => unlinkSync(unfinished));
      return failed(`${path} cannot be written (${moved.failure}).`);
    },
  };
}
