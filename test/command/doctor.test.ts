// A problem that the doctor does not see, or names without saying what to do.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { chmodSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../src/command/run-command.ts";
import { memoryTerminal } from "../support/memory-terminal.ts";
import { findEach, health, healthy, refused, sql, visit } from "../support/visit-doctor.ts";

test("a healthy installation is called so", async () => {
  const { code, findings } = await visit();
  expect(findings.filter(({ level }) => level !== "fine")).toEqual([]);
  expect(code).toBe(0);
  expect(new Set(findings.map(({ area }) => area))).toEqual(
    new Set(["place", "clock", "keys", "gateway", "accounts", "configs", "callers"]),
  );
});

findEach({
  "a database that others can read": {
    plant: ({ path }) => chmodSync(join(path, "codegate.db"), 0o644),
    what: "can read codegate.db",
    remedy: /chmod 600 .*codegate\.db/,
  },
  "a key file that others can read": {
    plant: ({ path }) => chmodSync(join(path, ".account-key"), 0o640),
    what: "can read .account-key",
    remedy: "chmod 600",
  },
  "a refresh that was cut off": {
    plant: ({ path }) => {
      const file = join(path, "codegate-grant-x.jsonl");
      writeFileSync(file, "{}\n");
      utimesSync(file, new Date(), new Date(Date.now() - 120_000));
    },
    what: "refresh was cut off",
    remedy: "Start the gateway",
  },
  "rows that wait in a file": {
    plant: ({ path }) => {
      const file = join(path, "codegate-unwritten.jsonl");
      writeFileSync(file, "");
      utimesSync(file, new Date(), new Date(Date.now() - 120_000));
    },
    what: "wait to be written",
    remedy: "Start the gateway",
  },
  "a lock that stays": {
    plant({ path }) {
      const shell = new Database(join(path, "codegate.db"));
      shell.run("BEGIN IMMEDIATE");
    },
    what: "locked by another process",
    remedy: "Until that is over",
  },
  "a file that is no database": {
    plant: ({ path, database }) => {
      database.run("PRAGMA wal_checkpoint(TRUNCATE)");
      writeFileSync(
        join(path, "codegate.db"),
        "not a database, and long enough to be one".repeat(99),
      );
    },
    what: "is not a SQLite database",
    remedy: "Nothing else can be checked",
  },
  "no key file": {
    plant: ({ path }) => rmSync(join(path, ".account-key")),
    what: "There is no account key",
    remedy: "Restore .account-key",
  },
  "a key file with something else in it": {
    plant: ({ path }) => writeFileSync(join(path, ".account-key"), "hello"),
    what: "does not hold 64 hexadecimal digits",
    remedy: "Restore it",
  },
  "another installation's key": {
    plant: ({ path }) => writeFileSync(join(path, ".account-key"), randomBytes(32).toString("hex")),
    what: "2 of 2 stored secrets",
    remedy: "Restore the key file",
  },
  "a clock that was set back": {
    plant: sql("UPDATE accounts SET last_used_at = '2035-01-01 00:00:00'"),
    what: "The newest row is of 2035",
    remedy: "Set the clock",
  },
  "somebody else's port": {
    fetch: async () => new Response("hello"),
    what: "is no CodeGate",
    remedy: "PROXY_PORT",
  },
  "a gateway with another database": {
    fetch: async () => health({ accounts: { usable: 7, unusable: 0 } }),
    what: "counts other accounts",
    remedy: "same DATA_DIR",
  },
  "a gateway that loses rows": {
    fetch: async () => health({ queue: { rows: 0, dropped: 3 } }),
    what: "lost 3 rows",
    remedy: "log",
  },
  "an open door": {
    environment: { CODEGATE_HOST: "0.0.0.0" },
    what: "other machines can reach",
    remedy: "PROXY_API_KEY",
  },
  "a key that can be guessed": {
    environment: { PROXY_API_KEY: "letmein" },
    what: "PROXY_API_KEY has fewer than 16 characters",
    remedy: "Set a longer one",
  },
  "a stored key that can be guessed": {
    seed: { ...healthy, settings: { proxy_api_key: "cgk_1" } },
    what: "The global key has fewer than 16 characters",
    remedy: "codegate keys new",
  },
  "two active configs": {
    plant: sql("INSERT INTO configs (id, name, is_active) VALUES ('c2', 'second', 1)"),
    what: "are active at once",
    remedy: "codegate configs use",
  },
  "no active config": {
    plant: sql("UPDATE configs SET is_active = 0"),
    what: "No config is active",
    remedy: "codegate configs use",
  },
  "a tier without accounts": {
    plant: sql("DELETE FROM config_tiers WHERE tier = 'haiku'"),
    what: "no account for the haiku tier",
    remedy: "--tier haiku=ACCOUNT",
  },
  "a tier whose accounts are off": {
    plant: sql("UPDATE accounts SET enabled = 0 WHERE name = 'Work'"),
    what: "no usable account for the opus tier (Work)",
    remedy: "switch on",
  },
  "a strategy that does not exist": {
    plant: sql("UPDATE configs SET routing_strategy = 'fastest'"),
    what: '"fastest", which does not exist',
    remedy: "--strategy priority",
  },
  "a model that its provider does not have": {
    plant: sql("UPDATE accounts SET provider = 'deepseek' WHERE name = 'Work'"),
    what: "deepseek has no Claude models",
    remedy: "opus=Work:MODEL",
  },
  "a tenant whose config is gone": {
    seed: { ...healthy, tenants: [{ name: "Alice", key: "cgk_1", config: "main" }] },
    plant: ({ database }) => {
      database.run("PRAGMA foreign_keys = OFF");
      database.run("UPDATE tenants SET config_id = 'gone'");
    },
    what: /"Alice" has a config that no longer exists/,
    remedy: "codegate keys set Alice --config NAME",
  },
  "multi-tenancy without tenants": {
    seed: { ...healthy, settings: { multi_tenancy: "true" } },
    what: "nobody is let in",
    remedy: "codegate keys new",
  },
  "tier rules that are no JSON": {
    seed: { ...healthy, settings: { codegate_tier_rules: "gpt-5=opus" } },
    what: "codegate_tier_rules does not work as it stands: codegate_tier_rules must be JSON",
    remedy: "codegate settings set codegate_tier_rules VALUE",
  },
  "guardrails that somebody meant to switch on": {
    seed: { ...healthy, settings: { privacy_enabled: "yes" } },
    what: "privacy_enabled does not work as it stands: privacy_enabled takes true or false",
    remedy: "codegate settings set privacy_enabled VALUE",
  },
  "a setting whose name is misspelt": {
    seed: { ...healthy, settings: { codegate_patients: "never", somebody_elses: "1" } },
    what: /setting codegate_patients .* did you mean codegate_patience\?/,
    remedy: "codegate settings unset codegate_patients",
  },
  "a tenant's setting that holds for everybody alone": {
    seed: {
      ...healthy,
      tenants: [{ name: "Bo B", key: "k", settings: { log_retention_days: "7" } }],
    },
    what: /setting log_retention_days of the tenant "Bo B" .* for everybody alone/,
    remedy: "codegate settings unset log_retention_days --tenant 'Bo B'",
  },
  "overage for an account that does not exist": {
    seed: { ...healthy, settings: { codegate_overage_accounts: "Nobody" } },
    what: "names Nobody",
    remedy: "Correct the names",
  },
  "a clock that differs from the providers'": {
    words: ["--online"],
    fetch: async (url) =>
      url.endsWith("/health")
        ? refused()
        : new Response("", { headers: { date: new Date(Date.now() - 600_000).toUTCString() } }),
    what: "10 min ahead of api.anthropic.com",
    remedy: "Set the clock",
  },
  "a provider that cannot be reached": {
    words: ["--online"],
    what: "api.anthropic.com of account",
    remedy: "network",
  },
});

test("no secret is shown, and a missing database is no crash", async () => {
  const { findings } = await visit();
  expect(JSON.stringify(findings)).not.toContain("sk-ant-api03-x");
  const { terminal, out } = memoryTerminal();
  const input = { terminal, fetch: async () => refused(), now: () => Date.now(), program: "cg" };
  const code = await runCommand(["doctor"], {
    ...input,
    environment: { DATA_DIR: "/nowhere/at/all" },
  });
  expect(code).toBe(1);
  expect(out.join("\n")).toContain("There is no database in /nowhere/at/all.");
  expect(out.join("\n")).toContain("cg accounts add");
});

test("a place that is no folder is named, although there is no database", async () => {
  const { terminal, out } = memoryTerminal();
  const environment = { DATA_DIR: import.meta.path };
  const rooms = { terminal, fetch: async () => refused(), now: () => Date.now(), program: "cg" };
  expect(await runCommand(["doctor"], { ...rooms, environment })).toBe(1);
  expect(out.join("\n")).toContain("doctor.test.ts cannot be read (ENOTDIR).");
});
