import type { Subprocess } from "bun";
import { join } from "node:path";

export type SecondProcess = Subprocess<"ignore", "pipe", "inherit"> & AsyncDisposable;

/** Starts `store-second-process.ts`; it ends with the test. */
function start(...words: readonly string[]): SecondProcess {
  const script = join(import.meta.dir, "store-second-process.ts");
  return Bun.spawn([process.execPath, script, ...words], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
}

/** Runs SQL in another process and waits for its end. */
export async function runElsewhere(databasePath: string, sql: string): Promise<void> {
  const child = start("run", databasePath, sql);
  if ((await child.exited) !== 0) throw new Error(`the other process failed to run: ${sql}`);
}

/** Resolves when another process holds the lock; it lets go after `milliseconds` or when killed. */
export async function lockElsewhere(options: {
  readonly databasePath: string;
  readonly mode: "IMMEDIATE" | "EXCLUSIVE";
  readonly milliseconds: number;
}): Promise<SecondProcess> {
  const { databasePath, mode, milliseconds } = options;
  const child = start("hold", databasePath, mode, String(milliseconds));
  for await (const chunk of child.stdout) if (chunk.length > 0) break;
  return child;
}

/** A process with a store that writes a usage row every few milliseconds until it is killed. */
export function writeElsewhere(dataDirectory: string): SecondProcess {
  return start("write", dataDirectory);
}
