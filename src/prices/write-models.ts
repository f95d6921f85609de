/**
 * Development tool: writes `models.json` from the list of models in a package of the
 * npm registry. Only the package's data is looked at; nothing of it is installed or run.
 * `bun src/prices/write-models.ts 1.6.0`, then `bun src/prices/write-prices.ts DAY`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelList } from "./model-list.ts";
import { readModels } from "./source/read-models.ts";

const name = "@earendil-works/pi-ai";
const version = process.argv[2];
if (version === undefined) throw new Error("name the version of the package");

const folder = await mkdtemp(join(tmpdir(), "model-list-"));
try {
  await run(["npm", "pack", "--silent", `${name}@${version}`]);
  await run(["sh", "-c", "tar xzf *.tgz"]);
  const list = await readModels(name, version, (file) =>
    Bun.file(join(folder, "package/dist/providers/data", file)).json(),
  );
  const path = Bun.fileURLToPath(new URL("models.json", import.meta.url));
  await Bun.write(path, print(list));
  await run([process.execPath, "fmt", path]);
  const counts = Object.entries(list.providers).map(([id, models]) => [id, models.length]);
  console.log(`models of ${list.day}: ${counts.map((each) => each.join(" ")).join(", ")}`);
} finally {
  await rm(folder, { recursive: true });
}

async function run(command: string[]): Promise<void> {
  const child = Bun.spawn(command, { cwd: folder, stdout: "ignore" });
  if ((await child.exited) !== 0) throw new Error(`${command.join(" ")} failed`);
}

/** One model on each line. */
function print({ providers, ...head }: ModelList): string {
  const blocks = Object.entries(providers).map(([id, models]) => {
    const lines = models.map((model) => `      ${JSON.stringify(model)}`);
    return `    ${JSON.stringify(id)}: [\n${lines.join(",\n")}\n    ]`;
  });
  const start = JSON.stringify(head, null, 2).replace(/\n\}$/, "");
  return `${start},\n  "providers": {\n${blocks.join(",\n")}\n  }\n}\n`;
}
