// A sign-in whose code goes to the wrong hands, or that overwrites somebody else's account.
import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine, type CommandLine } from "../support/command-line.ts";
import { json } from "../support/reply.ts";
import { startUpstream, type ScriptedUpstream } from "../support/scripted-upstream.ts";

function jwt(claims: object): string {
  return `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
}

const tokens = { access_token: "access-1", refresh_token: "refresh-1", expires_in: 28_800 };

/** Points the known endpoints at a scripted one. */
function environmentFor(line: CommandLine, upstream: ScriptedUpstream, changes: object = {}) {
  const path = join(line.home, "oauth.json");
  const tokenUrl = `${upstream.url}/token`;
  const endpoint = { tokenUrl, ...changes };
  writeFileSync(path, JSON.stringify({ anthropic: endpoint, openai_sub: endpoint }));
  return { CODEGATE_OAUTH_FILE: path };
}

async function listed(line: CommandLine): Promise<Record<string, unknown>[]> {
  return JSON.parse(await line.out("accounts", "list", "--json")) as Record<string, unknown>[];
}

function addressOn(screen: string): URL {
  const found = /https:\/\/\S+/.exec(screen)?.[0];
  if (found === undefined) throw new Error(`no address on ${screen}`);
  return new URL(found);
}

test("a code is pasted, bound to this sign-in by PKCE, and the grant is stored", async () => {
  using line = createCommandLine();
  const upstream = startUpstream(() => json(200, tokens));
  const environment = environmentFor(line, upstream);
  const typed = line.type(["login", "anthropic"], environment);
  await typed.waitFor("Code or address: ");
  const { searchParams, origin, pathname } = addressOn(typed.screen());
  expect(`${origin}${pathname}`).toBe("https://claude.ai/oauth/authorize");
  expect(typed.screen()).toContain("Claude Code's client");
  expect(searchParams.get("code_challenge_method")).toBe("S256");
  typed.write("the-code#another-state\r");
  await typed.waitFor(
    "belongs to another sign-in; use the address shown here.\r\nCode or address: ",
  );
  expect(upstream.requests).toEqual([]);
  typed.write(`the-code#${searchParams.get("state")}\r`);
  expect(await typed.finished()).toBe(0);

  const [request] = upstream.requests;
  const sent = request?.json() as Record<string, string>;
  expect(sent).toMatchObject({ grant_type: "authorization_code", code: "the-code" });
  const challenge = createHash("sha256")
    .update(sent["code_verifier"] ?? "")
    .digest("base64url");
  expect(searchParams.get("code_challenge")).toBe(challenge);
  expect(searchParams.get("code_challenge")).not.toBe(sent["code_verifier"]);
  expect(typed.screen()).not.toContain("access-1");
  expect(typed.screen()).not.toContain("refresh-1");
  const [account] = await listed(line);
  expect(account).toMatchObject({
    name: "Anthropic",
    provider: "anthropic",
    auth_type: "oauth",
    has_key: true,
    usable: true,
    grant: { can_renew: true, shared_file: null },
  });
  await upstream.stop();
});

test("the browser brings the code to this machine; pages that guess do not", async () => {
  using line = createCommandLine();
  const identity = jwt({
    email: "me@example.test",
    "https://api.openai.com/auth": { chatgpt_account_id: "acct-1", chatgpt_plan_type: "plus" },
  });
  const upstream = startUpstream(() => json(200, { ...tokens, id_token: identity }));
  const probe = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const port = probe.port;
  await probe.stop(true);
  const redirectUri = `http://localhost:${port}/auth/callback`;
  const environment = environmentFor(line, upstream, { redirectUri });
  const typed = line.type(["login", "openai", "--name", "Plus"], environment);
  await typed.waitFor("Code or address: ");
  const { searchParams } = addressOn(typed.screen());
  expect(searchParams.get("originator")).toBe("codegate");
  const visit = (query: string) => fetch(`http://127.0.0.1:${port}/auth/callback?${query}`);
  expect((await visit("code=stolen&state=guessed")).status).toBe(400);
  expect((await visit("code=stolen")).status).toBe(400);
  expect((await visit(`code=good-code&state=${searchParams.get("state")}`)).status).toBe(200);
  expect(await typed.finished()).toBe(0);
  expect(typed.screen()).toContain("as me@example.test");
  expect(new URLSearchParams(upstream.requests[0]?.text()).get("code")).toBe("good-code");
  expect(await listed(line)).toMatchObject([{ name: "Plus", provider: "openai_sub" }]);

  // The same account again, then somebody else.
  const again = line.type(["login", "openai", "--account", "Plus", "--paste"], environment);
  await again.waitFor("Code or address: ");
  again.write("second-code\r");
  expect(await again.finished()).toBe(0);
  expect((await listed(line)).length).toBe(1);
  const other = jwt({ "https://api.openai.com/auth": { chatgpt_account_id: "acct-2" } });
  upstream.answer = () => json(200, { ...tokens, access_token: "stranger", id_token: other });
  const stranger = line.type(["login", "openai", "--account", "Plus", "--paste"], environment);
  await stranger.waitFor("Code or address: ");
  stranger.write("third-code\r");
  expect(await stranger.finished()).toBe(1);
  expect(stranger.screen()).toContain("belongs to another sign-in");
  await upstream.stop();
});

test("a code that the provider refuses stores nothing", async () => {
  using line = createCommandLine();
  const upstream = startUpstream(() => json(400, { error: "invalid_grant" }));
  const typed = line.type(["login", "claude"], environmentFor(line, upstream));
  await typed.waitFor("Code or address: ");
  typed.write("bad-code\r");
  expect(await typed.finished()).toBe(1);
  expect(typed.screen()).toContain("did not accept the code (HTTP 400: invalid_grant)");
  expect(typed.screen().split("Code or address").length).toBe(2);
  await upstream.stop();
});

test("words that make no sense, and files that cannot be used, end with a sentence", async () => {
  using line = createCommandLine();
  expect(await line.run(["login", "groq"])).toMatchObject({
    code: 2,
    error: expect.stringContaining('"login anthropic" or "login openai"'),
  });
  const path = join(line.home, "oauth.json");
  for (const [text, words] of [
    ["{", "it is not JSON"],
    ['{"anthropic":{"tokenUrl":"http://example.test/token"}}', "begin with https://"],
    ['{"anthropic":{"tokenurl":"https://x.test"}}', "there is no field tokenurl"],
    ['{"other":{"tokenUrl":"https://x.test"}}', "other: addresses"],
  ] as const) {
    writeFileSync(path, text);
    const run = await line.run(["login", "anthropic"], {
      environment: { CODEGATE_OAUTH_FILE: path },
    });
    expect(run).toMatchObject({ code: 1, error: expect.stringContaining(words) });
  }
  expect((await line.run(["login", "anthropic"])).error).toContain("run this in a terminal");
  const early = await line.run(["login", "anthropic", "--account", "Max"]);
  expect(early).toMatchObject({ code: 1, out: "" });
  expect(early.error).toContain("There is no database");
  const key = { input: "sk-ant-api03-x" };
  await line.run(["accounts", "add", "--provider", "anthropic", "--name", "Work"], key);
  const unknown = await line.run(["login", "anthropic", "--account", "Max"]);
  expect(unknown).toMatchObject({ code: 1, out: "" });
  expect(unknown.error).toContain("There is no account called Max. There is: Work.");
  const taken = await line.run(["login", "anthropic", "--name", "work"]);
  expect(taken).toMatchObject({ code: 1, out: "" });
  expect(taken.error).toContain("There is an account called work already");
});

test("another client's sign-in is taken over on request, without its refresh token", async () => {
  using line = createCommandLine();
  mkdirSync(join(line.home, ".claude"));
  const path = join(line.home, ".claude", ".credentials.json");
  const expiresAt = Date.now() + 3_600_000;
  const oauth = { accessToken: "shared-1", refreshToken: "refresh-of-claude", expiresAt };
  writeFileSync(path, JSON.stringify({ claudeAiOauth: { ...oauth, subscriptionType: "max" } }));
  const imported = await line.run(["accounts", "import", "--from", "claude-code"]);
  expect(imported.code).toBe(0);
  expect(imported.error).toContain("followed, never renewed");
  expect(await listed(line)).toMatchObject([
    {
      provider: "anthropic",
      token_expires_at_ms: expiresAt,
      grant: { can_renew: false, shared_file: path },
    },
  ]);
  expect((await line.run(["accounts", "import", "--from", "claude-code"])).error).toContain(
    "follows",
  );
  // Only one client is covered, so that a test of our own is none.
  const tested = await line.run(["accounts", "test"]);
  expect(tested).toMatchObject({ code: 0, out: expect.stringContaining("was not called") });

  const missing = await line.run(["accounts", "import", "--from", "codex"]);
  expect(missing).toMatchObject({ code: 1, error: expect.stringContaining("is not there") });
  mkdirSync(join(line.home, ".codex"));
  const codex = { tokens: { access_token: jwt({ exp: 2_000_000_000 }), account_id: "acct-9" } };
  writeFileSync(join(line.home, ".codex", "auth.json"), JSON.stringify(codex));
  await line.out("accounts", "import", "--from", "codex", "--name", "Plus");
  expect((await listed(line)).map(({ name }) => name)).toContain("Plus");
});

test("an account is kept for clients and tenants, and opened again", async () => {
  using line = createCommandLine();
  await line.run(["accounts", "add", "--provider", "openai", "--name", "A"], { input: "key" });
  const allow = (...words: string[]) => line.run(["accounts", "allow", "A", ...words]);
  const allowed = await allow("--client", "codex", "--tenant", "Alice", "--tenant", "local");
  expect(allowed.out).toContain("serves the clients codex and the callers Alice and local");
  expect(allowed.error).toContain("Nobody is called Alice yet");
  expect(await listed(line)).toMatchObject([
    { allowed_clients: ["codex"], allowed_tenants: ["Alice", "local"] },
  ]);
  expect(await allow("--any-client")).toMatchObject({
    code: 0,
    out: "The account A serves all clients and the callers Alice and local.\n",
  });
  expect(await listed(line)).toMatchObject([
    { allowed_clients: null, allowed_tenants: ["Alice", "local"] },
  ]);
  expect(await allow("--client", "codexx")).toMatchObject({
    code: 2,
    error: expect.stringContaining("did you mean codex?"),
  });
  expect((await allow()).code).toBe(2);
  expect((await allow("--tenant", "a,b")).code).toBe(1);
});
