// What the command line writes and what a running gateway serves by must be the same thing.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { createCommandLine } from "../support/command-line.ts";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startServing } from "../support/serving.ts";

function at(url: string) {
  return { environment: { PROXY_PORT: new URL(url).port } };
}

test("configs are made, shown, chosen, and refused with the nearest word", async () => {
  using line = createCommandLine();
  const environment = { KEY: "sk-x" };
  for (const name of ["A", "A:b", "Other"]) {
    const words = ["accounts", "add", "--provider", "openai", "--name", name, "--key-env", "KEY"];
    await line.run(words, { environment });
  }
  const tiers = ["opus=A", "opus=a:b:gpt-5@9", "haiku=Other:x:free"].flatMap((each) => [
    "--tier",
    each,
  ]);
  const made = await line.run(["configs", "set", "main", ...tiers, "--description", "for work"]);
  expect(made).toMatchObject({ code: 0, out: "The config main is made.\n" });
  expect(made.error).toMatch(/not active yet: .+ configs use main\n$/);
  expect(await line.out("configs", "use", "MAIN")).toBe("The config main is active.\n");
  const [config] = JSON.parse(await line.out("configs", "--json")) as Record<string, unknown>[];
  expect(config).toMatchObject({
    name: "main",
    description: "for work",
    active: true,
    strategy: "priority",
    tiers: [
      { tier: "haiku", account: "Other", model: "x:free", priority: 1 },
      { tier: "opus", account: "A:b", model: "gpt-5", priority: 9 },
      { tier: "opus", account: "A", model: null, priority: 3 },
    ],
  });
  expect(await line.out("configs")).toBe(
    [
      "● main  active, priority",
      "  for work",
      "  opus    A:b    gpt-5  priority 9",
      "          A      the client's model  priority 3",
      "  haiku   Other  x:free  priority 1",
      "",
    ].join("\n"),
  );
  const changed = await line.run(["configs", "set", "main", "--strategy", "least-used"]);
  expect(changed.error).toContain("the tiers it lacks (sonnet) are refused");
  expect(await line.out("configs", "--json")).toContain('"least-used"');
  expect(await line.out("configs", "set", "main")).toContain("unchanged");
  using database = new Database(join(line.directory, "codegate.db"));
  database.run("UPDATE configs SET routing_strategy = 'fastest'");
  const complaint = 'There is no strategy "fastest"; priority is used instead.';
  expect((await line.out("configs")).replaceAll(/\s+/g, " ")).toContain(complaint);
  const status = await line.run(["status"]);
  expect(status.out.replaceAll(/\s+/g, " ")).toContain(complaint);
  expect(JSON.parse((await line.run(["status", "--json"])).out)).toMatchObject({
    strategy_problem: expect.stringContaining(complaint),
  });
  const wrong = [
    [["set", "main", "--tier", "opsu=A"], 2, "did you mean opus?"],
    [["set", "main", "--tier", "opus"], 2, "TIER=ACCOUNT"],
    [["set", "main", "--tier", "opus=Nobody"], 2, "There are: A, A:b, Other."],
    [["use", "min"], 1, "There is: main."],
  ] as const;
  for (const [words, code, reason] of wrong) {
    const ended = await line.run(["configs", ...words]);
    expect(ended).toMatchObject({ code, error: expect.stringContaining(reason) });
  }
}, 15_000);

test("a config is removed with its tiers, unless a tenant is routed by it", async () => {
  using line = createCommandLine();
  const environment = { KEY: "sk-x" };
  const account = ["--provider", "openai", "--name", "A", "--key-env", "KEY"];
  await line.run(["accounts", "add", ...account], { environment });
  await line.run(["configs", "set", "main", "--tier", "opus=A", "--use"]);
  await line.run(["configs", "set", "cheap", "--tier", "haiku=A"]);
  await line.run(["keys", "add", "alice", "--config", "cheap"]);
  const unconfirmed = await line.run(["configs", "remove", "main"]);
  expect(unconfirmed).toMatchObject({ code: 2, error: expect.stringContaining("--yes") });
  const held = await line.run(["configs", "remove", "cheap", "--yes"]);
  expect(held).toMatchObject({ code: 1, error: expect.stringContaining('"alice"') });
  const removed = await line.run(["configs", "remove", "main", "--yes"]);
  expect(removed).toMatchObject({ code: 0, out: "The config main is removed.\n" });
  expect(removed.error).toContain("every account may serve");
  const left = JSON.parse(await line.out("configs", "--json")) as { name: string }[];
  expect(left.map(({ name }) => name)).toEqual(["cheap"]);
  using database = new Database(join(line.directory, "codegate.db"));
  expect(database.query("SELECT tier FROM config_tiers").all()).toEqual([{ tier: "haiku" }]);
});

test("keys are made, masked, shown when asked for, and taken away", async () => {
  using line = createCommandLine();
  expect(await line.out("keys")).toContain("no global key");
  const made = await line.run(["keys", "new"]);
  const key = made.out.trim();
  expect(key).toMatch(/^cgk_[0-9a-f]{32}$/);
  const status = await line.out("keys");
  expect(status).toContain(`${key.slice(0, 8)}…`);
  expect(status).not.toContain(key);
  expect(await line.out("keys", "show")).toBe(`${key}\n`);
  const environment = { PROXY_API_KEY: "from-the-environment" };
  const set = await line.run(["keys"], { environment });
  expect(set.out).toContain("PROXY_API_KEY");
  expect(set.out).not.toContain("from-the-environment");

  const tenant = await line.run(["keys", "add", "alice", "--rate-limit", "5"]);
  expect(tenant.out).toMatch(/^cgk_[0-9a-f]{32}\n$/);
  expect(tenant.error).toContain("every request needs a key");
  await line.out("keys", "disable", "alice");
  const listed = await line.out("keys", "list");
  expect(listed).toMatch(/^alice +cgk_[0-9a-f]{4}… +off +the active one +5\/min$/m);
  expect(listed).not.toContain(tenant.out.trim());
  expect(await line.out("keys")).toContain("Every request needs a key");
  expect((await line.run(["keys", "remove", "alice"])).code).toBe(2);
  await line.out("keys", "remove", "alice", "--yes");
  expect(await line.out("keys", "list", "--json")).toBe("[]\n");
});

test("the first minutes: add, test, serve, ask; and every edit counts at the next request", async () => {
  using line = createCommandLine();
  const upstream = startUpstream(() =>
    json(200, { type: "message", content: [], usage: { input_tokens: 1, output_tokens: 1 } }),
  );
  await using gateway = await startServing(line.directory);
  const environment = { PROXY_PORT: new URL(gateway.url).port };
  const ask = async (key = "any") => {
    const body = JSON.stringify({ model: "claude-opus-4-6", max_tokens: 9, messages: [] });
    const headers = { "x-api-key": key, "content-type": "application/json" };
    const response = await fetch(`${gateway.url}/v1/messages`, { method: "POST", headers, body });
    return {
      status: response.status,
      text: await response.text(),
      by: response.headers.get("x-proxy-account"),
    };
  };
  expect(gateway.firstLines()).toMatch(/no accounts yet.+accounts add/);
  expect(await ask()).toMatchObject({ status: 503 });

  const words = ["accounts", "add", "--provider", "anthropic", "--base-url", upstream.url];
  await line.run(words, { input: "sk-one" });
  expect(await ask()).toMatchObject({ status: 200, by: "Anthropic" });
  await line.run([...words, "--name", "Two", "--priority", "5"], { input: "sk-two" });
  expect(await ask()).toMatchObject({ status: 200, by: "Two" });
  expect(upstream.requests.at(-1)?.header("x-api-key")).toBe("sk-two");
  await line.run(["accounts", "set-key", "Two"], { input: "sk-three" });
  await ask();
  expect(upstream.requests.at(-1)?.header("x-api-key")).toBe("sk-three");
  await line.out("configs", "set", "main", "--tier", "opus=Anthropic:claude-opus-5", "--use");
  expect(await ask()).toMatchObject({ status: 200, by: "Anthropic" });
  expect(upstream.requests.at(-1)?.json()).toMatchObject({ model: "claude-opus-5" });
  await line.out("accounts", "disable", "Anthropic");
  expect(await ask()).toMatchObject({ status: 503, text: expect.stringContaining("switched off") });
  await line.out("accounts", "enable", "Anthropic");
  const tenantKey = (await line.out("keys", "add", "alice")).trim();
  expect(await ask()).toMatchObject({ status: 401 });
  expect(await ask(tenantKey)).toMatchObject({ status: 200 });

  const status = await line.run(["status"], { environment });
  expect(status).toMatchObject({ code: 0, error: "" });
  expect(status.out).toContain(`running at ${gateway.url}`);
  expect(status.out).toContain("2 usable");
  expect(status.out).toContain("main (priority; accounts: opus 1, sonnet 0, haiku 0)");
  const told = JSON.parse((await line.run(["status", "--json"], { environment })).out) as object;
  expect(told).toMatchObject({
    gateway: { running: true, url: gateway.url, accounts: { usable: 2, unusable: 0 } },
    active_config: "main",
    database: "ok",
  });
  await upstream.stop();
}, 20_000);

test("status says when nothing runs, when a stranger does, and when the data is elsewhere", async () => {
  using line = createCommandLine();
  const stranger = startUpstream(() => json(404, "<html>"));
  const unclear = await line.run(["status"], at(stranger.url));
  expect(unclear).toMatchObject({ code: 1, out: expect.stringContaining("answers HTTP 404") });
  await stranger.stop();
  const silent = await line.run(["status"], at(stranger.url));
  expect(silent.code).toBe(1);
  expect(silent.out).toMatch(/not running[\s\S]+Start it with: .+ serve\n/);

  using other = createCommandLine();
  await other.run(["accounts", "add", "--provider", "openai"], { input: "sk-x" });
  await using gateway = await startServing(other.directory);
  const elsewhere = await line.run(["status"], at(gateway.url));
  expect(elsewhere.out).toContain("another DATA_DIR");
}, 15_000);
