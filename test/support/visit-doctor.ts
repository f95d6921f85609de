/** `codegate doctor` in a data directory in which something was planted. */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "bun:test";
import { runCommand } from "../../src/command/run-command.ts";
import { makeDataDirectory, type DataDirectory, type Seed } from "./data-directory.ts";
import { memoryTerminal } from "./memory-terminal.ts";

export const day = 24 * 60 * 60_000;

export interface Found {
  readonly area: string;
  readonly level: string;
  readonly what: string;
  readonly remedy: string | null;
}

export interface Visit {
  readonly seed?: Seed;
  readonly plant?: (data: DataDirectory) => void;
  readonly environment?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly fetch?: (url: string) => Promise<Response>;
}

export const healthy: Seed = {
  accounts: [{ name: "Work", key: "sk-ant-api03-x" }, { name: "Spare" }],
  configs: [
    {
      name: "main",
      tiers: (["opus", "sonnet", "haiku"] as const).map((tier) => ({ tier, account: "Work" })),
    },
  ],
};

export function refused(): never {
  throw Object.assign(new Error("refused"), { code: "ConnectionRefused" });
}

export async function visit({ seed = healthy, plant, environment, words = [], fetch }: Visit = {}) {
  const data = await makeDataDirectory(seed);
  chmodSync(join(data.path, "codegate.db"), 0o600);
  plant?.(data);
  const { terminal, out, error } = memoryTerminal();
  const code = await runCommand(["doctor", "--json", ...words], {
    terminal,
    environment: { DATA_DIR: data.path, ...environment },
    fetch: async (url) => (fetch === undefined ? refused() : fetch(url)),
    now: () => Date.now(),
    program: "codegate",
  });
  data.remove();
  if (out.length === 0) throw new Error(error.join("\n"));
  return { code, findings: JSON.parse(out.join("\n")) as Found[] };
}

export function sql(statement: string): (data: DataDirectory) => void {
  return ({ database }) => database.run(statement);
}

export function health(fields: object): Response {
  return Response.json({ status: "ok", version: "3.0.0", accounts: {}, queue: {}, ...fields });
}

export function oauth(changes: object = {}): Seed {
  const account = { name: "Max", authType: "oauth", tokenExpiresAt: Date.now() + day } as const;
  return { accounts: [{ ...account, refreshToken: "refresh", ...changes }] };
}

export type Planted = Visit & {
  readonly what: string | RegExp;
  readonly remedy: string | RegExp;
};

/** One test for each: the doctor finds it and names the remedy. */
export function findEach(planted: Readonly<Record<string, Planted>>): void {
  test.each(Object.entries(planted))("%s", async (_, { what, remedy, ...given }) => {
    const { code, findings } = await visit(given);
    const found = findings.filter(({ level }) => level !== "fine");
    const match = found.find((each) =>
      typeof what === "string" ? each.what.includes(what) : what.test(each.what),
    );
    expect(match, JSON.stringify(found, null, 1)).toBeDefined();
    expect(match?.remedy).toMatch(remedy);
    expect(code).toBe(found.some(({ level }) => level === "problem") ? 1 : 0);
  });
}
