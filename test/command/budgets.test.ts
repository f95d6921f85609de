// What could go wrong: a budget is set for somebody else or another time, or the amount that is shown
// is not the one that is spent.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { createCommandLine, type CommandLine } from "../support/command-line.ts";

function spend(line: CommandLine, tenant: string, usd: number | null): void {
  using database = new Database(join(line.directory, "codegate.db"));
  database.run(
    `INSERT INTO codegate_attempts (id, request_id, attempt, timestamp, outcome, input_tokens,
     cache_read_tokens, output_tokens, cost_usd, caller)
     SELECT ?, 'r', 1, datetime('now'), 'success', 1000, 200, 30, ?, id FROM tenants WHERE name = ?`,
    [crypto.randomUUID(), usd, tenant],
  );
}

test("budgets are set, shown with what is spent, and removed", async () => {
  using line = createCommandLine();
  await line.run(["keys", "add", "alice"]);
  await line.run(["keys", "add", "bob"]);
  const account = ["accounts", "add", "--provider", "anthropic", "--key-env", "KEY"];
  await line.run(account, { environment: { KEY: "sk-x" } });
  expect(await line.out("budgets")).toContain("No caller has a budget.");
  await line.out("budgets", "set", "alice", "--per", "day", "--usd", "5", "--tokens", "10000");
  await line.out("budgets", "set", "alice", "--per", "day", "--usd", "2.50");
  await line.out("budgets", "set", "all", "--per", "conversation", "--usd", "1");
  await line.out("budgets", "set", "local", "--per", "month", "--usd", "1");
  spend(line, "alice", 2.25);
  spend(line, "bob", 1);
  const shown = await line.out("budgets");
  expect(shown).toMatch(/^alice +day +\$2\.50 +\$2\.25 +90 % +\d{4}-\d\d-\d\d$/m);
  expect(shown).toMatch(/^alice +day +10,000 tokens +1,230 tokens +12 %/m);
  expect(shown).toMatch(/^all +conversation +\$1 *$/m);
  expect(shown).toMatch(/^local +month +\$1 +\$0 +0 %/m);
  spend(line, "alice", null);
  const json = JSON.parse(await line.out("budgets", "show", "--json")) as object[];
  expect(json).toContainEqual(
    expect.objectContaining({ caller: "alice", unit: "usd", spent: 2.25, is_at_least: true }),
  );
  expect(await line.out("usage")).toMatch(/^alice +day +\$2\.50 +at least \$2\.25/m);
  const status = (await line.run(["status"])).out;
  expect(status).toMatch(/^Budgets +alice: .+per day spent; renews/m);
  expect(await line.out("budgets", "remove", "alice", "--per", "day")).toContain("removed");
  expect(await line.out("budgets")).not.toContain("alice");
});

test("a tenant's budgets go with it", async () => {
  using line = createCommandLine();
  await line.run(["keys", "add", "alice"]);
  await line.out("budgets", "set", "alice", "--per", "day", "--usd", "5");
  await line.out("keys", "remove", "alice", "--yes");
  expect(JSON.parse(await line.out("budgets", "--json"))).toEqual([]);
});

const wrong: readonly (readonly [readonly string[], string])[] = [
  [["budgets", "set", "all", "--usd", "5"], "--per"],
  [["budgets", "set", "all", "--per", "week", "--usd", "5"], "day, month, conversation"],
  [["budgets", "set", "all", "--per", "day"], "--usd or --tokens"],
  [["budgets", "set", "all", "--per", "day", "--usd", "-5"], "US dollars"],
  [["budgets", "set", "all", "--per", "day", "--tokens", "5k"], "whole number"],
];

test.each(wrong)("%p ends with 2 and a sentence", async (words, reason) => {
  using line = createCommandLine();
  const { code, error } = await line.run([...words]);
  expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining(reason) });
});

test("loops are looked for, and no longer", async () => {
  using line = createCommandLine();
  await line.run(["keys", "add", "alice"]);
  const setting = (): unknown => {
    using database = new Database(join(line.directory, "codegate.db"));
    const query = "SELECT value FROM settings WHERE key = 'codegate_loop_calls'";
    return database.query<{ value: unknown }, []>(query).get()?.value;
  };
  await line.out("budgets", "loops", "5");
  expect(setting()).toBe("5");
  await line.out("budgets", "loops", "off");
  expect(setting()).toBe("");
  expect((await line.run(["budgets", "loops", "1"])).code).toBe(2);
});

test("a caller that does not exist is not made up", async () => {
  using line = createCommandLine();
  await line.run(["keys", "add", "alice"]);
  const { code, error } = await line.run(["budgets", "set", "alcie", "--per", "day", "--usd", "1"]);
  expect([code, error]).toEqual([1, expect.stringContaining("There is no tenant called alcie")]);
});
