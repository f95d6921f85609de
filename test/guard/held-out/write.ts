/**
 * Writes held-out sets that `evaluate.py` reads, from the repository's root:
 * `bun test/guard/held-out/write.ts DIRECTORY [--seed 1] [--rounds 4] [--code PATH]…`
 * Sources under each PATH are code in which nothing may be found.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { parseArgs } from "node:util";
import { makeSets } from "./make-sets.ts";

const longestFile = 100_000;
const languages = /^\.(?:[cm]?[jt]sx?|json|md|css|html|ya?ml|py|go|c|h|sh)$/;

const { values, positionals } = parseArgs({
  args: Bun.argv.slice(2),
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    rounds: { type: "string", default: "4" },
    code: { type: "string", multiple: true, default: [] },
  },
});
const directory = positionals[0];
if (directory === undefined) throw new Error("Name a directory.");

const sets = makeSets(Number(values.seed), Number(values.rounds));
mkdirSync(join(directory, "code_negative"), { recursive: true });
for (const [name, cases] of Object.entries(sets)) write(`${name}.jsonl`, cases);
write("code_negative/code.jsonl", values.code.flatMap(filesUnder).flatMap(codeCase));

function write(name: string, rows: readonly object[]): void {
  writeFileSync(
    join(String(directory), name),
    rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
  );
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}

function codeCase(path: string): object[] {
  if (!languages.test(extname(path))) return [];
  const text = readFileSync(path, "utf8").slice(0, longestFile);
  return [
    { id: path, lang: extname(path).slice(1), path: basename(path), text, spans: [], neutral: [] },
  ];
}
