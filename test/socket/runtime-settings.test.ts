// What could go wrong: the process runs with Bun's own settings, or with others than its user has set.
import { expect, test } from "bun:test";
import { startProcess, temporaryData } from "../support/gateway-process.ts";
import { rawRequest } from "../support/raw-client.ts";

const threshold = "BUN_JSC_thresholdForFTLOptimizeAfterWarmUp";
const inlined = "BUN_JSC_maximumFunctionForCallInlineCandidateBytecodeCostForFTL";

/** Only Linux shows with which environment a process was started. */
const onLinux = test.skipIf(process.platform !== "linux");

async function environmentOf(pid: number): Promise<Readonly<Record<string, string | undefined>>> {
  const text = await Bun.file(`/proc/${pid}/environ`).text();
  return Object.fromEntries(
    text.split("\0").map((line) => {
      const [name = "", ...value] = line.split("=");
      return [name, value.join("=")];
    }),
  );
}

onLinux("Bun is told at its start what cannot be told from inside", async () => {
  using data = await temporaryData({});
  await using gateway = await startProcess(data);
  const environment = await environmentOf(gateway.pid);
  expect(environment[threshold]).toBe("1000000");
  expect(environment[inlined]).toBe("60");
  expect(environment["DATA_DIR"]).toBe(data.path);
});

onLinux("what the user has set for Bun stays", async () => {
  using data = await temporaryData({});
  await using gateway = await startProcess(data, { [threshold]: "70000" });
  expect((await environmentOf(gateway.pid))[threshold]).toBe("70000");
});

test("whoever sets the limit of upstream calls has it", async () => {
  using data = await temporaryData({});
  const variables = { BUN_CONFIG_MAX_HTTP_REQUESTS: "300" };
  await using gateway = await startProcess(data, variables);
  const health = (await rawRequest(`${gateway.url}/health`)).json();
  expect(health).toMatchObject({ limits: { upstream_requests: 300 } });
});
