// A picture that is stale, or read again for nothing, costs users their edits or their latency.
import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encrypt } from "../../src/store/cipher.ts";
import { hasFixture, readFixture } from "../support/store-fixture.ts";
import { createPlace } from "../support/store-place.ts";
import { runElsewhere } from "../support/store-process.ts";
import { insertAccount, usageRow } from "../support/store-rows.ts";

describe.skipIf(!hasFixture)("the dashboard's accounts", () => {
  test("all 22 accounts are read and decrypted", async () => {
    await using place = createPlace("codegate.db");
    const { accounts, problem } = place.open().snapshot();
    const expected = readFixture().accounts;
    expect(problem).toBeNull();
    expect(expected.length).toBe(22);
    expect(accounts.size).toBe(22);
    for (const account of expected) {
      const expiry = account.token_expires_at === 0 ? null : account.token_expires_at;
      expect(accounts.get(account.id)).toMatchObject({
        name: account.name,
        provider: account.provider,
        authType: account.auth_type === "oauth" ? "oauth" : "api_key",
        credential: account.api_key_plain,
        tokenExpiresAt: expiry,
        baseUrl: account.base_url,
        priority: account.priority,
        rateLimit: account.rate_limit,
        monthlyBudget: account.monthly_budget,
        externalAccountId: account.external_account_id,
        enabled: account.enabled === 1,
        proxyUrl: null,
        caCertificates: null,
        dialects: null,
      });
    }
    const unusable = [...accounts.values()].filter(({ unusableReason }) => unusableReason !== null);
    expect(unusable.map(({ name }) => name)).toEqual([
      "Custom without base_url",
      "Key cleared to empty string",
    ]);
  });

  test("accounts stand in order of priority", async () => {
    await using place = createPlace("codegate.db");
    const priorities = [...place.open().snapshot().accounts.values()].map((a) => a.priority);
    expect(priorities).toEqual(priorities.toSorted((a, b) => b - a));
    expect(priorities[0]).toBe(999);
  });

  test("a legacy database serves its accounts at once", async () => {
    await using place = createPlace("codegate-legacy-schema.db");
    const { accounts, problem } = place.open().snapshot();
    expect(problem).toBeNull();
    expect([...accounts.values()].map(({ credential }) => credential)).toEqual([
      "sk-ant-oat01-FAKE-access-token-work-000000000000000000000000-AAAA",
      "sk-ant-api03-FAKE-mock-33333333333333333333333333333-FFFF",
    ]);
  });
});

describe.skipIf(!hasFixture)("the dashboard's routing", () => {
  test("configs, tenants, settings and limits are those of the dashboard", async () => {
    await using place = createPlace("codegate.db");
    const snapshot = place.open().snapshot();
    const fixture = readFixture();
    expect(snapshot.configs.get(snapshot.activeConfigId ?? "")?.name).toBe("Default priority");
    for (const { id, name, routing_strategy: strategy, tiers } of fixture.configs) {
      const rows = tiers
        .map((row) => ({
          tier: row.tier,
          accountId: row.account_id,
          priority: row.priority,
          targetModel: row.target_model,
        }))
        .toSorted((a, b) => a.tier.localeCompare(b.tier) || b.priority - a.priority);
      expect(snapshot.configs.get(id)).toMatchObject({ id, name, strategy });
      expect(snapshot.configs.get(id)?.rows.length).toBe(rows.length);
      expect(snapshot.configs.get(id)?.rows).toEqual(expect.arrayContaining(rows));
    }
    expect(snapshot.tenantsByKeyDigest.size).toBe(6);
    for (const tenant of fixture.tenants) {
      expect(snapshot.tenantsByKeyDigest.get(tenant.api_key_hash)).toEqual({
        id: tenant.id,
        name: tenant.name,
        enabled: tenant.enabled === 1,
        configId: tenant.config_id,
        rateLimit: tenant.rate_limit,
        settings: new Map(Object.entries(tenant.settings)),
      });
    }
    expect(Object.fromEntries(snapshot.settings)).toEqual(fixture.settings.multi_tenant);
    expect(Object.fromEntries(snapshot.maxOutputTokens)).toEqual(
      Object.fromEntries(fixture.model_limits.map((row) => [row.model_id, row.max_output_tokens])),
    );
  });

  test("without tenants rows nobody is a tenant", async () => {
    await using place = createPlace("codegate-simple.db");
    expect(place.open().snapshot().tenantsByKeyDigest.size).toBe(0);
  });
});

describe("edits", () => {
  test("of another process act on the next call", async () => {
    await using place = createPlace();
    const store = place.open();
    expect(store.snapshot().accounts.size).toBe(0);
    await runElsewhere(
      place.databasePath,
      "INSERT INTO accounts (id, name, provider, base_url) VALUES ('x', 'X', 'custom', 'http://127.0.0.1:1')",
    );
    expect(store.snapshot().accounts.get("x")?.name).toBe("X");
    await runElsewhere(place.databasePath, "UPDATE accounts SET enabled = 0");
    expect(store.snapshot().accounts.get("x")?.enabled).toBe(false);
    await runElsewhere(place.databasePath, "DELETE FROM accounts");
    expect(store.snapshot().accounts.size).toBe(0);
  });

  test("leave earlier pictures as they were", async () => {
    await using place = createPlace();
    const store = place.open();
    const database = place.connect();
    insertAccount(database);
    const before = store.snapshot();
    database.run("DELETE FROM accounts");
    expect(store.snapshot().accounts.size).toBe(0);
    expect(before.accounts.size).toBe(1);
  });

  test("nothing is read while nothing changes, own rows included", async () => {
    await using place = createPlace();
    const store = place.open();
    insertAccount(place.connect());
    const picture = store.snapshot();
    for (let round = 0; round < 20; round += 1) store.write(usageRow());
    await store.flush();
    const started = performance.now();
    for (let call = 0; call < 2_000; call += 1) expect(store.snapshot() === picture).toBe(true);
    // A reading takes about a millisecond, so that 2,000 of them would take two seconds.
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test("of the tables themselves are survived: a dropped one comes back", async () => {
    await using place = createPlace();
    const store = place.open();
    const database = place.connect();
    insertAccount(database);
    database.run("DROP TABLE model_limits");
    database.run("ALTER TABLE accounts DROP COLUMN monthly_budget");
    expect(store.snapshot().accounts.get("a1")?.monthlyBudget).toBeNull();
    expect(store.snapshot().problem).toBeNull();
    expect(database.query("SELECT * FROM model_limits").all()).toEqual([]);
    expect(database.query("SELECT monthly_budget FROM accounts").values()).toEqual([[null]]);
  });
});

describe("keys", () => {
  const keyA = Buffer.alloc(32, 1);
  const keyB = Buffer.alloc(32, 2);
  const nonce = Buffer.alloc(16, 3);

  test("a rotation by the dashboard loses no account at any moment", async () => {
    await using place = createPlace();
    const file = join(place.directory, ".account-key");
    writeFileSync(file, keyA.toString("hex"));
    const store = place.open();
    const database = place.connect();
    const ids = ["a", "b", "c"];
    for (const id of ids) {
      insertAccount(database, { id, api_key_enc: encrypt(keyA, `key-${id}`, nonce) });
    }
    const expectAll = (): void => {
      const { accounts } = store.snapshot();
      expect(ids.map((id) => accounts.get(id)?.credential)).toEqual(["key-a", "key-b", "key-c"]);
    };
    expectAll();
    writeFileSync(file, keyB.toString("hex"));
    expectAll();
    database.run("UPDATE accounts SET priority = 1");
    expectAll();
    database.run("UPDATE accounts SET api_key_enc = ? WHERE id = 'a'", [
      encrypt(keyB, "key-a", nonce),
    ]);
    expectAll();
    for (const id of ids) {
      database.run("UPDATE accounts SET api_key_enc = ? WHERE id = ?", [
        encrypt(keyB, `key-${id}`, nonce),
        id,
      ]);
    }
    expectAll();
    expect(place.log).toEqual([]);
  });

  test("a key file that comes back opens the accounts without a change in the database", async () => {
    await using place = createPlace();
    let now = Date.now();
    const store = place.open({ clock: { now: () => now } });
    insertAccount(place.connect(), { api_key_enc: encrypt(keyA, "secret", nonce) });
    expect(store.snapshot().accounts.get("a1")?.unusableReason).toContain("cannot be decrypted");
    writeFileSync(join(place.directory, ".account-key"), keyA.toString("hex"));
    now += 2_000;
    expect(store.snapshot().accounts.get("a1")).toMatchObject({
      credential: "secret",
      unusableReason: null,
    });
  });

  test("a passphrase of the environment opens accounts", async () => {
    await using place = createPlace();
    // Derived from "my-passphrase" as the contract's vectors say.
    const key = Buffer.from(
      "b9dc2d60b1403fdc59fb642852bd50e3014f62cc763f7069aa920b99b2bc9a46",
      "hex",
    );
    const store = place.open({ masterKey: "my-passphrase" });
    insertAccount(place.connect(), { api_key_enc: encrypt(key, "secret", nonce) });
    expect(store.snapshot().accounts.get("a1")?.credential).toBe("secret");
  });
});

describe("monthly spend", () => {
  const november = Date.UTC(2026, 10, 15);

  test("is the sum of this month's usage, by account", async () => {
    await using place = createPlace();
    let now = november;
    const store = place.open({ clock: { now: () => now } });
    const database = place.connect();
    insertAccount(database);
    insertAccount(database, { id: "a2" });
    const insert = database.prepare(
      "INSERT INTO usage (id, account_id, cost_usd, created_at) VALUES (?, ?, ?, ?)",
    );
    insert.run("1", "a1", 1.5, "2026-11-01 00:00:00");
    insert.run("2", "a1", 2, "2026-11-30 23:59:59");
    insert.run("3", "a1", 100, "2026-10-31 23:59:59");
    insert.run("4", "a2", null, "2026-11-02 00:00:00");
    insert.run("5", null, 50, "2026-11-02 00:00:00");
    expect([...store.snapshot().monthlySpend]).toEqual([["a1", 3.5]]);
    insert.run("6", "a1", 1, "2026-11-03 00:00:00");
    insert.run("7", "a2", 4, "2026-11-03 00:00:00");
    insert.run("8", "a2", 7, "2026-10-03 00:00:00");
    insert.run("9", "a2", 9, "2026-12-01 00:00:00");
    const spend = store.snapshot().monthlySpend;
    expect(spend.get("a1")).toBe(4.5);
    now = Date.UTC(2026, 11, 1);
    expect([...store.snapshot().monthlySpend]).toEqual([["a2", 9]]);
  });

  test("counts rows that wait to be written, once", async () => {
    await using place = createPlace();
    const store = place.open({ clock: { now: () => november } });
    const database = place.connect();
    insertAccount(database);
    store.write(usageRow({ at: november, costUsd: 0.5 }));
    store.write(usageRow({ at: november, costUsd: null }));
    store.write(usageRow({ at: Date.UTC(2026, 9, 1), costUsd: 8 }));
    database.run("UPDATE accounts SET priority = 1");
    expect(store.snapshot().monthlySpend.get("a1")).toBe(0.5);
    await store.flush();
    database.run("UPDATE accounts SET priority = 2");
    expect(store.snapshot().monthlySpend.get("a1")).toBe(0.5);
  });
});
