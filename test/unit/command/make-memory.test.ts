/** What could go wrong: a container without room in /dev/shm ends in a stack trace. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeMemory } from "../../../src/command/serve/make-memory.ts";

const root = mkdtempSync(join(tmpdir(), "codegate-places-"));
afterAll(() => rmSync(root, { recursive: true }));

test("the first place that takes it has it", async () => {
  const made = await makeMemory(4_096, 1, [join(root, "nowhere"), root]);
  if (!made.ok) throw new Error(made.failure);
  const { folder, path } = made.value;
  expect(folder).toStartWith(join(root, "codegate-"));
  expect(statSync(path).size).toBe(4_096);
  rmSync(folder, { recursive: true });
});

test("where none does, a sentence says where it was tried and why", async () => {
  const file = join(root, "a-file");
  writeFileSync(file, "");
  const made = await makeMemory(6_000_000, 1, [join(root, "nowhere"), file]);
  if (made.ok) throw new Error("there is no such place");
  expect(made.failure).toContain(`${root}/nowhere (ENOENT) or in ${file} (ENOTDIR)`);
  expect(made.failure).toContain("6 MB");
  expect(readdirSync(root)).toEqual(["a-file"]);
});
