// A bundler may drop, rename or inline what the program needs, or leave a file out.
import { afterAll, beforeAll } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childProcess } from "./hosts/child-process.ts";
import { addContractTests } from "./list.ts";

const root = join(import.meta.dir, "../..");
// A folder of its own: a binary that runs cannot be written, and an old one must not be tested.
const folder = mkdtempSync(join(tmpdir(), "codegate-build-"));
const binary = join(folder, "codegate");

/** Milliseconds; a build takes about one second here. */
const buildWaitMs = 60_000;

beforeAll(async () => {
  const build = Bun.spawn([process.execPath, "run", "build", "--outfile", binary], {
    cwd: root,
    stdout: "ignore",
    stderr: "pipe",
  });
  const said = new Response(build.stderr).text();
  if ((await build.exited) !== 0) throw new Error(`the build failed: ${await said}`);
}, buildWaitMs);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

addContractTests(childProcess("the single file", [binary]));
