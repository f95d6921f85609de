// What could go wrong: a limit stands in two themes and one of them counts, or a theme is left out.
import { expect, test } from "bun:test";
import { Glob } from "bun";
import { join } from "node:path";
import { limits } from "../../../src/base/limits.ts";

const folder = join(import.meta.dir, "../../../src/base/limits");

test("every limit stands in one theme, and all themes are in the one object", async () => {
  const files = await Array.fromAsync(new Glob("*.ts").scan({ cwd: folder, absolute: true }));
  const modules: Record<string, unknown>[] = await Promise.all(files.map((file) => import(file)));
  const themes = modules
    .flatMap((module) => Object.entries(module))
    .filter(([name]) => name.endsWith("Limits"));
  const names = themes.flatMap(([, theme]) => Object.keys(theme as object));
  expect(names.toSorted()).toEqual(Object.keys(limits).toSorted());
});
