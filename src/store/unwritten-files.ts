import {
  appendFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { join } from "node:path";
import { limits } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { Result } from "../base/result.ts";
import { tryFile } from "./file-failure.ts";
import type { LastingRow } from "./rows.ts";
import { formatUnwritten, parseUnwritten } from "./unwritten-rows.ts";
import { bodyBytes } from "./write-queue.ts";
import type { SaveRows } from "./write-rows.ts";

const fileName = "codegate-unwritten.jsonl";

/** Adds rows to the file that the next start reads. The failure is the system's error name. */
export function saveUnwritten(
  dataDirectory: string,
  rows: readonly LastingRow[],
): Result<void, string> {
  const path = join(dataDirectory, fileName);
  return tryFile(() => appendFileSync(path, formatUnwritten(rows), { mode: 0o600 }));
}

export interface ImportOptions {
  readonly dataDirectory: string;
  readonly save: SaveRows;
  readonly logger: Logger;
  /** True when the store closes: the files then stay for the next start. */
  readonly isStopped: () => boolean;
}

/**
 * Writes the rows that an earlier stop left in files, then removes the files. Rows with known ids
 * are skipped by the database, so that a crash in between costs nothing.
 */
export async function importUnwritten(options: ImportOptions): Promise<void> {
  for (const name of claimFiles(options.dataDirectory)) {
    const path = join(options.dataDirectory, name);
    const rows = readFile(path, name, options.logger);
    if (rows === null) continue;
    if (!(await writeRows(rows, options))) return;
    tryFile(() => unlinkSync(path));
    // A full disk had no room for any.
    if (rows.length === 0) continue;
    options.logger.info("Rows that an earlier stop could not write are in the database now.", {
      rows: rows.length,
    });
  }
}

/** The common file gets a name of its own first: another process could be adding to it. */
function claimFiles(dataDirectory: string): readonly string[] {
  const own = `codegate-unwritten-${crypto.randomUUID()}.jsonl`;
  tryFile(() => renameSync(join(dataDirectory, fileName), join(dataDirectory, own)));
  const names = tryFile(() => readdirSync(dataDirectory));
  if (!names.ok) return [];
  return names.value.filter((name) => /^codegate-unwritten-.+\.jsonl$/.test(name));
}

function readFile(path: string, name: string, logger: Logger): readonly LastingRow[] | null {
  const size = tryFile(() => statSync(path).size);
  if (!size.ok) return null;
  if (size.value > limits.unwrittenFileBytes) {
    logger.error("A file of unwritten rows is too large to be read; it stays where it is.", {
      file: name,
      bytes: size.value,
    });
    return null;
  }
  const text = tryFile(() => readFileSync(path, "utf8"));
  if (!text.ok) {
    logger.error("A file of unwritten rows cannot be read.", { file: name, code: text.failure });
    return null;
  }
  const { rows, damagedLines } = parseUnwritten(text.value);
  if (damagedLines > 0) {
    logger.error("Lines of a file of unwritten rows are damaged and lost.", {
      file: name,
      lines: damagedLines,
    });
  }
  return rows;
}

/** False when the store closed before everything was written. */
async function writeRows(rows: readonly LastingRow[], options: ImportOptions): Promise<boolean> {
  let next = 0;
  while (next < rows.length) {
    if (options.isStopped()) return false;
    const batch = takeBatch(rows, next);
    const saved = await options.save(batch);
    if (saved?.ok) {
      next += batch.length;
      for (const { table, reason } of saved.value) {
        options.logger.error("A row was refused by the database and is lost.", { table, reason });
      }
    }
    await Bun.sleep(saved?.ok ? 0 : limits.lockRetryMs);
  }
  return true;
}

function takeBatch(rows: readonly LastingRow[], start: number): readonly LastingRow[] {
  let end = start;
  for (let bytes = 0; end < rows.length && end - start < limits.writeBatchRows; end += 1) {
    const row = rows[end];
    bytes += row === undefined ? 0 : bodyBytes(row);
    if (bytes > limits.writeBatchBytes && end > start) break;
  }
  return rows.slice(start, end);
}
