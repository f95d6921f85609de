// What could go wrong: a value that the gateway does not understand is stored, it is stored for
// somebody else, or a secret is shown.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { readRules } from "../../src/guard/rules/rules.ts";
import { createCommandLine, type CommandLine } from "../support/command-line.ts";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speechOf } from "../support/speeches.ts";
import { startGateway } from "../support/start-gateway.ts";

async function withTenants(...names: readonly string[]): Promise<CommandLine> {
  const line = createCommandLine();
  for (const name of ["first", ...names]) await line.run(["keys", "add", name]);
  return line;
}

function query<Row>(line: CommandLine, sql: string): Row[] {
  using database = new Database(join(line.directory, "codegate.db"));
  return database.query<Row, []>(sql).all();
}

interface Listed {
  readonly settings: readonly { readonly name: string; readonly value: string | null }[];
  readonly unread: readonly { readonly name: string; readonly why: string }[];
}

async function list(line: CommandLine, ...words: readonly string[]): Promise<Listed> {
  return JSON.parse(await line.out("settings", "list", "--json", ...words)) as Listed;
}

test("a setting is set, listed with where it comes from, and taken back", async () => {
  using line = await withTenants("alice");
  expect(await line.out("settings")).toMatch(/^privacy_enabled +false +default$/m);
  expect(await line.out("settings", "set", "privacy_enabled", "true")).toBe(
    "privacy_enabled is true.\n",
  );
  await line.out("settings", "set", "privacy_enabled", "false", "--tenant", "alice");
  const shown = await line.out("settings", "list");
  expect(shown).toMatch(/^privacy_enabled +true +set$/m);
  expect(shown).toMatch(/Of their own: alice \(false\)\./);
  expect(shown).toContain("masked on their way to a provider. Takes true or false.");
  expect(await line.out("settings", "list", "--tenant", "alice")).toMatch(
    /^privacy_enabled +false +tenant$/m,
  );
  expect(await line.out("settings", "list", "--tenant", "first")).toMatch(
    /^privacy_enabled +true +set$/m,
  );
  const taken = await line.out("settings", "unset", "privacy_enabled", "--tenant", "alice");
  expect(taken).toContain("what is set for everybody counts");
  expect(await line.out("settings", "unset", "privacy_enabled")).toContain("default counts: false");
  expect(
    query(line, "SELECT * FROM settings UNION ALL SELECT key, value FROM tenant_settings"),
  ).toEqual([]);
  expect((await line.run(["settings", "unset", "privacy_enabled"])).code).toBe(1);
});

test("who sets for everybody hears of tenants that keep their own", async () => {
  using line = await withTenants("alice", "bob");
  await line.out("settings", "set", "codegate_patience", "never", "--tenant", "bob");
  const { error } = await line.run(["settings", "set", "codegate_patience", "patient"]);
  expect(error).toBe("Tenants with a value of their own keep that: bob.\n");
});

test("a value of several lines comes from standard input, and the guardrails read it", async () => {
  using line = await withTenants();
  const words = ["settings", "set", "codegate_guardrail_allow", "--value-stdin"];
  const { out } = await line.run(words, { input: "bob@northwind.com\nann@northwind.com\n" });
  expect(out).toContain("(2 lines)");
  const [row] = query<{ key: string; value: string }>(line, "SELECT key, value FROM settings");
  const rules = readRules(new Map([[row?.key ?? "", row?.value ?? ""]]));
  expect(["bob@northwind.com", "ann@northwind.com", "x"].map(rules.allows)).toEqual([
    true,
    true,
    false,
  ]);
});

const refused: readonly (readonly [words: string, reason: string])[] = [
  ["codegate_patients never", "did you mean codegate_patience?"],
  ["guardrail_emial_enabled true", "did you mean guardrail_email_enabled?"],
  ["privacy_enabled yes", "takes true or false"],
  ["request_logging 1", "takes true or false"],
  ["codegate_patience forever", "takes never, cheap, balanced or patient"],
  ["privacy_categories email,fone", 'none called "fone", there are private_key'],
  ["codegate_guardrail_email_policy hide", "mask, block or report"],
  ["codegate_loop_calls 1", "2 to 99, or off"],
  ["log_retention_days 0", "days, 1 to"],
  ["codegate_bodies_megabytes 10", "megabytes, 64 to"],
  ["codegate_bodies_megabytes 500 --tenant first", "takes 0"],
  ["codegate_tier_rules gpt-5=opus", "must be JSON such as"],
  ['codegate_tier_rules {"gpt-5*":"huge"}', "names no tier"],
  ['codegate_model_limits {"m":{"output":-1}}', 'see "m"'],
  ["codegate_guardrail_allow_patterns a(?=b)", "allow pattern"],
  ["log_retention_days 7 --tenant first", "leave --tenant out"],
  ["allow_route_override true", "add --tenant NAME"],
  ["proxy_api_key cgk_secret", "keys"],
  ["privacy_enabled", "takes true or false"],
  ["privacy_enabled true --value-stdin", "not both"],
];

test("what cannot be used is not stored, and the sentence says what to write", async () => {
  using line = await withTenants();
  for (const [text, reason] of refused) {
    const { code, out, error } = await line.run(["settings", "set", ...text.split(" ")]);
    expect({ code, out, error }, text).toEqual({
      code: 2,
      out: "",
      error: expect.stringContaining(reason),
    });
    expect(error).not.toContain("secret");
  }
  expect(query(line, "SELECT * FROM settings")).toEqual([]);
  const nobody = await line.run(["settings", "set", "privacy_enabled", "true", "--tenant", "bob"]);
  expect([nobody.code, nobody.error]).toEqual([1, expect.stringContaining("no tenant called bob")]);
});

test("values of every kind are taken", async () => {
  using line = await withTenants();
  const taken = [
    ["codegate_tier_rules", '{"gpt-5*": "opus"}'],
    ["codegate_model_limits", '{"m": {"output": 0, "context": 9}}'],
    ["privacy_categories", "email, jwt"],
    ["codegate_guardrail_allow_patterns", "[a-z]+@northwind"],
    ["codegate_bodies_megabytes", "0"],
    ["codegate_loop_calls", "off"],
    ["privacy_remote_tools", "mcp__tracker__*, WebSearch"],
  ] as const;
  for (const [name, value] of taken) await line.out("settings", "set", name, value);
  const { settings } = await list(line);
  for (const [name, value] of taken) {
    expect(settings).toContainEqual(expect.objectContaining({ name, value, problem: null }));
  }
});

test("what stands there is told, unusable values and strange keys too, secrets never", async () => {
  using line = await withTenants();
  await line.run(["keys", "new"]);
  query(
    line,
    `INSERT INTO settings VALUES ('codegate_patients', 'sk-hidden'), ('their_token', 'sk-hidden'),
    ('multi_tenancy', 'yes') RETURNING key`,
  );
  const [key] = query<{ value: string }>(
    line,
    "SELECT value FROM settings WHERE key = 'proxy_api_key'",
  );
  const shown = await line.out("settings", "list", "--all");
  const forPrograms = await line.out("settings", "list", "--all", "--json");
  expect(key?.value).toStartWith("cgk_");
  for (const text of [shown, forPrograms]) {
    expect(text).not.toContain(key?.value ?? "");
    expect(text).not.toContain("hidden");
  }
  expect(shown).toMatch(/codegate_patients: .*did you mean codegate_patience\?/);
  expect(shown).toContain("their_token: Nothing here reads it");
  expect(shown).toContain("does not work as it stands: multi_tenancy takes true or false");
  expect(await line.out("settings", "unset", "codegate_patients")).toContain("no longer set");
  expect((await list(line)).unread.map(({ name }) => name)).toEqual([
    "proxy_api_key",
    "their_token",
  ]);
});

test("settings of each detector are shown when they are set, or asked for", async () => {
  using line = await withTenants();
  await line.out("settings", "set", "guardrail_jwt_enabled", "false");
  const ofDetectors = async (...words: string[]) =>
    (await list(line, ...words)).settings.filter(({ name }) => /guardrail_(jwt|iban)_/.test(name));
  expect((await ofDetectors()).map(({ name }) => name)).toEqual(["guardrail_jwt_enabled"]);
  expect(await ofDetectors("--all")).toHaveLength(4);
});

test("an empty log says that nothing is logged, and how to change that", async () => {
  using line = await withTenants("alice");
  const off = await line.out("logs");
  expect(off).toMatch(/not logged\. Switch it on with: .+ settings set request_logging true\n$/);
  await line.out("settings", "set", "request_logging", "true", "--tenant", "alice");
  expect(await line.out("logs", "list")).toBe("No request is in the log that fits.\n");
  expect(await line.out("logs", "list", "--tenant", "alice")).not.toContain("not logged");
  expect(await line.out("logs", "list", "--tenant", "first")).toMatch(
    /Requests of first are not logged.+ request_logging true --tenant first\n$/,
  );
});

test("a running gateway follows with its next request", async () => {
  const answer = speechOf("anthropic-messages").whole([{ text: "Yes." }]);
  const upstream = startUpstream(() => json(200, answer));
  const gateway = await startGateway({
    accounts: [{ name: "Work", provider: "anthropic", baseUrl: upstream.url }],
  });
  using line = createCommandLine();
  const environment = { DATA_DIR: gateway.data.path };
  const sent = async (): Promise<string> => {
    const messages = [{ role: "user", content: "Write to bob@northwind.com." }];
    const body = JSON.stringify({ model: "claude-opus-4-6", max_tokens: 9, messages });
    const response = await fetch(`${gateway.url}/v1/messages`, { method: "POST", body });
    await response.text();
    return upstream.requests.at(-1)?.text() ?? "";
  };
  try {
    expect(await sent()).toContain("bob@northwind.com");
    await line.run(["settings", "set", "privacy_enabled", "true"], { environment });
    const masked = await sent();
    expect(masked).toContain("CG_EMAIL_");
    expect(masked).not.toContain("bob@northwind.com");
    await line.run(["settings", "unset", "privacy_enabled"], { environment });
  } finally {
    await gateway.stop();
    await upstream.stop();
  }
});
