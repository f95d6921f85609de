// What could go wrong: a process that has nothing left to do stays for as long as a stop may take.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { inTime } from "../support/bell.ts";
import { spawnGateway, startProcess, temporaryData } from "../support/gateway-process.ts";

const hour = { CODEGATE_STOP_TIMEOUT_SECONDS: "3600" };

/** Milliseconds; an end takes some tens of them. */
const timeoutMs = 10_000;

test.each(["1", "2"])(
  "one that finds its port taken says so and ends, workers: %s",
  async (count) => {
    using data = await temporaryData({});
    await using first = await startProcess(data);
    const port = new URL(first.url).port;
    await using second = spawnGateway(data, { ...hour, PROXY_PORT: port, CODEGATE_WORKERS: count });
    const said = new Response(second.stderr).text();
    expect(await inTime(second.exited, { timeoutMs, describe: () => "the end" })).toBe(1);
    expect(await said).toContain(`cannot listen on 127.0.0.1:${port}`);
  },
);

test("one that cannot listen at its address says so", async () => {
  using data = await temporaryData({});
  const variables = { PROXY_API_KEY: "a-key", CODEGATE_HOST: "203.0.113.7" };
  await using gateway = spawnGateway(data, variables);
  const said = await new Response(gateway.stderr).text();
  expect(said).toMatch(/^CodeGate cannot listen on 203.0.113.7:0: this machine has no such .+\n$/);
  expect(await inTime(gateway.exited, { timeoutMs, describe: () => "the end" })).toBe(1);
});

test("accounts that cannot be used are not called none", async () => {
  using data = await temporaryData({ accounts: [{ name: "keyless", key: null }] });
  await using gateway = await startProcess(data);
  gateway.kill("SIGTERM");
  await gateway.waitForExit();
  expect(gateway.output()).toContain("No account can be used. Why: ");
});

test.each([
  ["any", {}],
  ["YOUR-CODEGATE-KEY", { PROXY_API_KEY: "a-key-that-is-long-enough" }],
  ["YOUR-CODEGATE-KEY", { PROXY_API_KEY: "a-key-that-is-long-enough", CODEGATE_HOST: "0.0.0.0" }],
])("a start says how clients are connected: %s", async (key, variables) => {
  using data = await temporaryData({ accounts: [{ name: "only" }] });
  await using gateway = await startProcess(data, variables);
  gateway.kill("SIGTERM");
  await gateway.waitForExit();
  const url = gateway.url.replace("0.0.0.0", "localhost");
  expect(gateway.output()).toContain(
    `Claude Code: ANTHROPIC_BASE_URL=${url} ANTHROPIC_AUTH_TOKEN=${key} `,
  );
  expect(gateway.output()).toContain(`OPENAI_BASE_URL=${url}/v1 OPENAI_API_KEY=${key}`);
});

test("a start warns of a key that can be guessed, and does not show it", async () => {
  using data = await temporaryData({});
  await using gateway = await startProcess(data, { PROXY_API_KEY: "letmein" });
  gateway.kill("SIGTERM");
  await gateway.waitForExit();
  expect(gateway.output()).toContain("PROXY_API_KEY has fewer than 16 characters");
  expect(gateway.output()).not.toContain("letmein");
});

test("a host's process ends once it has closed its gateway", async () => {
  using data = await temporaryData({});
  const script = `
    const { createGateway } = await import(${JSON.stringify(join(import.meta.dir, "../../src/gateway.ts"))});
    const gateway = createGateway({ dataDirectory: ${JSON.stringify(data.path)}, stopTimeoutMs: 3_600_000 });
    await gateway.ready;
    await gateway.fetch(new Request("http://localhost/health"));
    await gateway.close();`;
  await using host = Bun.spawn([process.execPath, "-e", script], {
    stdout: "ignore",
    stderr: "inherit",
  });
  expect(await inTime(host.exited, { timeoutMs, describe: () => "the host's end" })).toBe(0);
});
