// What could go wrong: the cost view adds up wrongly or hides what it does not know, or a price that
// was set is not the one that is used.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { createQuotas } from "../../src/quota/keep-quota.ts";
import { readQuota } from "../../src/quota/read-quota.ts";
import { createCommandLine, type CommandLine } from "../support/command-line.ts";

async function addAccount(line: CommandLine, name: string): Promise<void> {
  const words = ["accounts", "add", "--provider", "anthropic", "--name", name, "--key-env", "KEY"];
  await line.run(words, { environment: { KEY: "sk-x" } });
}

interface Attempt {
  readonly account: string;
  readonly model: string;
  readonly at: string;
  readonly input?: number;
  readonly cacheRead?: number;
  readonly costUsd: number | null;
  readonly isLeast?: boolean;
  readonly kind?: string | null;
}

function addAttempts(line: CommandLine, attempts: readonly Attempt[]): void {
  using database = new Database(join(line.directory, "codegate.db"));
  for (const [index, each] of attempts.entries()) {
    database.run(
      `INSERT INTO codegate_attempts (id, request_id, attempt, timestamp, account_id, routed_model,
       outcome, input_tokens, cache_read_tokens, output_tokens, cost_usd, cost_is_least, cost_kind)
       SELECT ?, 'r', 1, ?, id, ?, 'success', ?, ?, 10, ?, ?, ? FROM accounts WHERE name = ?`,
      [
        `x${index}`,
        each.at,
        each.model,
        each.input ?? 100,
        each.cacheRead ?? 0,
        each.costUsd,
        each.isLeast === true ? 1 : 0,
        each.kind === undefined ? "metered" : each.kind,
        each.account,
      ],
    );
  }
}

test("a month's cost by account and by model, with what is not known", async () => {
  using line = createCommandLine();
  expect(await line.out("usage", "--month", "2026-11")).toContain("Nothing was asked");
  await addAccount(line, "A");
  await addAccount(line, "Sub");
  const at = "2026-11-30 23:59:59";
  addAttempts(line, [
    { account: "A", model: "m1", at, cacheRead: 300, costUsd: 1.25 },
    // A row of an older release knows no kind.
    { account: "A", model: "m2", at: "2026-11-01 00:00:00", costUsd: 0.5, kind: null },
    { account: "A", model: "m2", at, costUsd: 0.25, isLeast: true },
    { account: "A", model: "m3", at, costUsd: null },
    { account: "Sub", model: "m1", at, costUsd: 7, kind: "subscription" },
    { account: "A", model: "m1", at: "2026-12-01 00:00:00", costUsd: 99 },
    { account: "A", model: "m1", at: "2026-10-31 23:59:59", costUsd: 99 },
  ]);
  const month = ["usage", "--month", "2026-11"];
  const report = JSON.parse(await line.out(...month, "--json")) as Record<string, unknown>;
  expect(report).toMatchObject({
    month: "2026-11",
    by: "account",
    lines: [
      { name: "Sub", spent_usd: 0, api_equivalent_usd: 7, is_at_least: false },
      { name: "A", attempts: 4, spent_usd: 2, is_at_least: true, attempts_of_unknown_cost: 1 },
    ],
    total: { spent_usd: 2, api_equivalent_usd: 7, attempts_of_partial_cost: 1 },
  });
  const byModel = await line.out(...month, "--by", "model");
  expect(byModel).toMatch(/^m1 +2 +500 +60 % +20 +\$1\.25 +\$7\.00$/m);
  expect(byModel).toMatch(/^m2 .+at least \$0\.75$/m);
  expect(byModel).toMatch(/^total .+at least \$2\.00 +at least \$7\.00$/m);
  expect(byModel).toContain("1 call of unknown cost is not in the sums.");
  const days = await line.out(...month, "--by", "day");
  expect(days.indexOf("2026-11-01")).toBeLessThan(days.indexOf("2026-11-30"));
  expect(await line.out(...month, "--by", "tenant")).toMatch(/^none +5/m);
});

test("a month or a group that does not exist is refused", async () => {
  using line = createCommandLine();
  const month = await line.run(["usage", "--month", "2026-13"]);
  expect(month).toMatchObject({ code: 2 });
  expect(month.error).toContain("for example 2026-11");
  expect((await line.run(["usage", "--by", "week"])).error).toContain("account, model");
});

test("prices are set for one account or for all, shown, and removed", async () => {
  using line = createCommandLine();
  expect((await line.run(["prices", "set", "m", "--input", "1", "--output", "2"])).code).toBe(1);
  await addAccount(line, "A");
  await addAccount(line, "B");
  const shown = async (model: string) =>
    JSON.parse(await line.out("prices", "show", model, "--json")) as readonly {
      readonly account: string;
      readonly price: { readonly input: number } | null;
      readonly from: string | null;
    }[];
  expect((await shown("mine")).map(({ price }) => price)).toEqual([null, null]);
  expect(await line.out("prices", "show", "mine")).toMatch(/^A +mine +unknown$/m);
  await line.out("prices", "set", "Mine", "--input", "1", "--output", "2");
  await line.out("prices", "set", "mine", "--input", "3", "--output", "4", "--account", "B");
  const rates = (await shown("mine")).map(({ account, price }) => [account, price?.input]);
  expect(rates).toEqual([
    ["A", 1],
    ["B", 3],
  ]);
  expect(await line.out("prices")).toMatch(/^every account +mine +1 +2 +you$/m);
  await line.out("prices", "remove", "mine", "--account", "B");
  expect((await shown("mine")).map(({ price }) => price?.input)).toEqual([1, 1]);
  expect((await line.run(["prices", "remove", "mine", "--account", "B"])).code).toBe(1);
  expect((await line.run(["prices", "set", "mine", "--input", "1"])).error).toContain("--output");
  const wrong = ["prices", "set", "mine", "--input", "-1", "--output", "1"];
  expect((await line.run(wrong)).code).toBe(2);
});

test("without a month, all of this one is shown, from its first second", async () => {
  using line = createCommandLine();
  await addAccount(line, "A");
  const first = `${new Date().toISOString().slice(0, 7)}-01 00:00:00`;
  addAttempts(line, [{ account: "A", model: "m", at: first, costUsd: 1.25 }]);
  expect(await line.out("usage")).toMatch(/^A +1 .+\$1\.25/m);
});

test("missed caches are shown with the reason, the tokens and the cost", async () => {
  using line = createCommandLine();
  expect(await line.out("cache")).toContain("No prompt cache was missed.");
  await addAccount(line, "A");
  using database = new Database(join(line.directory, "codegate.db"));
  for (const [id, usd] of [
    ["one", 0.5],
    ["two", null],
  ] as const) {
    database.run(
      `INSERT INTO codegate_cache_misses (id, request_id, timestamp, account_id, model, reason,
       explanation, provider_reason, expected_tokens, read_tokens, cost_usd)
       SELECT ?, ?, '2026-11-28 10:00:00', id, 'm', 'cache_expired', 'Too late.', 'gone', 50000, 1000, ?
       FROM accounts`,
      [id, id, usd],
    );
  }
  const shown = await line.out("cache");
  expect(shown).toMatch(/^2026-11-28 10:00:00 +A +m +49,000 tokens +\$0\.50 +cache_expired$/m);
  expect(shown).toContain("Too late. Its provider says: gone. Request one.");
  expect(shown).toContain("2 misses, at least $0.50.");
  const one = JSON.parse(await line.out("cache", "--request", "one", "--json")) as object[];
  expect(one).toEqual([expect.objectContaining({ request_id: "one", cost_usd: 0.5 })]);
});

test("a spend that holds something unknown reads at least, wherever accounts are shown", async () => {
  using line = createCommandLine();
  for (const name of ["A", "B"]) {
    const words = [
      "accounts",
      "add",
      "--provider",
      "anthropic",
      "--name",
      name,
      "--key-env",
      "KEY",
    ];
    await line.run([...words, "--monthly-budget", "20"], { environment: { KEY: "sk-x" } });
  }
  using database = new Database(join(line.directory, "codegate.db"));
  for (const name of ["A", "B"]) {
    database.run(
      `INSERT INTO usage (id, account_id, cost_usd, created_at)
       SELECT 'u' || id, id, 3.5, datetime('now') FROM accounts WHERE name = ?`,
      [name],
    );
  }
  const at = new Date().toISOString().slice(0, 19).replace("T", " ");
  addAttempts(line, [
    { account: "A", model: "m", at, costUsd: 3.5, isLeast: true },
    { account: "B", model: "m", at, costUsd: 3.5 },
  ]);
  database.run(
    "INSERT INTO request_logs (id, timestamp, status_code) VALUES ('r', ?, 200), ('other', ?, 200)",
    [at, at],
  );
  const list = await line.out("accounts", "list");
  expect(list).toContain("at least $3.50 of $20/month");
  expect(list).toMatch(/B .+ \$3\.50 of \$20\/month/);
  const accounts = JSON.parse(await line.out("accounts", "list", "--json")) as object[];
  expect(accounts).toMatchObject([
    { name: "A", spent_is_at_least: true },
    { name: "B", spent_is_at_least: false },
  ]);
  const explained = await line.out("explain", "--model", "claude-opus-4-6");
  expect(explained).toMatch(/A .+at least \$3\.50 of \$20$/m);
  expect(await line.out("logs")).toContain("at least $7.000");
});

test("who pays by the month sees how much of the quota is used", async () => {
  using line = createCommandLine();
  await addAccount(line, "Sub");
  using database = new Database(join(line.directory, "codegate.db"));
  const at = new Date().toISOString().slice(0, 19).replace("T", " ");
  addAttempts(line, [{ account: "Sub", model: "m", at, costUsd: 7, kind: "subscription" }]);
  const headers = new Headers({
    "anthropic-ratelimit-unified-status": "allowed",
    "anthropic-ratelimit-unified-5h-utilization": "0.42",
    "anthropic-ratelimit-unified-5h-status": "allowed",
    "anthropic-ratelimit-unified-5h-reset": String(Math.ceil(Date.now() / 1_000) + 3_600),
  });
  const quotas = createQuotas({
    now: Date.now,
    load: () => [],
    save: (_key, value, expiresAt) => {
      database.run(
        "INSERT INTO codegate_hints SELECT 'quota', id, ?, ? FROM accounts WHERE name = 'Sub'",
        [value, expiresAt],
      );
    },
  });
  const report = readQuota(headers, Date.now());
  if (report === null) throw new Error("there is no quota in the headers");
  quotas.note("any", "m", report);
  quotas.flush();
  const shown = await line.out("usage");
  expect(shown).toMatch(/^Sub .+\$7\.00$/m);
  expect(shown).toContain("Quota 5h 42%.");
  expect(await line.out("usage", "--by", "model")).not.toContain("Quota");
  expect(await line.out("usage", "--json")).toContain('"quota": "Quota 5h 42%."');
});
