/**
 * What the rows of a request cost, in batches as the writer makes them: processor time, and log of
 * the database. `bun test/bench/write-rows.ts`
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "../../src/base/new-id.ts";
import { limits } from "../../src/base/limits.ts";
import { completeSchema } from "../../src/store/complete-schema.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { createRowWriter, noPause } from "../../src/store/write-rows.ts";
import type { StoreRow } from "../../src/store/rows.ts";
import { attemptRow, usageRow, successRow } from "../support/store-rows.ts";

const requests = 100_000;
const directory = mkdtempSync(join(tmpdir(), "codegate-bench-"));
const opened = openDatabase(directory, 0);
if (!opened.ok) throw new Error(opened.failure.sentence);
const { client, path } = opened.value;
completeSchema(client);
client.run("INSERT INTO accounts (id, name, provider) VALUES ('a1', 'Work', 'anthropic')");
client.run("PRAGMA wal_autocheckpoint = 0");
const writer = createRowWriter(opened.value, noPause);

const rows: StoreRow[] = [];
for (let request = 0; request < requests; request++) {
  const at = Date.now() + request;
  rows.push(
    attemptRow({ id: newId(), requestId: newId(), at, accountId: "a1" }),
    usageRow({ id: newId(), at, accountId: "a1" }),
    successRow({ at, accountId: "a1" }),
  );
}
const before = process.cpuUsage();
for (let from = 0; from < rows.length; from += limits.writeBatchRows) {
  const written = writer.writeNow(rows.slice(from, from + limits.writeBatchRows));
  if (!written.ok || written.value.length > 0) throw new Error("a row was refused");
}
const used = process.cpuUsage(before);
const perRequest = (used.user + used.system) / requests;
console.log(`${perRequest.toFixed(1)} µs a request`);
console.log(`${(statSync(`${path}-wal`).size / requests / 1_024).toFixed(2)} KB of log a request`);
client.close();
rmSync(directory, { recursive: true, force: true });
