/** What could go wrong: a host that writes on this very thread waits for a lock that nobody frees. */
import { expect, test } from "bun:test";
import { limits } from "../../src/base/limits.ts";
import { trySqlite } from "../../src/store/sqlite-failure.ts";
import { createPlace } from "../support/store-place.ts";
import { rowsOf, usageRow } from "../support/store-rows.ts";

const rows = 8 * limits.writeSliceRows;

test("a host on the same thread never finds the database locked by many rows", async () => {
  await using place = createPlace();
  // As the library opens it; `codegate serve` says that it owns its thread.
  const store = place.open();
  const host = place.connect();
  host.run("PRAGMA busy_timeout = 0");
  for (let count = 0; count < rows; count++) store.write(usageRow({ id: `row ${count}` }));
  let locks = 0;
  while (store.queue().rows > 0) {
    const began = trySqlite(() => host.run("BEGIN IMMEDIATE"));
    if (began.ok) host.run("ROLLBACK");
    else locks++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(rowsOf(host, "usage")).toHaveLength(rows);
  expect(locks).toBe(0);
});
