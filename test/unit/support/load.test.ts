// A meter that always reads zero lets every limit on memory and on blocking hold.
import { expect, test } from "bun:test";
import { sampleEventLoopDelay } from "../../support/load.ts";

test("a blocked event loop is noticed, also when it is blocked until the end", async () => {
  for (const pauseAfter of [10, 0]) {
    const sampler = sampleEventLoopDelay();
    await Bun.sleep(10);
    Bun.sleepSync(60);
    if (pauseAfter > 0) await Bun.sleep(pauseAfter);
    const longest = sampler.stop();
    expect(longest).toBeGreaterThan(40);
  }
});

// In a process of its own: here the collection also gives back what other tests have left behind.
test("memory in use is seen", () => {
  const meter = JSON.stringify(import.meta.resolve("../../support/load.ts"));
  const script = `
    const { residentMegabytes } = await import(${meter});
    const before = residentMegabytes();
    const block = Buffer.alloc(64 * 1024 * 1024, "x");
    console.log(residentMegabytes() - before, block.length);`;
  const run = Bun.spawnSync([process.execPath, "-e", script]);
  expect(run.stderr.toString()).toBe("");
  expect(Number.parseFloat(run.stdout.toString())).toBeGreaterThan(50);
});
