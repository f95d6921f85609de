// What could go wrong: what is explained is not what the gateway does, or explaining costs a call.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { createCommandLine, type CommandLine } from "../support/command-line.ts";
import { json, type Reply } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startServing } from "../support/serving.ts";

const good = (): Reply =>
  json(200, { type: "message", content: [], usage: { input_tokens: 1, output_tokens: 1 } });

interface Explained {
  readonly candidates: readonly Record<string, unknown>[];
  readonly passed_over: readonly Record<string, unknown>[];
  readonly [field: string]: unknown;
}

/** Three Claude accounts, one of them off, one of another API; two tenants with configs. */
async function makeFleet(line: CommandLine, baseUrl: string): Promise<string> {
  const environment = { KEY: "sk-x" };
  for (const name of ["Work", "Home", "Old"]) {
    const account = ["--name", name, "--base-url", baseUrl, "--key-env", "KEY"];
    await line.run(["accounts", "add", "--provider", "anthropic", ...account], { environment });
  }
  const other = ["--provider", "openai", "--name", "Other", "--key-env", "KEY"];
  await line.run(["accounts", "add", ...other], { environment });
  await line.out("accounts", "disable", "Old");
  const tiers = ["opus=Work", "opus=Home:claude-opus-5", "opus=Old", "opus=Other"];
  await line.out("configs", "set", "main", ...tiers.flatMap((tier) => ["--tier", tier]), "--use");
  await line.out("configs", "set", "cheap", "--tier", "haiku=Home");
  await line.out("keys", "add", "alice", "--config", "cheap");
  return (await line.out("keys", "add", "bob")).trim();
}

async function explain(line: CommandLine, ...words: string[]): Promise<Explained> {
  return JSON.parse((await line.run(["explain", ...words, "--json"])).out) as Explained;
}

/** Resolves once the gateway has written down that somebody rests. */
async function waitForRest(line: CommandLine): Promise<void> {
  using database = new Database(join(line.directory, "codegate.db"));
  const rests = database.query("SELECT 1 FROM codegate_hints WHERE kind = 'rest'");
  for (const deadline = Date.now() + 2_000; rests.all().length === 0;) {
    if (Date.now() > deadline) throw new Error("nobody rests");
    await Bun.sleep(5);
  }
}

test("the decision is the gateway's own, also while it runs, and nothing is sent", async () => {
  using line = createCommandLine();
  const upstream = startUpstream(good);
  const key = await makeFleet(line, upstream.url);
  await using gateway = await startServing(line.directory);
  const limited = { type: "error", error: { type: "rate_limit_error", message: "no" } };
  upstream.next(json(429, limited, { "retry-after": "3000" }));
  const body = JSON.stringify({ model: "claude-opus-4-6", max_tokens: 9, messages: [] });
  const request = { method: "POST", headers: { "x-api-key": key }, body };
  const asked = await fetch(`${gateway.url}/v1/messages`, request);
  expect(asked.headers.get("x-proxy-account")).toBe("Home");
  await waitForRest(line);
  const told = await explain(line, "--model", "claude-opus-4-6");
  expect(told).toMatchObject({
    model: "claude-opus-4-6",
    api: "messages",
    tier: "opus",
    config: "main",
    strategy: "priority",
    refusal: null,
    candidates: [
      { account: "Home", model: "claude-opus-5", state: "ready", why: null },
      { account: "Work", model: "claude-opus-4-6", state: "rests" },
    ],
    passed_over: [
      { account: "Old", kind: "disabled", reason: "is switched off" },
      { account: "Other", kind: "model", reason: expect.stringContaining("claude-opus-4-6") },
    ],
  });
  expect(told.candidates[1]?.["why"]).toMatch(
    /^It rests for another \d+ min after a failure \(quota\), as its provider asked; one request may try in 1\d s\.$/,
  );
  // A person's wake is seen at once.
  await line.out("accounts", "wake", "Work");
  expect(await explain(line, "--model", "claude-opus-4-6")).toMatchObject({
    candidates: [{ account: "Work", state: "ready" }, { account: "Home" }],
  });
  expect(upstream.requests.length).toBe(2);
  await upstream.stop();
}, 20_000);

test("for people, and for tenants", async () => {
  using line = createCommandLine();
  await makeFleet(line, "http://127.0.0.1:9");
  const text = await line.out("explain", "--model", "claude-opus-4-6");
  expect(text).toContain("Tier opus, config main, strategy priority. Asked in this order:");
  expect(text).toMatch(/1\. +Work +claude-opus-4-6 +ready/);
  expect(text).toMatch(/2\. +Home +claude-opus-5 +ready/);
  expect(text).toContain("Old is switched off");
  const alice = await line.run(["explain", "--model", "claude-opus-4-6", "--tenant", "alice"]);
  expect(alice.code).toBe(1);
  expect(alice.out).toContain("no accounts for the opus tier");
  expect(await explain(line, "--model", "claude-haiku-4-5", "--tenant", "ALICE")).toMatchObject({
    config: "cheap",
    candidates: [{ account: "Home" }],
  });
  const nobody = await line.run(["explain", "--model", "m", "--tenant", "carol"]);
  expect([nobody.code, nobody.error]).toEqual([1, expect.stringMatching(/There are: alice, bob/)]);
}, 20_000);

test("asked as a program, and as one that a subscription does not cover", async () => {
  using line = createCommandLine();
  const environment = { KEY: "sk-ant-oat01-x" };
  const add = ["accounts", "add", "--provider", "anthropic", "--name", "Max", "--key-env", "KEY"];
  await line.run(add, { environment });
  const words = ["--model", "claude-opus-4-6", "--client"];
  expect(await explain(line, ...words, "claude-code")).toMatchObject({
    client: "claude-code",
    candidates: [{ account: "Max" }],
  });
  expect(await explain(line, ...words, "opencode", "--api", "chat")).toMatchObject({
    candidates: [],
    passed_over: [{ account: "Max", kind: "client" }],
  });
  const wrong = await line.run(["explain", ...words, "claude"]);
  expect([wrong.code, wrong.error]).toEqual([2, expect.stringContaining("claude-code, codex")]);
}, 15_000);

test("words that make no sense, budgets that are used up, and no database", async () => {
  using line = createCommandLine();
  const wrong = [
    [["explain"], 2, "needs a model"],
    [["explain", "--model", "m", "--api", "soap"], 2, "messages, chat, responses"],
    [["explain", "--model", "m"], 1, "There is no database"],
  ] as const;
  for (const [words, code, reason] of wrong) {
    expect(await line.run(words)).toMatchObject({ code, error: expect.stringContaining(reason) });
  }
  const add = ["accounts", "add", "--provider", "openai", "--name", "A", "--monthly-budget", "1"];
  await line.run(add, { input: "sk-x" });
  using database = new Database(join(line.directory, "codegate.db"));
  database.run("INSERT INTO usage (id, account_id, cost_usd) SELECT 'u', id, 2 FROM accounts");
  const spent = await line.run(["explain", "--model", "gpt-5.5", "--json"]);
  expect(spent.code).toBe(1);
  expect(JSON.parse(spent.out)).toMatchObject({
    api: "chat",
    candidates: [],
    passed_over: [{ account: "A", kind: "budget" }],
    refusal: { status: 429, message: expect.stringContaining("a new month begins on") },
  });
}, 15_000);
