/** What could go wrong: on a full disk files stay open and pile up, one for each try. */
import { expect, test } from "bun:test";
import { join } from "node:path";

const writer = join(import.meta.dir, "../../../src/bodies/frame-writer.ts");

/** Runs where files can be made, and not be filled; says which error came and what is left. */
const script = `
  const { mkdtempSync, readdirSync, rmSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { createSink } = await import(${JSON.stringify(writer)});
  const folder = mkdtempSync(tmpdir() + "/codegate-full-");
  const codes = [];
  for (const name of ["a", "b", "c"]) {
    const making = createSink(folder + "/" + name, new Uint8Array(32), new Uint8Array(16));
    await making.catch(({ code }) => codes.push(code));
  }
  const open = readdirSync("/dev/fd").map((each) => {
    try { return require("node:fs").readlinkSync("/proc/self/fd/" + each); } catch { return ""; }
  });
  const left = readdirSync(folder);
  const leaked = open.filter((path) => path.startsWith(folder));
  rmSync(folder, { recursive: true });
  console.error(JSON.stringify({ codes, left, leaked }));
`;

test("a file that cannot be begun is closed and gone", () => {
  // No file may grow; the signal that tells so is not heard, so that the system's error is.
  const limited = 'trap "" XFSZ; ulimit -f 0; exec "$0" -e "$1"';
  const child = Bun.spawnSync(["sh", "-c", limited, process.execPath, script]);
  const said: unknown = JSON.parse(child.stderr.toString());
  expect(said).toEqual({ codes: ["EFBIG", "EFBIG", "EFBIG"], left: [], leaked: [] });
});
