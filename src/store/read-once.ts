/** For programs that look at the database or leave rows there once, without keeping it open. */
import { statSync } from "node:fs";
import { silentLogger } from "../base/logger.ts";
import { failed, success, type Result } from "../base/result.ts";
import { openAccountKeys } from "./account-keys.ts";
import { readStore, useStore, type StorePlace } from "./change-store.ts";
import { tryFile } from "./file-failure.ts";
import { readHints, type Hint } from "./hints.ts";
import { readMappings } from "./mapping-rows.ts";
import { databasePath } from "./open-database.ts";
import { createSnapshotReader } from "./read-snapshot.ts";
import type { StoreRow } from "./rows.ts";
import type { Snapshot } from "./snapshot.ts";
import { explainFailure } from "./sqlite-failure.ts";
import { createRowWriter, noPause } from "./write-rows.ts";

/**
 * False while nothing has been stored: looking must not create a database in a wrong folder. One
 * that cannot be looked at counts, so that whoever opens it hears why.
 */
export function hasDatabase({ dataDirectory }: StorePlace): boolean {
  const found = tryFile(() => statSync(databasePath(dataDirectory)));
  return found.ok || found.failure !== "ENOENT";
}

/** The picture at `now` (milliseconds since the epoch), credentials in clear. */
export function readSnapshotOnce(place: StorePlace, now: number): Result<Snapshot, string> {
  return readStore(place, (database) => {
    const keys = openAccountKeys({ ...place, logger: silentLogger });
    return success(createSnapshotReader(database, keys).read(now).snapshot);
  });
}

/** 32 bytes for one purpose, as a gateway derives them; null while there is no account key. */
export function readDerivedKey(place: StorePlace, purpose: string): Uint8Array | null {
  return openAccountKeys({ ...place, logger: silentLogger }).derive(purpose);
}

/** Sealed originals that are kept, by their tokens. */
export function readMappingsOnce(place: StorePlace): Result<ReadonlyMap<string, string>, string> {
  return readStore(place, (database) => success(readMappings(database)));
}

/** Hints of a kind that have not expired at `now`. */
export function readHintsOnce(
  place: StorePlace,
  kind: string,
  now: number,
): Result<readonly Hint[], string> {
  return readStore(place, (database) => success(readHints(database, kind, now) ?? []));
}

/** Writes the rows in one transaction, the writer's own; a row that SQLite refuses is a failure. */
export function writeRowsOnce(place: StorePlace, rows: readonly StoreRow[]): Result<null, string> {
  return useStore(place, (database) => {
    const written = createRowWriter(database, noPause).writeNow(rows);
    if (!written.ok) return failed(explainFailure(written.failure));
    const [rejected] = written.value;
    return rejected === undefined ? success(null) : failed(rejected.reason);
  });
}
