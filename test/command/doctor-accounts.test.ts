// An account that cannot serve, or will not for long, and a doctor that does not see it.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encrypt } from "../../src/store/cipher.ts";
import { day, findEach, oauth, sql } from "../support/visit-doctor.ts";

findEach({
  "no accounts": {
    seed: {},
    what: "There are no accounts",
    remedy: "codegate accounts add",
  },
  "every account switched off": {
    plant: sql("UPDATE accounts SET enabled = 0"),
    what: "Every account is switched off",
    remedy: "codegate accounts enable",
  },
  "an account that cannot be read": {
    plant: sql("UPDATE accounts SET base_url = 'nonsense' WHERE name = 'Spare'"),
    what: /"Spare": cannot be used.*base_url/,
    remedy: "accounts set-key Spare",
  },
  "a server without an address": {
    plant: sql("UPDATE accounts SET provider = 'custom', base_url = NULL WHERE name = 'Spare'"),
    what: /"Spare": cannot be used.*needs the address of its server/,
    remedy: "Run: codegate accounts set Spare --base-url URL",
  },
  "a refused key": {
    plant: sql(
      "UPDATE accounts SET status = 'expired', error_count = 1, last_error = 'HTTP 401', last_error_at = datetime('now') WHERE name = 'Work'",
    ),
    what: /"Work": key refused.*HTTP 401/,
    remedy: "accounts set-key Work",
  },
  "a token that nobody can renew": {
    seed: oauth({ refreshToken: undefined, tokenExpiresAt: Date.now() - day }),
    what: '"Max": token expired',
    remedy: "codegate login anthropic --account Max",
  },
  "a sign-in that its provider has ended": {
    seed: oauth(),
    plant: ({ database }) => {
      const row = database.query("SELECT refresh_token_enc AS stored FROM accounts").get();
      const { stored } = row as { stored: string };
      const digest = new Bun.CryptoHasher("sha256").update(stored).digest("hex");
      database.run(
        "INSERT INTO codegate_grants (account_id, rejected_digest, problem) VALUES ('id-Max', ?, 'The provider has ended its sign-in.')",
        [digest],
      );
    },
    what: "has ended its sign-in",
    remedy: "codegate login anthropic --account Max",
  },
  "a token endpoint that fails": {
    seed: oauth(),
    plant: sql(
      `INSERT INTO codegate_grants (account_id, retry_at, problem) VALUES ('id-Max', ${Date.now() + 60_000}, 'The token endpoint failed: HTTP 500.')`,
    ),
    what: "The token endpoint failed",
    remedy: "tried again by itself",
  },
  "an old sign-in": {
    seed: oauth(),
    plant: sql(
      `INSERT INTO codegate_grants (account_id, granted_at) VALUES ('id-Max', ${Date.now() - 25 * day})`,
    ),
    what: "25 days ago",
    remedy: "codegate login anthropic --account Max",
  },
  "a followed file that is gone": {
    seed: oauth({ refreshToken: undefined }),
    plant: sql(
      "INSERT INTO codegate_grants (account_id, shared_file, problem) VALUES ('id-Max', '/gone', 'The followed file /gone is not there.')",
    ),
    what: "The followed file /gone is not there",
    remedy: "Sign in with the client again",
  },
  "a ChatGPT token without its account": {
    seed: oauth({ provider: "openai" }),
    what: "without an account id",
    remedy: "codegate login openai",
  },
  "two accounts with one secret": {
    plant: ({ database, path }) => {
      const key = Buffer.from(readFileSync(join(path, ".account-key"), "utf8"), "hex");
      const stored = encrypt(key, "sk-ant-api03-x", randomBytes(16));
      database.run("UPDATE accounts SET api_key_enc = ? WHERE name = 'Spare'", [stored]);
    },
    what: "have the same secret",
    remedy: "Remove one of them",
  },
  "a key of another provider": {
    seed: { accounts: [{ name: "Wrong", provider: "openai", key: "sk-ant-api03-x" }] },
    what: /"Wrong" is of openai.*Anthropic/,
    remedy: "--provider",
  },
  "a key that travels in clear": {
    plant: sql("UPDATE accounts SET base_url = 'http://gateway.example.test' WHERE name = 'Spare'"),
    what: "in clear to gateway.example.test",
    remedy: "https://",
  },
  "a spent budget": {
    seed: { accounts: [{ name: "Work", monthlyBudget: 5 }] },
    plant: sql("INSERT INTO usage (id, account_id, cost_usd) VALUES ('u', 'id-Work', 6)"),
    what: "has used its monthly budget",
    remedy: "Raise the budget",
  },
  "an account for nobody": {
    seed: oauth(),
    plant: sql(
      "INSERT INTO codegate_account_options (account_id, allowed_clients) VALUES ('id-Max', 'codex')",
    ),
    what: "serves nobody",
    remedy: "accounts allow Max --any-client",
  },
  "an account for a tenant that is gone": {
    plant: sql(
      "INSERT INTO codegate_account_options (account_id, allowed_tenants) VALUES ('id-Work', 'Gone')",
    ),
    what: "kept for Gone",
    remedy: "--any-tenant",
  },
  "a resting account": {
    plant: sql(
      `INSERT INTO codegate_hints (kind, key, value, expires_at) VALUES ('rest', 'account id-Work', '{"until":${Date.now() + 90_000}}', ${Date.now() + day})`,
    ),
    what: '"Work": resting',
    remedy: "accounts wake Work",
  },
});
