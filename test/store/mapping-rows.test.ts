// What could go wrong: originals of tokens are kept for ever, or the dashboard's own rows go with them.
import { expect, test } from "bun:test";
import { limits } from "../../src/base/limits.ts";
import type { MappingRow } from "../../src/store/rows.ts";
import { createPlace, type StoreWorkplace } from "../support/store-place.ts";
import { rowsOf } from "../support/store-rows.ts";

const now = Date.UTC(2026, 10, 22, 10);
const day = 24 * 60 * 60_000;

function mapping(token: string, changes: Partial<MappingRow> = {}): MappingRow {
  return {
    table: "privacy_mappings",
    scope: "a".repeat(64),
    category: "pii",
    originalHash: `hash of ${token}`,
    sealed: `sealed ${token}`,
    token: `CG_EMAIL_${token}`,
    at: now,
    ...changes,
  };
}

async function leftAfterCleaning(place: StoreWorkplace): Promise<unknown[]> {
  const store = place.open({ clock: { now: () => now } });
  await store.cleanRows();
  return rowsOf(place.connect(), "privacy_mappings").map(({ replacement }) => replacement);
}

test("an original is found before it is written and after; a later use only moves its date", async () => {
  await using place = createPlace();
  const store = place.open({ clock: { now: () => now } });
  expect(store.mapping("CG_EMAIL_1")).toBeNull();
  store.write(mapping("1", { at: now - 3 * day }));
  expect(store.mapping("CG_EMAIL_1")).toBe("sealed 1");
  await store.flush();
  expect(store.mapping("CG_EMAIL_1")).toBe("sealed 1");
  store.write(mapping("1"));
  await store.flush();
  const rows = rowsOf(place.connect(), "privacy_mappings");
  expect(rows).toMatchObject([{ created_at: "2026-11-22 10:00:00", original_enc: "sealed 1" }]);
});

test("what was not in use for long goes; the dashboard's own rows stay", async () => {
  await using place = createPlace();
  const store = place.open({ clock: { now: () => now } });
  store.write(mapping("old", { at: now - limits.mappingMs - day }));
  store.write(mapping("young", { at: now - day }));
  await store.flush();
  await store.close();
  place
    .connect()
    .run(
      "INSERT INTO privacy_mappings VALUES ('1', 'email', 'h', '', 'a.b1@anon.com', '2020-01-01')",
    );
  expect(await leftAfterCleaning(place)).toEqual(["CG_EMAIL_young", "a.b1@anon.com"]);
});

test("of one tenant the longest unused go first, and no other tenant loses any", async () => {
  await using place = createPlace();
  const store = place.open({ clock: { now: () => now } });
  store.write(mapping("other", { scope: "b".repeat(64), at: now - 9 * day }));
  await store.flush();
  await store.close();
  const database = place.connect();
  const insert = database.prepare("INSERT INTO privacy_mappings VALUES (?,?,?,?,?,?)");
  database.transaction(() => {
    for (let index = 0; index < limits.mappingsOfTenant + 2; index++) {
      const date = index < 2 ? "2026-11-01 00:00:00" : "2026-11-20 00:00:00";
      insert.run(`${"a".repeat(16)}:${index}`, "pii", `h${index}`, "sealed", `CG_K_${index}`, date);
    }
  })();
  const left = await leftAfterCleaning(place);
  expect(left).toHaveLength(limits.mappingsOfTenant + 1);
  expect(left).toContain("CG_EMAIL_other");
  expect(left).not.toContain("CG_K_0");
  expect(left).not.toContain("CG_K_1");
});
