// An account that is added wrongly, tested by another way than requests take, or shown with its key.
import { expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine, type CommandLine } from "../support/command-line.ts";
import { json, sse } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";

const secret = "sk-secret-0123456789";

const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-haiku-4-5",
  content: [{ type: "text", text: "Hi" }],
  stop_reason: "max_tokens",
  usage: { input_tokens: 8, output_tokens: 1 },
};

const completion = {
  id: "chatcmpl-1",
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "length" }],
  usage: { prompt_tokens: 8, completion_tokens: 1, total_tokens: 9 },
};

function rows<Row>(line: CommandLine, sql: string): Row[] {
  using database = new Database(join(line.directory, "codegate.db"), { readonly: true });
  return database.query(sql).all() as Row[];
}

async function listed(line: CommandLine): Promise<Record<string, unknown>[]> {
  return JSON.parse(await line.out("accounts", "list", "--json")) as Record<string, unknown>[];
}

test("an account is added from a pipe, listed, switched, given a new key and removed", async () => {
  using line = createCommandLine();
  const flags = ["--provider", "anthropic", "--priority", "-2", "--monthly-budget=12.5"];
  const added = await line.run(["accounts", "add", ...flags], { input: ` ${secret}\n` });
  expect(added).toMatchObject({ code: 0, out: expect.stringContaining("Anthropic") });
  expect(added.error).toMatch(/accounts test Anthropic\n$/);
  const environment = { MY_KEY: secret };
  const words = ["accounts", "add", "--provider=anthropic", "--key-env", "MY_KEY"];
  expect((await line.run(words, { environment })).out).toContain("Anthropic 2");
  const taken = await line.run([...words, "--name", "anthropic"], { environment });
  expect(taken).toMatchObject({ code: 1, error: expect.stringContaining("already") });

  const [second, first] = await listed(line);
  expect(first).toMatchObject({
    name: "Anthropic",
    provider: "anthropic",
    priority: -2,
    monthly_budget_usd: 12.5,
    rate_limit: 0,
    has_key: true,
    usable: true,
    state: "not used yet",
  });
  expect(second).toMatchObject({ name: "Anthropic 2", priority: 0 });

  await line.out("accounts", "disable", "anthropic 2");
  const table = await line.out("accounts");
  expect(table).toMatch(/^NAME +PROVIDER +STATE +LAST USED +PRIORITY +LIMITS\n/);
  expect(table).toMatch(/^Anthropic 2 +Anthropic +off +never +0 +none$/m);
  expect(table).toMatch(/^Anthropic +Anthropic +not used yet +never +-2 +\$0 of \$12\.50/m);
  await line.out("accounts", "enable", String(second?.["id"]).slice(0, 6));
  expect(await listed(line)).toMatchObject([{ enabled: true }, { enabled: true }]);

  const [before] = rows<{ key: string }>(line, "SELECT api_key_enc AS key FROM accounts");
  const changed = await line.run(["accounts", "set-key", "Anthropic"], { input: "sk-other" });
  expect(changed.code).toBe(0);
  const [after] = rows<{ key: string }>(line, "SELECT api_key_enc AS key FROM accounts");
  expect(after?.key).not.toBe(before?.key);

  const unasked = await line.run(["accounts", "remove", "Anthropic 2"]);
  expect(unasked).toMatchObject({ code: 2, error: expect.stringContaining("--yes") });
  await line.out("accounts", "remove", "Anthropic 2", "--yes");
  expect(await listed(line)).toMatchObject([{ name: "Anthropic" }]);
  const unknown = await line.run(["accounts", "enable", "Antropic"]);
  expect(unknown).toMatchObject({
    code: 1,
    error: expect.stringContaining("There is: Anthropic."),
  });
}, 20_000);

test("who adds an account hears that the key file of the others is gone", async () => {
  using line = createCommandLine();
  const words = ["accounts", "add", "--provider", "openai", "--name"];
  expect((await line.run([...words, "A"], { input: secret })).error).not.toContain("account key");
  rmSync(join(line.directory, ".account-key"));
  const added = await line.run([...words, "B"], { input: secret });
  expect(added.code).toBe(0);
  expect(added.error).toContain("The account key here opens no key of A.");
});

test("without a key nothing is added, and each source says what is missing", async () => {
  using line = createCommandLine();
  const words = ["accounts", "add", "--provider", "openai"];
  const tries = await Promise.all([
    line.run(words),
    line.run([...words, "--key-stdin"], { input: " \n" }),
    line.run([...words, "--key-env", "NO_SUCH_KEY"]),
    line.run(words, { input: "two words" }),
    line.run(words, { input: "x".repeat(70_000) }),
    line.run([...words, "--ca-file", "/no/such/file"], { input: secret }),
  ]);
  const reasons = ["--key-env", "No key", "NO_SUCH_KEY", "spaces", "bytes", "ENOENT"];
  for (const [index, { code, error }] of tries.entries()) {
    expect(error).toContain(reasons[index] ?? "");
    expect(code).toBe(1);
  }
  expect(await listed(line)).toEqual([]);
});

test("a test call is the smallest of the account's dialect, and is on record", async () => {
  using line = createCommandLine();
  const upstream = startUpstream(({ target }) =>
    json(200, target === "/v1/messages" ? message : completion),
  );
  const add = (...flags: string[]) =>
    line.run(["accounts", "add", "--base-url", upstream.url, ...flags], { input: secret });
  await add("--provider", "anthropic");
  const alone = await line.run(["accounts", "test"]);
  expect(alone).toMatchObject({ code: 0, error: "" });
  expect(alone.out).toMatch(/^✓ Anthropic answered in \d.* \(Anthropic, claude-haiku-4-5\)\.\n$/);
  const [asked] = upstream.requests;
  expect(asked?.target).toBe("/v1/messages");
  expect(asked?.header("x-api-key")).toBe(secret);
  expect(asked?.header("anthropic-version")).toBe("2023-06-01");
  expect(asked?.header("user-agent")).toStartWith("codegate/");
  expect(asked?.json()).toEqual({
    model: "claude-haiku-4-5",
    max_tokens: 1,
    messages: [{ role: "user", content: "Hi" }],
  });

  await add("--provider", "openai");
  await add("--provider", "glm");
  await line.out("accounts", "disable", "GLM (Z.ai)");
  expect((await line.run(["accounts", "test"])).error).toContain("Anthropic, GLM (Z.ai), OpenAI");
  const all = await line.out("accounts", "test", "--all");
  expect(all).toMatch(/^✓ Anthropic .+\n✓ OpenAI .+\n$/);
  const bodies = upstream.requests.map((request) => request.json());
  expect(bodies).toContainEqual(expect.objectContaining({ max_completion_tokens: 1 }));
  const glm = await line.out("accounts", "test", "glm (z.ai)", "--model", "glm-9");
  expect(glm).toContain("switched off");
  expect(upstream.requests.at(-1)?.json()).toMatchObject({ model: "glm-9", max_tokens: 1 });
  await upstream.stop();

  expect((await listed(line)).map(({ state }) => state)).toEqual(["ready", "off", "ready"]);
  const attempts = "SELECT outcome, input_tokens, output_tokens, cost_usd FROM codegate_attempts";
  expect(rows(line, attempts)).toHaveLength(4);
  expect(rows(line, `${attempts} WHERE dialect = 'anthropic-messages' LIMIT 1`)).toEqual([
    { outcome: "success", input_tokens: 8, output_tokens: 1, cost_usd: expect.any(Number) },
  ]);
  expect(rows(line, "SELECT id FROM usage")).toHaveLength(4);
});

test("a failing test says what happened, to which account, and what to do", async () => {
  using line = createCommandLine();
  const upstream = startUpstream();
  const error = { type: "authentication_error", message: `invalid key ${secret}` };
  const words = ["accounts", "add", "--provider", "anthropic", "--name", "Bad", "--base-url"];
  await line.run([...words, upstream.url], { input: secret });
  upstream.next(json(401, { type: "error", error }));
  const refused = await line.run(["accounts", "test", "Bad"]);
  expect(refused.code).toBe(1);
  expect(refused.out).toMatch(/^✗ Bad refuses the key \(HTTP 401: invalid key .+\)\.\n/);
  expect(refused.out).toContain("accounts set-key Bad");
  expect(refused.out + refused.error).not.toContain(secret);
  expect(await line.out("accounts")).toMatch(/key refused[\s\S]+Last error, just now: HTTP 401/);
  expect(await line.out("accounts", "--json")).not.toContain(secret);

  upstream.next(json(429, { error: { message: "slow down" } }, { "retry-after": "90" }));
  expect((await line.run(["accounts", "test"])).out).toContain("Try again in 90 s");
  await upstream.stop();
  const gone = await line.run(["accounts", "test"]);
  expect(gone).toMatchObject({
    code: 1,
    out: expect.stringContaining("nothing answers at 127.0.0.1"),
  });
  expect(await listed(line)).toMatchObject([{ state: "last call failed", error_count: 3 }]);
}, 15_000);

test("a custom server is asked for its models, unless a config names one", async () => {
  using line = createCommandLine();
  const upstream = startUpstream(({ method }) =>
    json(200, method === "GET" ? { data: [{ id: "qwen3" }] } : completion),
  );
  const words = ["accounts", "add", "--provider", "custom", "--name", "A:1", "--no-key"];
  await line.out(...words, "--base-url", `${upstream.url}/v1/`);
  expect(await line.out("accounts", "test")).toContain("qwen3");
  expect(upstream.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
    "GET /v1/models",
    "POST /v1/chat/completions",
  ]);
  await line.out("configs", "set", "main", "--tier", "opus=a:1:coder:30b@4");
  expect(await line.out("accounts", "test")).toContain("coder:30b");
  expect(upstream.requests).toHaveLength(3);
  await upstream.stop();
});

test("a ChatGPT subscription is asked as Codex asks", async () => {
  using line = createCommandLine();
  const done = {
    type: "response.completed",
    response: { usage: { input_tokens: 9, output_tokens: 2 } },
  };
  const upstream = startUpstream(() =>
    sse([
      'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"Hi"}\n\n',
      `event: response.completed\ndata: ${JSON.stringify(done)}\n\n`,
    ]),
  );
  const flags = [
    "--provider",
    "openai_sub",
    "--external-account-id",
    "acc-1",
    "--base-url",
    upstream.url,
  ];
  await line.run(["accounts", "add", ...flags], { input: secret });
  expect(await listed(line)).toMatchObject([{ auth_type: "oauth", name: "ChatGPT (Codex)" }]);
  expect(await line.out("accounts", "test")).toStartWith("✓ ChatGPT (Codex) answered");
  const [asked] = upstream.requests;
  expect(asked?.target).toBe("/responses");
  expect(asked?.header("authorization")).toBe(`Bearer ${secret}`);
  expect(asked?.header("chatgpt-account-id")).toBe("acc-1");
  expect(asked?.json()).toMatchObject({
    stream: true,
    store: false,
    instructions: expect.any(String),
  });
  await upstream.stop();
  const attempts = "SELECT input_tokens, output_tokens, is_stream FROM codegate_attempts";
  expect(rows(line, attempts)).toEqual([{ input_tokens: 9, output_tokens: 2, is_stream: 1 }]);
});

test("priority, limit and budget of an account change, and nothing else does", async () => {
  using line = createCommandLine();
  const flags = ["--provider", "anthropic", "--name", "Work", "--monthly-budget=12.5"];
  await line.run(["accounts", "add", ...flags], { input: secret });
  const [before] = await listed(line);
  const set = (...words: string[]) => line.run(["accounts", "set", "work", ...words]);
  expect(await set("--priority", "-3", "--rate-limit=0")).toMatchObject({
    code: 0,
    out: expect.stringContaining("Work is changed"),
  });
  const changed = { priority: -3, rate_limit: 0, monthly_budget_usd: 12.5 };
  expect(await listed(line)).toEqual([{ ...before, ...changed }]);
  await set("--no-budget");
  expect((await listed(line))[0]).toMatchObject({ priority: -3, monthly_budget_usd: null });
  await set("--monthly-budget", "50");
  expect((await listed(line))[0]).toMatchObject({ monthly_budget_usd: 50 });
  for (const wrong of [[], ["--monthly-budget", "0"], ["--monthly-budget=5", "--no-budget"]]) {
    expect((await set(...wrong)).code).toBe(2);
  }
  const missing = await line.run(["accounts", "set", "nobody", "--priority", "1"]);
  expect(missing).toMatchObject({ code: 1, error: expect.stringContaining("nobody") });
});
