// What could go wrong: people cannot see what guardrails make of their texts before they trust them.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { createCommandLine } from "../support/command-line.ts";

const text = "Mail bob@northwind.com,\nkey ghp_4Kd8sLq2Zx7Rt5Vn9Wb3Ym6Pc1Hf0Jg8Ta2e.";

test("findings with their places, the masked text, and the way back", async () => {
  using line = createCommandLine();
  const { code, out } = await line.run(["guard", "test"], { input: text });
  expect(code).toBe(0);
  expect(out).toMatch(/^1:6 {2}email {2}mask/m);
  expect(out).toMatch(/^2:5 {2}api_key {2}mask/m);
  expect(out).toMatch(/Mail CG_EMAIL_[0-9a-z]{14},\nkey CG_KEY_[0-9a-z]{14}\./);
  expect(out).not.toContain("northwind");
  expect(out).toContain("Restored, it is the text as it was.");
  expect(out).toContain("Guardrails are off");
});

test("a file, settings of the database, and JSON", async () => {
  using line = createCommandLine();
  const path = join(line.directory, "..", "notes.txt");
  await Bun.write(path, text);
  await line.out("keys", "add", "bob");
  const first = JSON.parse(await line.out("guard", "test", path, "--json"));
  expect(first.findings).toHaveLength(2);
  expect(first).toMatchObject({ restored: text, comes_back: true });
  // The same key makes the same tokens the next time.
  expect(JSON.parse(await line.out("guard", "test", path, "--json")).masked).toBe(first.masked);
});

test("an empty text is said", async () => {
  using line = createCommandLine();
  const told = { code: 0, out: "The text is empty.\n", error: "" };
  expect(await line.run(["guard", "test"])).toEqual(told);
});

test("a file that is not there is said", async () => {
  using line = createCommandLine();
  const { code, error } = await line.run(["guard", "test", "/nowhere/at/all"]);
  expect(code).toBe(1);
  expect(error).toContain("/nowhere/at/all cannot be read (ENOENT)");
});
