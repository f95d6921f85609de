// What could go wrong: a key that changes with every start makes new tokens for old values, and one
// that is quietly replaced makes them for ever unreadable.
import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openGuardrailKey } from "../../src/store/guardrail-key.ts";

const directories: string[] = [];

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

function place() {
  const directory = mkdtempSync(join(tmpdir(), "codegate-key-"));
  directories.push(directory);
  return { directory, path: join(directory, ".guardrail-key") };
}

function hexOf(result: ReturnType<ReturnType<typeof openGuardrailKey>>): string {
  return result.ok ? Buffer.from(result.value).toString("hex") : result.failure;
}

test("a missing file is made once, and for this user alone", () => {
  const { directory, path } = place();
  const options = { dataDirectory: directory, guardrailKey: undefined };
  const first = hexOf(openGuardrailKey(options)());
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(readFileSync(path, "utf8")).toBe(first);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(hexOf(openGuardrailKey(options)())).toBe(first);
});

test("a file that cannot be used is said, not replaced", () => {
  const { directory, path } = place();
  writeFileSync(path, "half a key");
  const key = openGuardrailKey({ dataDirectory: directory, guardrailKey: undefined });
  expect(hexOf(key())).toContain(".guardrail-key does not hold 64 hexadecimal digits");
  expect(readFileSync(path, "utf8")).toBe("half a key");
});

test("a file that is replaced while we run counts from the next request on", () => {
  const { directory, path } = place();
  writeFileSync(path, "11".repeat(32));
  const key = openGuardrailKey({ dataDirectory: directory, guardrailKey: undefined });
  expect(hexOf(key())).toBe("11".repeat(32));
  rmSync(path);
  writeFileSync(path, "22".repeat(32));
  expect(hexOf(key())).toBe("22".repeat(32));
});

test("the environment goes before the file, as the dashboard derives it", () => {
  const { directory } = place();
  const key = openGuardrailKey({ dataDirectory: directory, guardrailKey: "a passphrase" });
  const again = openGuardrailKey({ dataDirectory: "/nowhere", guardrailKey: "a passphrase" });
  expect(hexOf(key())).toBe(hexOf(again()));
  expect(hexOf(key())).toMatch(/^[0-9a-f]{64}$/);
});
