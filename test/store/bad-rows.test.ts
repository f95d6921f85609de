// One strange row must never stop the others, and its account must say what to repair.
import { describe, expect, test } from "bun:test";
import { createPlace, type StoreWorkplace } from "../support/store-place.ts";
import { insertAccount, rowsOf } from "../support/store-rows.ts";
import type { Account } from "../../src/store/snapshot.ts";

type Columns = Parameters<typeof insertAccount>[1];

const bytes = new Uint8Array([0, 255]);

/** Opens a store on a healthy account "a1" and a strange one "b1"; gives the strange one. */
async function readStrange(columns: Columns): Promise<Account | undefined> {
  await using place = createPlace();
  return openWith(place, columns).get("b1");
}

function openWith(place: StoreWorkplace, columns: Columns): ReadonlyMap<string, Account> {
  const store = place.open();
  const database = place.connect();
  insertAccount(database);
  insertAccount(database, { id: "b1", name: "Strange", ...columns });
  const { accounts, problem } = store.snapshot();
  expect(problem).toBeNull();
  expect(accounts.get("a1")?.unusableReason).toBeNull();
  return accounts;
}

describe("values with one obvious meaning are read", () => {
  const cases: readonly (readonly [Columns, Partial<Account>])[] = [
    [{ rate_limit: 1.5 }, { rateLimit: 1 }],
    [{ rate_limit: null }, { rateLimit: 0 }],
    [{ rate_limit: -1 }, { rateLimit: 0 }],
    [{ priority: "7" }, { priority: 7 }],
    [{ priority: null }, { priority: 0 }],
    [{ token_expires_at: "2030-01-01" }, { tokenExpiresAt: Date.UTC(2030, 0, 1) }],
    [{ token_expires_at: 1_900_000_000_000.5 }, { tokenExpiresAt: 1_900_000_000_000 }],
    [{ token_expires_at: 0 }, { tokenExpiresAt: null }],
    [{ monthly_budget: "12.5" }, { monthlyBudget: 12.5 }],
    [{ monthly_budget: 0 }, { monthlyBudget: null }],
    [{ monthly_budget: null }, { monthlyBudget: null }],
    [{ provider: " Custom " }, { provider: "custom" }],
    [{ provider: "whatever" }, { unusableReason: expect.stringContaining("has no key") }],
    [{ auth_type: "" }, { authType: "api_key" }],
    [{ auth_type: "OAuth" }, { authType: "oauth" }],
    [{ status: null }, { enabled: true }],
    [{ enabled: 2 }, { enabled: false }],
    [{ enabled: null }, { enabled: false }],
    [{ external_account_id: "" }, { externalAccountId: null }],
    [{ name: "" }, { name: "b1" }],
  ];
  test.each(cases)("%j", async (columns, expected) => {
    expect(await readStrange(columns)).toMatchObject({ unusableReason: null, ...expected });
  });
});

describe("values without a meaning make their account unusable", () => {
  const cases: readonly (readonly [Columns, string])[] = [
    [{ priority: "abc" }, "accounts.priority"],
    [{ rate_limit: "many" }, "accounts.rate_limit"],
    [{ rate_limit: bytes }, "accounts.rate_limit"],
    [{ monthly_budget: "lots" }, "accounts.monthly_budget"],
    [{ token_expires_at: "soon" }, "accounts.token_expires_at"],
    [{ base_url: "localhost:11434" }, "accounts.base_url"],
    [{ base_url: bytes }, "accounts.base_url"],
    [{ provider: "" }, "accounts.provider"],
    [{ provider: bytes }, "accounts.provider"],
    [{ name: bytes }, "accounts.name"],
    [{ auth_type: bytes }, "accounts.auth_type"],
    [{ external_account_id: bytes }, "accounts.external_account_id"],
    [{ api_key_enc: bytes }, "accounts.api_key_enc"],
    [{ api_key_enc: "AAAA" }, "cannot be decrypted"],
    [{ base_url: "" }, "accounts set"],
    [{ base_url: null }, "accounts set"],
    [{ provider: "Whatever", base_url: null }, "whatever is not known"],
    [{ provider: "openai" }, "has no key"],
  ];
  test.each(cases)("%j", async (columns, reason) => {
    const account = await readStrange(columns);
    expect(account?.unusableReason).toContain(reason);
    expect(account?.credential).toBeNull();
  });
});

test("a reason never repeats what stands in the row: it could be a secret", async () => {
  const account = await readStrange({ base_url: "user:hunter2@host", priority: "hunter2" });
  expect(account?.unusableReason).not.toContain("hunter2");
});

test("a custom server without a key is usable, also when its key was cleared", async () => {
  const cleared = "b4IIRZ5f9oCtzkonVbqq3hFtWs8guSd76SzD837rohE=";
  for (const stored of [null, "", cleared]) {
    const account = await readStrange({ api_key_enc: stored });
    expect(account).toMatchObject({ credential: null, unusableReason: null });
  }
});

test.each([bytes, null, ""])("a row whose id is %p is passed over", async (id) => {
  await using place = createPlace();
  expect([...openWith(place, { id }).keys()]).toEqual(["a1"]);
});

describe("an account that becomes unusable", () => {
  test("is logged and shown in its row once per reason", async () => {
    await using place = createPlace();
    const store = place.open();
    const database = place.connect();
    insertAccount(database, { priority: "abc" });
    const rows = async (): Promise<readonly Record<string, unknown>[]> => {
      store.snapshot();
      await store.flush();
      return rowsOf(database, "accounts");
    };
    const reason = store.snapshot().accounts.get("a1")?.unusableReason ?? "";
    expect(await rows()).toMatchObject([{ status: "error", last_error: reason, error_count: 1 }]);
    database.run("UPDATE accounts SET name = 'Renamed'");
    expect(await rows()).toMatchObject([{ error_count: 1 }]);
    expect(place.log.filter(({ level }) => level === "warn").length).toBe(1);
    expect(place.log[0]?.message).toContain(reason);

    database.run("UPDATE accounts SET rate_limit = 'many', priority = 0");
    expect(await rows()).toMatchObject([
      { error_count: 2, last_error: expect.stringContaining("rate_limit") },
    ]);
    database.run("UPDATE accounts SET rate_limit = 5");
    await rows();
    database.run("UPDATE accounts SET rate_limit = 'many'");
    await rows();
    expect(place.log.filter(({ level }) => level === "warn").length).toBe(3);
  });

  test("is not counted again by the next start", async () => {
    await using place = createPlace();
    await place.open().close();
    const database = place.connect();
    insertAccount(database, { priority: "abc" });
    await place.open().close();
    await place.open().close();
    expect(rowsOf(database, "accounts")).toMatchObject([{ error_count: 1, status: "error" }]);
  });

  test("is left alone while it is disabled", async () => {
    await using place = createPlace();
    const store = place.open();
    const database = place.connect();
    insertAccount(database, { priority: "abc", enabled: 0 });
    expect(store.snapshot().accounts.get("a1")?.unusableReason).not.toBeNull();
    await store.flush();
    expect(rowsOf(database, "accounts")).toMatchObject([{ status: "unknown", error_count: 0 }]);
    expect(place.log).toEqual([]);
  });
});

describe("tables of configs", () => {
  test("tier rows: unknown tiers go, an empty model is none, ties keep their order", async () => {
    await using place = createPlace();
    const store = place.open();
    const database = place.connect();
    insertAccount(database);
    insertAccount(database, { id: "a2" });
    database.run("INSERT INTO configs (id, name, routing_strategy) VALUES ('c', 'C', NULL)");
    const rows: readonly (readonly [string, string, unknown, string | null])[] = [
      ["sonnet", "a1", 1, ""],
      ["Opus ", "a1", "x", "m"],
      ["mythos", "a1", 1, null],
      ["sonnet", "a2", 1, null],
      ["sonnet", "a2", "5", null],
    ];
    for (const [index, [tier, account, priority, model]] of rows.entries()) {
      database.run(
        "INSERT INTO config_tiers (id, config_id, tier, account_id, priority, target_model) VALUES (?, 'c', ?, ?, ?, ?)",
        [String(index), tier, account, priority as number, model],
      );
    }
    expect(store.snapshot().configs.get("c")).toEqual({
      id: "c",
      name: "C",
      strategy: "priority",
      rows: [
        { tier: "opus", accountId: "a1", priority: 0, targetModel: "m" },
        { tier: "sonnet", accountId: "a2", priority: 5, targetModel: null },
        { tier: "sonnet", accountId: "a1", priority: 1, targetModel: null },
        { tier: "sonnet", accountId: "a2", priority: 1, targetModel: null },
      ],
    });
  });

  test("of two active configs the first one counts", async () => {
    await using place = createPlace();
    const store = place.open();
    place
      .connect()
      .run(
        "INSERT INTO configs (id, name, is_active) VALUES ('z', 'Z', 1), ('a', 'A', 1), ('m', 'M', 2)",
      );
    expect(store.snapshot().activeConfigId).toBe("z");
  });
});

describe("tables of tenants and settings", () => {
  test("a tenant whose limit cannot be read is shut out, not let in without a limit", async () => {
    await using place = createPlace();
    const store = place.open();
    const digest = "ab".repeat(32);
    const insert = place
      .connect()
      .prepare<unknown, [string, string, number | string]>(
        "INSERT INTO tenants (id, name, api_key_hash, api_key_prefix, rate_limit) VALUES (?1, ?1, ?2, 'p', ?3)",
      );
    insert.run("t1", digest.toUpperCase(), "many");
    insert.run("t2", "no digest", 1);
    insert.run("t3", "cd".repeat(32), "30.5");
    const tenants = store.snapshot().tenantsByKeyDigest;
    expect(tenants.get(digest)).toMatchObject({ id: "t1", enabled: false });
    expect(tenants.get("cd".repeat(32))).toMatchObject({ enabled: true, rateLimit: 30 });
    expect(tenants.size).toBe(3);
    expect([...tenants.values()].filter(({ enabled }) => enabled).length).toBe(1);
    store.snapshot();
    expect(place.log.filter(({ message }) => message.includes("shut out")).length).toBe(2);
  });

  test("settings, model limits and account options of every kind", async () => {
    await using place = createPlace();
    const store = place.open();
    const database = place.connect();
    insertAccount(database);
    insertAccount(database, { id: "a2" });
    database.run("INSERT INTO settings VALUES ('a', 'x'), ('b', NULL), ('c', x'00'), ('d', '')");
    database.run(
      "INSERT INTO model_limits (model_id, max_output_tokens) VALUES ('m', '10'), ('n', 0), ('o', 'x'), ('p', NULL)",
    );
    database.run(
      "INSERT INTO codegate_account_options (account_id, proxy_url, ca_certificates) VALUES ('a1', 'http://127.0.0.1:3128', NULL), ('a2', 'nonsense', NULL)",
    );
    const { settings, maxOutputTokens, accounts } = store.snapshot();
    expect([...settings]).toEqual([
      ["a", "x"],
      ["d", ""],
    ]);
    expect([...maxOutputTokens]).toEqual([["m", 10]]);
    expect(accounts.get("a1")?.proxyUrl).toBe("http://127.0.0.1:3128");
    expect(accounts.get("a2")?.unusableReason).toContain("codegate_account_options.proxy_url");
  });
});
