/** What could go wrong: the repository drifts from its own rules without anybody noticing. */
import { expect, test } from "bun:test";
import { Glob } from "bun";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";

const root = join(import.meta.dir, "../..");

/** Data flows to the right: a room imports only from rooms to its left. */
const rooms = [
  "base",
  "process",
  "peers",
  "prices",
  "store",
  "bodies",
  "admit",
  "read",
  "affinity",
  "provider",
  "usage",
  "custody",
  "quota",
  "stream",
  "state",
  "vocabulary",
  "anthropic",
  "chat",
  "responses",
  "convert",
  "guard",
  "budget",
  "route",
  "attempt",
  "relay",
  "record",
  "forensics",
  "answer",
  "journey",
] as const;

async function sources(pattern: string): Promise<Map<string, string>> {
  const paths = await Array.fromAsync(new Glob(pattern).scan({ cwd: root }));
  const kept = paths.filter((path) => !path.includes("node_modules"));
  const texts = await Promise.all(kept.map((path) => Bun.file(join(root, path)).text()));
  return new Map(kept.map((path, index) => [path, texts[index] ?? ""]));
}

function importsOf(path: string, text: string): string[] {
  // What is loaded late is imported all the same.
  return Array.from(text.matchAll(/(?:from |import\(|require\()"(\.[^"]+)"/g), ([, target = ""]) =>
    relative(root, join(root, path, "..", target)),
  );
}

function roomOf(path: string): string | null {
  const [, room, file] = path.split("/");
  return file === undefined ? null : (room ?? null);
}

test("rooms import only from the rooms to their left", async () => {
  const wrong: string[] = [];
  for (const [path, text] of await sources("src/**/*.ts")) {
    const own = rooms.indexOf(roomOf(path) as (typeof rooms)[number]);
    if (own === -1) continue;
    for (const target of importsOf(path, text)) {
      const other = rooms.indexOf(roomOf(target) as (typeof rooms)[number]);
      const isOutside = target.startsWith("src/") && other === -1;
      if (isOutside || other > own) wrong.push(`${path} imports ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("no file imports itself through others, not even for a type", async () => {
  const texts = await sources("src/**/*.ts");
  const imports = new Map<string, readonly string[]>();
  for (const [path, text] of texts) imports.set(path, importsOf(path, text));
  expect(findCircles(imports)).toEqual([]);
});

/** Files that reach each other, each circle once and sorted. */
function findCircles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const reached = new Map<string, ReadonlySet<string>>();
  for (const path of imports.keys()) reached.set(path, reachedFrom(path, imports));
  const circles = new Map<string, string[]>();
  for (const [path, others] of reached) {
    if (!others.has(path)) continue;
    const circle = [...others].filter((other) => reached.get(other)?.has(path) === true);
    circles.set(circle.toSorted().join(" "), circle.toSorted());
  }
  return [...circles.values()].toSorted((one, other) => (one.join() < other.join() ? -1 : 1));
}

function reachedFrom(start: string, imports: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const queue = [...(imports.get(start) ?? [])];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    queue.push(...(imports.get(path) ?? []));
  }
  return found;
}

test("no file has more than 300 lines", async () => {
  const long: string[] = [];
  for (const pattern of ["src/**/*.ts", "test/**/*.ts"]) {
    for (const [path, text] of await sources(pattern)) {
      const lines = text.split("\n").length - 1;
      if (lines > 300) long.push(`${path}: ${lines}`);
    }
  }
  expect(long).toEqual([]);
});

test("every file of src is reached from the entry, the library or a development script", async () => {
  const texts = await sources("src/**/*.ts");
  const reached = new Set<string>();
  const queue = [
    "src/index.ts",
    "src/gateway.ts",
    "src/prices/write-prices.ts",
    "src/prices/write-models.ts",
    "src/convert/write-field-table.ts",
  ];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const text = texts.get(path);
    if (text === undefined || reached.has(path)) continue;
    reached.add(path);
    const lazy = Array.from(text.matchAll(/import\("(\.[^"]+)"\)/g), ([, target = ""]) =>
      relative(root, join(root, path as string, "..", target)),
    );
    queue.push(...importsOf(path, text), ...lazy);
  }
  expect([...texts.keys()].filter((path) => !reached.has(path))).toEqual([]);
});

test("the lock file names no hosts", async () => {
  expect(await Bun.file(join(root, "bun.lock")).text()).not.toContain("http");
});

test("one version of Bun is named everywhere, and it is the one that runs", async () => {
  const packageFile = await Bun.file(join(root, "package.json")).json();
  const wanted: string = packageFile.engines.bun;
  expect(Bun.version).toBe(wanted);
  const places = [
    packageFile.scripts.start,
    packageFile.scripts.test,
    await Bun.file(join(root, ".ci/run")).text(),
    await Bun.file(join(root, "README.md")).text(),
  ];
  for (const place of places) {
    const named = Array.from(place.matchAll(/bun@([\d.]+\d)/g), ([, version]) => version);
    expect(named.length).toBeGreaterThan(0);
    expect(new Set(named)).toEqual(new Set([wanted]));
  }
});

test("dependencies are pinned exactly", async () => {
  const { dependencies, devDependencies } = await Bun.file(join(root, "package.json")).json();
  for (const version of Object.values({ ...dependencies, ...devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  }
});

test("no left-overs, no machine paths, no forgotten focus", async () => {
  const own = relative(root, import.meta.path);
  const banned =
    /\b(?:TODO|FIXME|XXX|HACK)\b|@ts-ignore|@ts-expect-error|\bas any\b|: any\b|test\.only|describe\.only|\/root\//;
  const wrong: string[] = [];
  for (const pattern of ["src/**/*.ts", "test/**/*.ts"]) {
    for (const [path, text] of await sources(pattern)) {
      if (path !== own && banned.test(text)) wrong.push(`${path}: ${banned.exec(text)?.[0]}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("the README's table of variables is the program's", async () => {
  const { variableNames } = await import("../../src/process/options.ts");
  const readme = await Bun.file(join(root, "README.md")).text();
  const listed = Array.from(readme.matchAll(/^\| `([A-Z_]+)` +\|/gm), ([, name]) => name);
  expect(listed.toSorted()).toEqual([...variableNames].toSorted());
});

test("the README's table of commands has every command with its actions", async () => {
  const { commandLoaders } = await import("../../src/command/command-list.ts");
  const readme = await Bun.file(join(root, "README.md")).text();
  const table = readme.slice(readme.indexOf("| Command "), readme.indexOf("## Connect"));
  const told = Array.from(table.matchAll(/^\| `([a-z]+)` +\|([^|]*)\|/gm), ([, name, actions]) => {
    const words = Array.from((actions ?? "").matchAll(/`([^`]+)`/g), ([, word]) => word);
    return [name, words.toSorted()];
  });
  const known = await Promise.all(
    Object.entries(commandLoaders).map(async ([name, load]) => {
      const actions = (await load()).actions.map((action) => action.name);
      return [name, actions.filter((action) => action !== "").toSorted()];
    }),
  );
  expect(told.toSorted()).toEqual(known.toSorted());
});

test("the room table of src/README.md has every room in its order, and files that exist", async () => {
  const readme = await Bun.file(join(root, "src/README.md")).text();
  const rows = Array.from(readme.matchAll(/^\| `([a-z]+)\/` +\|[^|]*\|([^|]*)\|/gm));
  expect(rows.map(([, room]) => room)).toEqual([...rooms, "command"]);
  const wrong: string[] = [];
  for (const [, room, files = ""] of rows) {
    for (const [, file = ""] of files.matchAll(/`([^`]+)`/g)) {
      const path = `src/${room}/${file}`;
      if (!existsSync(join(root, path))) wrong.push(path);
    }
  }
  expect(wrong).toEqual([]);
});
