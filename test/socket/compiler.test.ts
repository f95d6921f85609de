// What could go wrong: a start compiles what never runs again, or requests wait for ever to be compiled.
import { expect, test } from "bun:test";
import { startProcess, temporaryData } from "../support/gateway-process.ts";
import { rawRequest } from "../support/raw-client.ts";

test("next to nothing is compiled for a start, and what requests run is", async () => {
  using data = await temporaryData({});
  await using gateway = await startProcess(data, { BUN_JSC_reportCompileTimes: "1" });
  const compiled = () => gateway.output().split("Optimized ").length - 1;
  // Two are Bun's own, before the first line of ours.
  expect(compiled()).toBeLessThan(6);
  for (let turn = 0; turn < 300; turn++) await rawRequest(`${gateway.url}/health`);
  expect(compiled()).toBeGreaterThan(40);
  expect(gateway.output()).toContain("using DFG");
});
