/** What could go wrong: a fault that belongs to no request ends the process and all its streams. */
import { expect, test } from "bun:test";
import { join } from "node:path";

const root = join(import.meta.dir, "../../..");

/** What a process says that has these faults in a row, and how it ends. */
async function live(faults: string): Promise<{ lines: string[]; code: number }> {
  const script = `
    const { surviveFaults } = await import(${JSON.stringify(`${root}/src/process/survive-faults.ts`)});
    const error = (message, fields) => console.log(JSON.stringify({ message, ...fields }));
    surviveFaults({ debug() {}, info() {}, warn() {}, error });
    ${faults}
    setTimeout(() => console.log('"alive"'), 100);
  `;
  const child = Bun.spawn([process.execPath, "-e", script], {
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" },
    stdout: "pipe",
    stderr: "ignore",
  });
  const text = await new Response(child.stdout).text();
  return { lines: text.trim().split("\n"), code: await child.exited };
}

test.each([
  ["a timer", "setTimeout(() => { null.field; }, 10);", "TypeError"],
  ["an event", "queueMicrotask(() => { throw new RangeError('out'); });", "RangeError"],
  ["a promise", "void Promise.reject(new TypeError('no function'));", "TypeError"],
])("the process goes on after a fault in %s, and tells where it was", async (_, fault, name) => {
  const { lines, code } = await live(fault);
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    message: expect.stringContaining("please report it"),
    error: name,
    reason: expect.any(String),
    stack: expect.stringContaining("at "),
  });
  expect(lines[1]).toBe('"alive"');
  expect(code).toBe(0);
});

test("words that may quote a body are not logged", async () => {
  const { lines } = await live("setTimeout(() => { JSON.parse('sk-secret'); }, 10);");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ error: "SyntaxError", reason: null });
  expect(lines[0]).not.toContain("secret");
});
