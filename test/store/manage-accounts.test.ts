// The command line changes the accounts of a running gateway: a secret or a half-change may leak.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  addAccount,
  findAccount,
  listAccounts,
  removeAccount,
  setAccountEnabled,
} from "../../src/store/manage-accounts.ts";
import { failureOf, placeOf, uuid, valueOf } from "../support/store-manage.ts";
import { createPlace } from "../support/store-place.ts";
import { insertAccount, rowsOf } from "../support/store-rows.ts";

describe("adding", () => {
  test("an added account is encrypted and served by a running gateway at once", async () => {
    await using place = createPlace();
    const store = place.open();
    const added = valueOf(
      addAccount(placeOf(place), {
        name: " Work ",
        provider: "Anthropic",
        authType: "oauth",
        credential: " sk-ant-secret \n",
        refreshToken: "refresh-secret",
        tokenExpiresAt: 4_102_444_800_000,
        priority: 5,
        monthlyBudget: 12.5,
        proxyUrl: "http://127.0.0.1:3128",
      }),
    );
    expect(added).toEqual({ id: expect.stringMatching(uuid), name: "Work" });
    expect(store.snapshot().accounts.get(added.id)).toMatchObject({
      name: "Work",
      provider: "anthropic",
      authType: "oauth",
      credential: "sk-ant-secret",
      tokenExpiresAt: 4_102_444_800_000,
      priority: 5,
      rateLimit: 0,
      monthlyBudget: 12.5,
      proxyUrl: "http://127.0.0.1:3128",
      enabled: true,
      unusableReason: null,
    });
    const [row] = rowsOf(place.connect(), "accounts");
    expect(JSON.stringify(row)).not.toContain("secret");
    expect(row).toMatchObject({ status: "unknown", error_count: 0 });
    expect(row?.["created_at"]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(readFileSync(join(place.directory, ".account-key"), "utf8").length).toBe(64);
  });

  test("what cannot work is refused with a sentence and leaves nothing", async () => {
    await using place = createPlace();
    const good = { name: "A", provider: "openai", credential: "sk-x" };
    const bad: readonly (readonly [object, string])[] = [
      [{ name: " " }, "name"],
      [{ name: "a\nb" }, "name"],
      [{ provider: "antropic" }, "anthropic, openai"],
      [{ provider: "custom" }, "address"],
      [{ baseUrl: "localhost:1" }, "http://"],
      [{ credential: null }, "needs a key"],
      [{ credential: "two words" }, "spaces"],
      [{ rateLimit: -1 }, "rate limit"],
      [{ rateLimit: 1.5 }, "rate limit"],
      [{ priority: Number.NaN }, "priority"],
      [{ monthlyBudget: 0 }, "budget"],
      [{ proxyUrl: "proxy" }, "proxy"],
      [{ caCertificates: "/etc/ca.pem" }, "PEM"],
    ];
    for (const [change, reason] of bad) {
      expect(failureOf(addAccount(placeOf(place), { ...good, ...change }))).toContain(reason);
    }
    expect(listAccounts(placeOf(place))).toEqual({ ok: true, value: [] });
  });
});

describe("listing", () => {
  test("a custom server needs no key", async () => {
    await using place = createPlace();
    const account = { name: "Local", provider: "custom", baseUrl: "http://127.0.0.1:11434/v1" };
    valueOf(addAccount(placeOf(place), account));
    expect(valueOf(listAccounts(placeOf(place)))).toMatchObject([
      { name: "Local", hasCredential: false, unusableReason: null, status: "unknown" },
    ]);
  });

  test("a listing shows no secret, also of accounts that cannot be used", async () => {
    await using place = createPlace();
    valueOf(addAccount(placeOf(place), { name: "A", provider: "openai", credential: "sk-secret" }));
    insertAccount(place.connect(), { id: "b", name: "B", priority: "abc", status: null });
    const listing = valueOf(listAccounts(placeOf(place)));
    expect(JSON.stringify(listing)).not.toContain("sk-secret");
    expect(listing.map(({ name, hasCredential }) => [name, hasCredential])).toEqual([
      ["A", true],
      ["B", false],
    ]);
    expect(listing[1]?.unusableReason).toContain("accounts.priority");
  });
});

describe("changing accounts", () => {
  test("are found by id, name and the beginning of an id, never by guessing", async () => {
    await using place = createPlace();
    place.open();
    const database = place.connect();
    insertAccount(database, { id: "abcd-1", name: "Same" });
    insertAccount(database, { id: "abcd-2", name: "Same" });
    insertAccount(database, { id: "efgh-3", name: "ABCD-1" });
    const find = (reference: string): string => {
      const found = findAccount(placeOf(place), reference);
      return found.ok ? found.value.id : found.failure;
    };
    expect(find("abcd-1")).toBe("abcd-1");
    expect(find("ABCD-1")).toBe("efgh-3");
    expect(find(" efgh ")).toBe("efgh-3");
    expect(find("efg")).toContain("no account");
    expect(find("Same")).toContain("abcd-1, abcd-2");
    expect(find("same")).toContain("several");
    expect(find("abcd")).toContain("several");
    expect(find("")).toContain("no account");
  });

  test("removing keeps what was spent and clears every reference", async () => {
    await using place = createPlace();
    place.open();
    const database = place.connect();
    insertAccount(database);
    database.run("INSERT INTO configs (id, name) VALUES ('c', 'C')");
    database.run(
      "INSERT INTO config_tiers (id, config_id, tier, account_id) VALUES ('t', 'c', 'opus', 'a1')",
    );
    database.run("INSERT INTO usage (id, account_id, cost_usd) VALUES ('u', 'a1', 1)");
    database.run("INSERT INTO sessions (id, name, account_id) VALUES ('s', 'S', 'a1')");
    database.run("INSERT INTO request_logs (id, account_id) VALUES ('l', 'a1')");
    database.run("INSERT INTO codegate_account_options (account_id) VALUES ('a1')");
    expect(valueOf(removeAccount(placeOf(place), "First"))).toEqual({ id: "a1", name: "First" });
    expect(rowsOf(database, "accounts")).toEqual([]);
    expect(rowsOf(database, "config_tiers")).toEqual([]);
    expect(rowsOf(database, "codegate_account_options")).toEqual([]);
    expect(rowsOf(database, "usage")).toMatchObject([{ account_id: null, cost_usd: 1 }]);
    expect(rowsOf(database, "sessions")).toMatchObject([{ account_id: null }]);
    expect(rowsOf(database, "request_logs")).toMatchObject([{ account_id: "a1" }]);
    expect(failureOf(removeAccount(placeOf(place), "First"))).toContain("no account");
  });

  test("can be switched off and on", async () => {
    await using place = createPlace();
    const store = place.open();
    insertAccount(place.connect());
    valueOf(setAccountEnabled(placeOf(place), "a1", false));
    expect(store.snapshot().accounts.get("a1")?.enabled).toBe(false);
    valueOf(setAccountEnabled(placeOf(place), "First", true));
    expect(store.snapshot().accounts.get("a1")?.enabled).toBe(true);
  });
});
