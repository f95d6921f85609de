import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogFields, Logger, LogLevel } from "../../src/base/logger.ts";
import { openStore, type Store, type StoreOptions } from "../../src/store/store.ts";
import { copyFixture, type FixtureDatabase } from "./store-fixture.ts";

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** A temporary data directory with what a test opens in it; everything goes when it is disposed. */
export interface StoreWorkplace extends AsyncDisposable {
  readonly directory: string;
  readonly databasePath: string;
  readonly log: readonly LogLine[];
  /** Opens the store as the gateway does; closed with the place. */
  open(options?: Partial<StoreOptions>): Store;
  /** A second connection, as another process would have one; closed with the place. */
  connect(): Database;
}

export function createPlace(fixture?: FixtureDatabase): StoreWorkplace {
  const directory = mkdtempSync(join(tmpdir(), "codegate-store-"));
  const databasePath = join(directory, "codegate.db");
  if (fixture !== undefined) copyFixture(fixture, directory);
  const log: LogLine[] = [];
  const stores: Store[] = [];
  const connections: Database[] = [];
  return {
    directory,
    databasePath,
    log,
    open(options) {
      const store = openStore({
        dataDirectory: directory,
        accountKey: undefined,
        masterKey: undefined,
        logger: collectingLogger(log),
        clock: { now: () => Date.now() },
        ...options,
      });
      stores.push(store);
      return store;
    },
    connect() {
      const connection = new Database(databasePath, { readwrite: true, strict: true });
      connection.run("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON");
      connections.push(connection);
      return connection;
    },
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.close();
      await Promise.all(stores.map((store) => store.close()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function collectingLogger(lines: LogLine[]): Logger {
  const collect = (level: LogLevel) => (message: string, fields?: LogFields) => {
    lines.push({ level, message, fields });
  };
  return {
    debug: collect("debug"),
    info: collect("info"),
    warn: collect("warn"),
    error: collect("error"),
  };
}

/** Resolves when the condition holds; fails after five seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("the condition did not come true in time");
    await Bun.sleep(5);
  }
}
