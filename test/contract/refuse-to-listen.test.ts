// A gateway that other machines can reach and that asks for no key gives away its accounts.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { makeDataDirectory, type Seed } from "../support/data-directory.ts";
import { spawnGateway } from "./hosts/child-process.ts";

const command = [process.execPath, "run", join(import.meta.dir, "../../src/index.ts")];

/** An address for documentation: no machine has it, so that listening on it always fails. */
const foreignHost = "192.0.2.1";

async function tryToListen(host: string, seed: Seed, environment: Record<string, string> = {}) {
  const data = await makeDataDirectory(seed);
  const child = spawnGateway(command, {
    ...environment,
    CODEGATE_HOST: host,
    DATA_DIR: data.path,
  });
  const [code, said, printed] = await Promise.all([
    child.exited,
    new Response(child.stderr).text(),
    new Response(child.stdout).text(),
  ]);
  data.remove();
  return { code, said, printed };
}

test.each(["0.0.0.0", "::", foreignHost, "127.0.0.1.example"])(
  "%s without a key: it says what is wrong and does not start",
  async (host) => {
    const { code, said, printed } = await tryToListen(host, {});
    expect([code, printed]).toEqual([1, ""]);
    expect(said).toContain(`CODEGATE_HOST is ${host}`);
    expect(said).toContain("PROXY_API_KEY");
  },
);

const tenant = { name: "team", key: "cgk_team" };

test.each([
  ["PROXY_API_KEY", {}, { PROXY_API_KEY: "secret-key" }],
  ["the database's key", { settings: { proxy_api_key: "cgk_setting" } }, {}],
  ["a tenant", { tenants: [tenant] }, {}],
] as const)("with %s only the address stands in its way", async (_name, seed, environment) => {
  const { code, said } = await tryToListen(foreignHost, seed, environment);
  expect(code).toBe(1);
  expect(said).toContain(`cannot listen on ${foreignHost}`);
  expect(said).not.toMatch(/secret-key|cgk_/);
});
