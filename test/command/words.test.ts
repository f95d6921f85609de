// A misspelt word that is guessed, or a help that cannot be found, makes a command line unusable.
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import packageFile from "../../package.json" with { type: "json" };
import { runCommand } from "../../src/command/run-command.ts";
import { createCommandLine } from "../support/command-line.ts";
import { memoryTerminal } from "../support/memory-terminal.ts";

const line = createCommandLine();
afterAll(() => line[Symbol.dispose]());

test("help is everywhere and goes to stdout", async () => {
  const ways = [
    [["help"], "Commands"],
    [["--help"], "Commands"],
    [["accounts", "-h"], "Actions"],
    [["help", "keys"], "Actions"],
    [["accounts", "add", "--help"], "--key-env NAME"],
    [["help", "configs", "set"], "--tier TIER=ACCOUNT[:MODEL][@PRIORITY]"],
    [["serve", "--help"], "PROXY_PORT"],
    [["status", "-h"], "--json"],
  ] as const;
  const shown = await Promise.all(ways.map(([words]) => line.run(words)));
  for (const [index, { code, out, error }] of shown.entries()) {
    expect(out).toContain(ways[index]?.[1] ?? "");
    expect(out).toContain("Example");
    expect({ code, error }).toEqual({ code: 0, error: "" });
  }
});

test("an example that pipes something in names the program behind the pipe", async () => {
  const { terminal, out } = memoryTerminal();
  const program = "npm start --";
  const rooms = { terminal, program, environment: {}, fetch, now: () => Date.now() };
  expect(await runCommand(["guard", "--help"], rooms)).toBe(0);
  expect(out).toContain("  git diff | npm start -- guard test");
  expect(out).toContain("  npm start -- guard test notes.txt");
});

test("the version is the package's", async () => {
  const [word, flag] = await Promise.all([line.out("version"), line.out("--version")]);
  expect(word).toBe(`codegate ${packageFile.version}\n`);
  expect(flag).toBe(word);
});

describe("words that make no sense end with 2 and one sentence on stderr", () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [["acounts"], "did you mean accounts?"],
    [["accounts", "lst"], "did you mean list?"],
    [["accounts", "list", "--jsn"], "did you mean --json?"],
    [["--prot", "9300"], "PROXY_PORT"],
    [["accounts", "list", "--colour"], "--help shows"],
    [["nonsense"], "There is no command nonsense. See:"],
    [["accounts", "xyz"], "there are list, add,"],
    [["accounts", "add", "--provider", "zzzz"], "there are anthropic, openai,"],
    [["--port=9300"], "PROXY_PORT"],
    [["serve", "--workers", "0"], '--workers is "0"; write auto or'],
    [["accounts", "remove"], "NAME-or-ID"],
    [["accounts", "test", "My", "Account"], "quotes"],
    [["accounts", "list", "--json=yes"], "takes no value"],
    [["accounts", "add", "--name", "--json"], "needs a value"],
    [["accounts", "add", "--provider", "antropic"], "did you mean anthropic?"],
    [["accounts", "add"], "--provider"],
    [["accounts", "add", "--provider", "custom"], "--base-url"],
    [["accounts", "add", "--provider", "openai", "--no-key"], "server of your own"],
    [["accounts", "add", "--provider", "openai", "--priority", "high"], "--priority"],
    [["accounts", "add", "--provider", "openai", "--monthly-budget", "0x1"], "US dollars"],
    [["accounts", "add", "--provider", "openai", "--auth-type", "basic"], "oauth"],
    [["configs", "set", "x", "--strategy", "budgetaware"], "did you mean budget-aware?"],
    [["keys", "add"], "TENANT"],
  ];

  test("each of them", async () => {
    const ends = await Promise.all(cases.map(([words]) => line.run(words)));
    for (const [index, { code, out, error }] of ends.entries()) {
      const [words = [], reason = ""] = cases[index] ?? [];
      expect(error, words.join(" ")).toContain(reason);
      expect({ code, out, lines: error.split("\n").length }).toEqual({
        code: 2,
        out: "",
        lines: 2,
      });
    }
  });
});

test("a key in the command line is refused, not repeated, and the way out is named", async () => {
  const tries = await Promise.all([
    line.run(["accounts", "add", "--provider", "anthropic", "--key", "sk-ant-secret"]),
    line.run(["accounts", "add", "--api-key=sk-ant-secret"]),
    line.run(["accounts", "set-key", "A", "--token", "sk-ant-secret"]),
    line.run(["accounts", "add", "sk-ant-secret"]),
    line.run(["accounts", "list", "--key=sk-ant-secret"]),
  ]);
  for (const { code, out, error } of tries) {
    expect(code).toBe(2);
    expect(out + error).not.toContain("secret");
  }
  for (const { error } of tries.slice(0, 3)) expect(error).toContain("--key-stdin");
});

test("looking around creates nothing, and says where it looked and what comes first", async () => {
  const looks = await Promise.all([
    line.run(["accounts"]),
    line.run(["configs"]),
    line.run(["keys"]),
    line.run(["keys", "list"]),
    line.run(["status"], { environment: { PROXY_PORT: "1" } }),
    line.run(["accounts", "disable", "A"]),
    line.run(["accounts", "test"]),
  ]);
  expect(existsSync(line.directory)).toBe(false);
  expect(looks.map(({ code }) => code)).toEqual([0, 0, 0, 0, 1, 1, 1]);
  expect(looks[0]?.error).toContain(line.directory);
  expect(looks[0]?.error).toMatch(/Add one with: .+ accounts add/);
  expect(await line.out("accounts", "--json")).toBe("[]\n");
});

test("a variable that cannot be used stops a command, but not its help", async () => {
  const environment = { PROXY_PORT: "many" };
  const { code, error } = await line.run(["accounts"], { environment });
  expect(code).toBe(1);
  expect(error).toContain("PROXY_PORT");
  expect((await line.run(["accounts", "--help"], { environment })).code).toBe(0);
});

test("a data directory that cannot be used is not called empty", async () => {
  const environment = { DATA_DIR: import.meta.filename };
  const why = "The data directory cannot be created (its path has a file in it). Set DATA_DIR";
  const [listed, told, seen] = await Promise.all([
    line.run(["accounts", "list"], { environment }),
    line.run(["status"], { environment }),
    line.run(["doctor"], { environment }),
  ]);
  expect(listed).toMatchObject({ code: 1, out: "", error: expect.stringContaining(why) });
  expect(told.out).toContain(why);
  expect(seen.out).toContain("cannot be read (ENOTDIR)");
  expect(seen.out).toContain(why);
});
