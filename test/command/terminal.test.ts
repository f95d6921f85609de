// A key that shows on the screen while it is typed, or a terminal left without echo.
import { expect, test } from "bun:test";
import { createCommandLine } from "../support/command-line.ts";

const secret = "sk-ant-typed-key";

test("an account is asked for, and its key is never on the screen", async () => {
  using line = createCommandLine();
  const typed = line.type(["accounts", "add"]);
  await typed.waitFor("Number or id [1]: ");
  expect(typed.screen()).toContain("21  Custom");
  typed.write("openia\r");
  await typed.waitFor("or an id.\r\nNumber or id [1]: ");
  typed.write("1\r");
  await typed.waitFor("Name [Anthropic]: ");
  typed.write("Claude Max\r");
  await typed.waitFor("API key (not shown): ");
  // A slip that is erased, an arrow key, and a paste with its line break.
  typed.write("x\u007f\u001b[D");
  typed.write(`${secret}\n`);
  expect(await typed.finished()).toBe(0);
  expect(typed.screen()).toContain("The account Claude Max (Anthropic) is added");
  expect(typed.screen()).not.toContain(secret);
  expect(typed.screen()).not.toContain("sk-");

  const shown = await line.out("accounts", "--json");
  expect(JSON.parse(shown)).toMatchObject([{ name: "Claude Max", has_key: true }]);
});

test("Ctrl-C while a key is typed gives the terminal back and changes nothing", async () => {
  using line = createCommandLine();
  const typed = line.type(["accounts", "add", "--provider", "openai", "--key-stdin"]);
  await typed.waitFor("API key (not shown): ");
  typed.write("sk-half\u0003");
  expect(await typed.finished()).toBe(130);
  expect(typed.screen()).not.toContain("half");
  expect(await line.out("accounts", "--json")).toBe("[]\n");
});

test("Ctrl-C at a visible question, and the end of input, change nothing", async () => {
  using line = createCommandLine();
  const words = ["accounts", "add", "--provider", "openai", "--name", "A", "--key-env", "KEY"];
  expect((await line.run(words, { environment: { KEY: secret } })).code).toBe(0);
  const interrupted = line.type(["accounts", "remove", "A"]);
  await interrupted.waitFor("[y/N] ");
  interrupted.write("\u0003");
  expect(await interrupted.finished()).toBe(130);

  const ended = line.type(["accounts", "remove", "A"]);
  await ended.waitFor("[y/N] ");
  ended.write("\u0004");
  expect(await ended.finished()).toBe(1);

  const refused = line.type(["accounts", "remove", "A"]);
  await refused.waitFor("[y/N] ");
  refused.write("\r");
  expect(await refused.finished()).toBe(1);
  expect(JSON.parse(await line.out("accounts", "--json"))).toHaveLength(1);

  const confirmed = line.type(["accounts", "remove", "A"]);
  await confirmed.waitFor("[y/N] ");
  confirmed.write("yes\r");
  expect(await confirmed.finished()).toBe(0);
  expect(await line.out("accounts", "--json")).toBe("[]\n");
});

test("a terminal gets colours and tables that fit, a pipe gets neither", async () => {
  using line = createCommandLine();
  const name = "A very long account name that somebody has chosen on a whim";
  const words = ["accounts", "add", "--provider", "openai", "--name", name];
  await line.run(words, { input: secret });
  const typed = line.type(["accounts"]);
  expect(await typed.finished()).toBe(0);
  const lines = Bun.stripANSI(typed.screen()).split("\r\n");
  expect(typed.screen()).toContain("\u001b[");
  expect(lines[1]).toMatch(/^A very.*… +OpenAI +not used yet/);
  for (const shown of lines) expect(Bun.stringWidth(shown)).toBeLessThanOrEqual(80);
  const piped = await line.out("accounts");
  expect(piped).toContain(name);
  expect(piped).not.toContain("\u001b");
});
