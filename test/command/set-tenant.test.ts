// What could go wrong: a tenant's config, limit or lost key can be changed nowhere but in the dashboard.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { createCommandLine, type CommandLine } from "../support/command-line.ts";

async function lineWithAlice(): Promise<CommandLine> {
  const line = createCommandLine();
  const flags = [
    "--provider",
    "custom",
    "--name",
    "Local",
    "--base-url",
    "http://x.test",
    "--no-key",
  ];
  await line.out("accounts", "add", ...flags);
  await line.out("configs", "set", "cheap", "--tier", "opus=Local");
  await line.run(["keys", "add", "alice", "--rate-limit", "5"]);
  return line;
}

async function alice(line: CommandLine): Promise<Record<string, unknown>> {
  const [tenant] = JSON.parse(await line.out("keys", "list", "--json")) as Record<
    string,
    unknown
  >[];
  return tenant ?? {};
}

test("config and limit are changed, each alone, and taken back", async () => {
  using line = await lineWithAlice();
  await line.out("keys", "set", "alice", "--config", "cheap");
  expect(await alice(line)).toMatchObject({ config: "cheap", rate_limit: 5 });
  await line.out("keys", "set", "alice", "--rate-limit", "0");
  expect(await alice(line)).toMatchObject({ config: "cheap", rate_limit: 0 });
  expect((await line.run(["configs", "remove", "cheap", "--yes"])).error).toContain(
    "codegate keys set TENANT --config NAME",
  );
  await line.out("keys", "set", "alice", "--no-config");
  expect(await alice(line)).toMatchObject({ config: null, config_id: null, rate_limit: 0 });
});

test("a new key takes the place of the former one, as a digest", async () => {
  using line = await lineWithAlice();
  const before = await alice(line);
  const made = await line.run(["keys", "set", "alice", "--new-key"]);
  const key = made.out.trim();
  expect(key).toMatch(/^cgk_[0-9a-f]{32}$/);
  expect(made.error).toContain("the former one is no longer valid");
  expect(await alice(line)).toEqual({ ...before, key_prefix: key.slice(0, 8) });
  const database = new Database(join(line.directory, "codegate.db"), { readonly: true });
  const stored = database.query("SELECT api_key_hash FROM tenants").values();
  database.close();
  expect(stored).toEqual([[createHash("sha256").update(key).digest("hex")]]);
});

test.each([
  [[], "Say what to change"],
  [["--config", "nope"], "There is no config called nope"],
  [["--config", "cheap", "--no-config"], "not both"],
  [["--rate-limit", "many"], "--rate-limit is a whole number"],
])("%p is refused, and changes nothing", async (flags, words) => {
  using line = await lineWithAlice();
  const before = await alice(line);
  const run = await line.run(["keys", "set", "alice", ...flags]);
  expect(run.code).toBeGreaterThan(0);
  expect(run.error).toContain(words);
  expect(await alice(line)).toEqual(before);
});
