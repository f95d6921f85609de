// Every commit of another process causes a reading: it must neither decrypt nor sum anew each time.
import { expect, test } from "bun:test";
import { success, type Result } from "../../src/base/result.ts";
import type { AccountKeys } from "../../src/store/account-keys.ts";
import { completeSchema } from "../../src/store/complete-schema.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { createSnapshotReader } from "../../src/store/read-snapshot.ts";
import { createPlace } from "../support/store-place.ts";
import { insertAccount } from "../support/store-rows.ts";

/** Keys that open everything that begins with "sealed " and note what they were asked. */
function countingKeys(asked: string[]): AccountKeys {
  return {
    reload: () => false,
    decrypt(stored) {
      asked.push(stored);
      return stored.startsWith("sealed ") ? stored.slice("sealed ".length) : null;
    },
    encrypt: (plaintext): Result<string, string> => success(plaintext),
    derive: () => null,
    fingerprint: () => null,
  };
}

test("a secret is decrypted once, and again only when its ciphertext changed", async () => {
  await using place = createPlace();
  const opened = openDatabase(place.directory, 0);
  if (!opened.ok) throw new Error(opened.failure.sentence);
  const { client } = opened.value;
  completeSchema(client);
  insertAccount(client, { id: "a", api_key_enc: "sealed one" });
  insertAccount(client, { id: "b", api_key_enc: "sealed two" });
  insertAccount(client, { id: "c", api_key_enc: "foreign" });
  const asked: string[] = [];
  const reader = createSnapshotReader(opened.value, countingKeys(asked));
  const read = (): readonly (string | null | undefined)[] => {
    asked.length = 0;
    const { accounts } = reader.read(0).snapshot;
    return ["a", "b", "c"].map((id) => accounts.get(id)?.credential);
  };
  expect(read()).toEqual(["one", "two", null]);
  expect(asked).toEqual(["sealed one", "sealed two", "foreign"]);
  expect(read()).toEqual(["one", "two", null]);
  expect(asked).toEqual(["foreign"]);
  client.run("UPDATE accounts SET api_key_enc = 'sealed new' WHERE id = 'a'");
  expect(read()).toEqual(["new", "two", null]);
  expect(asked).toEqual(["sealed new", "foreign"]);
  client.close();
});

test("a month with many rows is summed once; later readings see the new rows alone", async () => {
  await using place = createPlace();
  const opened = openDatabase(place.directory, 0);
  if (!opened.ok) throw new Error(opened.failure.sentence);
  const { client } = opened.value;
  completeSchema(client);
  insertAccount(client);
  client.run(`INSERT INTO usage (id, account_id, cost_usd, created_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
    SELECT 'u' || i, 'a1', 0.5, '2026-11-02 00:00:00' FROM n`);
  const reader = createSnapshotReader(opened.value, countingKeys([]));
  const now = Date.UTC(2026, 10, 15);
  const time = (): number => {
    const started = performance.now();
    reader.read(now);
    return performance.now() - started;
  };
  const first = time();
  client.run(
    "INSERT INTO usage (id, account_id, cost_usd, created_at) VALUES ('x', 'a1', 1, '2026-11-03 00:00:00')",
  );
  const later = Math.min(time(), time(), time());
  expect(later).toBeLessThan(first / 3);
  expect(reader.read(now).snapshot.monthlySpend.get("a1")).toBe(100_001);
  client.run("DELETE FROM usage");
  expect(reader.read(now).snapshot.monthlySpend.size).toBe(0);
  client.close();
});
