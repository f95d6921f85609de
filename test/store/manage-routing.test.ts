// The command line changes the database of a running gateway: a half-done change would stay there.
import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { listAccounts } from "../../src/store/manage-accounts.ts";
import { listConfigs, setConfig, useConfig } from "../../src/store/manage-configs.ts";
import {
  addTenant,
  generateGlobalKey,
  listTenants,
  readGlobalKey,
  removeTenant,
  setTenant,
} from "../../src/store/manage-keys.ts";
import { failureOf, placeOf, uuid, valueOf } from "../support/store-manage.ts";
import { createPlace } from "../support/store-place.ts";
import { lockElsewhere } from "../support/store-process.ts";
import { insertAccount, rowsOf } from "../support/store-rows.ts";

describe("configs", () => {
  test("one is made, replaced and switched to", async () => {
    await using place = createPlace();
    const store = place.open();
    const database = place.connect();
    insertAccount(database);
    insertAccount(database, { id: "a2", name: "Second" });
    database.run("INSERT INTO configs (id, name, is_active) VALUES ('x', 'X', 1), ('y', 'Y', 1)");
    const made = valueOf(
      setConfig(placeOf(place), {
        name: "Main",
        strategy: "round-robin",
        rows: [
          { tier: "opus", account: "Second", targetModel: " " },
          { tier: "opus", account: "a1", targetModel: "gpt-5" },
        ],
      }),
    );
    expect(made).toEqual({ id: expect.stringMatching(uuid), name: "Main", isNew: true });
    expect(store.snapshot().configs.get(made.id)?.rows).toEqual([
      { tier: "opus", accountId: "a2", priority: 2, targetModel: null },
      { tier: "opus", accountId: "a1", priority: 1, targetModel: "gpt-5" },
    ]);
    expect(valueOf(useConfig(placeOf(place), "main")).id).toBe(made.id);
    expect(store.snapshot().activeConfigId).toBe(made.id);
    expect(database.query("SELECT sum(is_active) FROM configs").values()).toEqual([[1]]);

    const again = { name: "Main", rows: [{ tier: "haiku" as const, account: "a1", priority: 9 }] };
    expect(valueOf(setConfig(placeOf(place), again))).toMatchObject({ id: made.id, isNew: false });
    valueOf(setConfig(placeOf(place), { name: "Main", strategy: "least-used" }));
    expect(valueOf(listConfigs(placeOf(place))).find(({ name }) => name === "Main")).toEqual({
      id: made.id,
      name: "Main",
      description: null,
      isActive: true,
      strategy: "least-used",
      rows: [
        { tier: "haiku", accountId: "a1", accountName: "First", priority: 9, targetModel: null },
      ],
    });
  });

  test("a change that fails changes nothing", async () => {
    await using place = createPlace();
    place.open();
    const database = place.connect();
    insertAccount(database);
    const rows = [{ tier: "opus" as const, account: "First" }];
    valueOf(setConfig(placeOf(place), { name: "Main", rows }));
    const bad = [...rows, { tier: "opus" as const, account: "nobody" }];
    const failed = setConfig(placeOf(place), { name: "Main", strategy: "least-used", rows: bad });
    expect(failureOf(failed)).toContain("nobody");
    expect(failureOf(setConfig(placeOf(place), { name: "Other", rows: bad }))).toContain("nobody");
    expect(valueOf(listConfigs(placeOf(place)))).toMatchObject([
      { name: "Main", strategy: "priority", rows: [{ accountId: "a1" }] },
    ]);
    expect(failureOf(useConfig(placeOf(place), "none"))).toContain("no config");
  });
});

describe("keys", () => {
  test("the global key is made, replaced and read", async () => {
    await using place = createPlace();
    const store = place.open();
    expect(valueOf(readGlobalKey(placeOf(place)))).toBeNull();
    const first = valueOf(generateGlobalKey(placeOf(place)));
    expect(first).toMatch(/^cgk_[0-9a-f]{32}$/);
    const second = valueOf(generateGlobalKey(placeOf(place)));
    expect(second).not.toBe(first);
    expect(valueOf(readGlobalKey(placeOf(place)))).toBe(second);
    expect(store.snapshot().settings.get("proxy_api_key")).toBe(second);
  });

  test("a tenant's key is shown once and stored as a digest", async () => {
    await using place = createPlace();
    const store = place.open();
    const database = place.connect();
    database.run("INSERT INTO configs (id, name) VALUES ('c', 'C')");
    const tenant = { name: "Team", config: "C", rateLimit: 30 };
    const { id, key } = valueOf(addTenant(placeOf(place), tenant));
    expect(key).toMatch(/^cgk_[0-9a-f]{32}$/);
    const digest = createHash("sha256").update(key).digest("hex");
    expect(store.snapshot().tenantsByKeyDigest.get(digest)).toMatchObject({
      id,
      name: "Team",
      enabled: true,
      configId: "c",
      rateLimit: 30,
    });
    expect(rowsOf(database, "tenants")).toMatchObject([
      { api_key_prefix: key.slice(0, 8), api_key_raw: null },
    ]);
    expect(JSON.stringify(rowsOf(database, "tenants"))).not.toContain(key);
    expect(valueOf(listTenants(placeOf(place)))).toEqual([
      {
        id,
        name: "Team",
        keyPrefix: key.slice(0, 8),
        configId: "c",
        configName: "C",
        rateLimit: 30,
        enabled: true,
      },
    ]);
    expect(failureOf(addTenant(placeOf(place), tenant))).toContain("already");
    expect(failureOf(addTenant(placeOf(place), { name: "B", config: "?" }))).toContain("no config");
  });

  test("a tenant can be switched off and removed", async () => {
    await using place = createPlace();
    const store = place.open();
    const database = place.connect();
    const { id } = valueOf(addTenant(placeOf(place), { name: "Team" }));
    database.run("INSERT INTO tenant_settings VALUES (?, 'privacy_enabled', 'true')", [id]);
    database.run("INSERT INTO usage (id, tenant_id) VALUES ('u', ?)", [id]);
    database.run("INSERT INTO request_logs (id, tenant_id) VALUES ('l', ?)", [id]);
    valueOf(setTenant(placeOf(place), "team", { enabled: false }));
    expect([...store.snapshot().tenantsByKeyDigest.values()]).toMatchObject([{ enabled: false }]);
    valueOf(removeTenant(placeOf(place), id.slice(0, 6)));
    expect(store.snapshot().tenantsByKeyDigest.size).toBe(0);
    expect(rowsOf(database, "tenant_settings")).toEqual([]);
    expect(rowsOf(database, "usage")).toMatchObject([{ tenant_id: null }]);
    expect(rowsOf(database, "request_logs")).toMatchObject([{ tenant_id: null }]);
  });
});

describe("the database", () => {
  test("is created whole when it is missing", async () => {
    await using place = createPlace();
    const dataDirectory = join(place.directory, "new");
    expect(valueOf(listAccounts({ ...placeOf(place), dataDirectory }))).toEqual([]);
  });

  test("that cannot be opened gives a sentence", async () => {
    await using place = createPlace();
    await Bun.write(place.databasePath, "no database ".repeat(200));
    expect(failureOf(listAccounts(placeOf(place)))).toContain("not a SQLite database");
  });

  test("that is locked is read at once, and written when the lock goes", async () => {
    await using place = createPlace();
    await place.open().close();
    await using holder = await lockElsewhere({
      databasePath: place.databasePath,
      mode: "EXCLUSIVE",
      milliseconds: 500,
    });
    const started = performance.now();
    expect(valueOf(listAccounts(placeOf(place)))).toEqual([]);
    expect(performance.now() - started).toBeLessThan(300);
    expect(valueOf(generateGlobalKey(placeOf(place)))).toStartWith("cgk_");
    await holder.exited;
  });
});
