// What could go wrong: a server that moved needs SQL, or a change leaves an account that nobody can use.
import { expect, test } from "bun:test";
import { createCommandLine, type CommandLine } from "../support/command-line.ts";

async function lineWith(...names: readonly string[]): Promise<CommandLine> {
  const line = createCommandLine();
  const address = "http://127.0.0.1:1";
  for (const name of names) {
    const words = ["--provider", "custom", "--name", name, "--base-url", address, "--no-key"];
    await line.out("accounts", "add", ...words);
  }
  return line;
}

async function listed(line: CommandLine): Promise<Record<string, unknown>[]> {
  return JSON.parse(await line.out("accounts", "list", "--json")) as Record<string, unknown>[];
}

test("name, address and numbers are changed, and nothing else", async () => {
  using line = await lineWith("Local");
  const [before] = await listed(line);
  const flags = [
    "--name",
    "Big one",
    "--base-url",
    " http://127.0.0.1:11434/v1 ",
    "--priority",
    "3",
  ];
  const said = await line.out("accounts", "set", "local", ...flags);
  expect(said).toContain("The account Big one is changed.");
  const [after] = await listed(line);
  expect(after).toEqual({
    ...before,
    name: "Big one",
    base_url: "http://127.0.0.1:11434/v1",
    priority: 3,
  });
});

test("an account of a provider goes back to that one's address", async () => {
  using line = createCommandLine();
  const words = ["accounts", "add", "--provider", "openai", "--base-url", "http://127.0.0.1:1"];
  await line.run(words, { input: "sk-proj-x" });
  await line.out("accounts", "set", "OpenAI", "--no-base-url");
  expect(await listed(line)).toMatchObject([{ base_url: null, usable: true }]);
});

test.each([
  [["--base-url", "nonsense"], "must begin with http:// or https://"],
  [["--no-base-url"], "A custom account needs the address of its server."],
  [["--base-url", "http://x.test", "--no-base-url"], "not both"],
  [["--name", "other"], "There is an account called other already"],
  [["--name", " "], "1 to 200 characters"],
])("%p is refused, and changes nothing", async (flags, words) => {
  using line = await lineWith("Local", "Other");
  const before = await listed(line);
  const run = await line.run(["accounts", "set", "Local", "--priority", "7", ...flags]);
  expect(run.code).toBeGreaterThan(0);
  expect(run.error).toContain(words);
  expect(await listed(line)).toEqual(before);
});
