/** What could go wrong: a setting is read that nobody can find, set or look up. */
import { expect, test } from "bun:test";
import { Glob } from "bun";
import { join } from "node:path";
import {
  otherKeys,
  settingTable,
  type KnownSetting,
} from "../../src/command/settings/setting-table.ts";

const root = join(import.meta.dir, "../..");
const ownPlace = "src/command/settings/";

/** Ways in which keys stand in the source: asked for, named as a constant, or by how they begin. */
const ways: readonly RegExp[] = [
  /(?:ettings\??|own|snapshot)\.get\(["`]([^"`]+)["`]\)/g,
  /(?<![.\w])value\(["`]([^"`]+)["`]\)/g,
  /Setting = ["`]([^"`]+)["`]/g,
  /["`]((?:codegate|privacy|guardrail|finetune|auto_switch)_[\w${}]+)["`]/g,
];

/** Names of the same form that are no settings: tables of the database, and metrics. */
const others: readonly RegExp[] = [
  /sqliteTable\(\s*"(\w+)"/g,
  /meters\.add\(\s*"(\w+)"/g,
  /\bname: ["`]([\w${}]+)["`],\s+labels/g,
];

async function sources(): Promise<ReadonlyMap<string, string>> {
  const paths = await Array.fromAsync(new Glob("src/**/*.ts").scan({ cwd: root }));
  const texts = await Promise.all(paths.map((path) => Bun.file(join(root, path)).text()));
  return new Map(paths.map((path, index) => [path, texts[index] ?? ""]));
}

function namesIn(text: string, patterns: readonly RegExp[]): readonly string[] {
  return patterns.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), ([, name = ""]) => name.replace("${id}", "<id>")),
  );
}

const known = new Set([...settingTable.map(({ name }) => name), ...Object.keys(otherKeys)]);

test("every setting that the source reads is known, and every known one is read", async () => {
  const files = [...(await sources())].filter(([path]) => !path.startsWith(ownPlace));
  const strangers = new Set(files.flatMap(([, text]) => namesIn(text, others)));
  const read = new Map<string, string>();
  for (const [path, text] of files) {
    for (const name of namesIn(text, ways)) if (!strangers.has(name)) read.set(name, path);
  }
  const unknown = [...read].filter(([name]) => !known.has(name));
  expect(unknown).toEqual([]);
  expect(settingTable.map(({ name }) => name).filter((name) => !read.has(name))).toEqual([]);
});

const tenantWords = { everybody: "no", both: "yes", tenant: "only" } as const;

function cellsOf({ name, kind, unset, scope, meaning }: KnownSetting): string[] {
  return [name, kind.takes, unset, tenantWords[scope], meaning];
}

test("the README's table of settings is the program's", async () => {
  const readme = await Bun.file(join(root, "README.md")).text();
  const [, section = ""] = readme.split(/^## Settings of the database$/m);
  const [own = ""] = section.split(/^## /m);
  const rows = own.split("\n").filter((line) => line.startsWith("| `"));
  const cells = rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.replaceAll("`", "").trim()),
  );
  expect(cells).toEqual(settingTable.map(cellsOf));
});
