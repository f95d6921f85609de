/** What could go wrong: a client that has gone is waited for, with its budget set aside for nothing. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitForAttempts } from "../support/attempt-rows.ts";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway } from "../support/start-gateway.ts";

const place = mkdtempSync(join(tmpdir(), "codegate-oauth-"));
afterAll(() => rmSync(place, { recursive: true }));

test("a client that leaves while a token is renewed leaves at once", async () => {
  const { promise: go, resolve } = Promise.withResolvers<void>();
  const upstream = startUpstream(async () => {
    await go;
    return json(503, {});
  });
  const oauthFile = join(place, "oauth.json");
  writeFileSync(oauthFile, JSON.stringify({ anthropic: { tokenUrl: `${upstream.url}/token` } }));
  const name = "Max";
  await using gateway = await startGateway(
    {
      accounts: [
        {
          name,
          authType: "oauth",
          baseUrl: upstream.url,
          refreshToken: "refresh",
          tokenExpiresAt: 1,
          monthlyBudget: 5,
        },
      ],
    },
    { oauthFile },
  );
  const controller = new AbortController();
  const asked = fetch(`${gateway.url}/v1/messages`, {
    method: "POST",
    headers: { "user-agent": "claude-cli/2.1.330 (external, cli)" },
    body: JSON.stringify({ model: "claude-haiku-4-5", max_tokens: 9, messages: [] }),
    signal: controller.signal,
  });
  const accounts = async () => {
    const answer = await fetch(`${gateway.url}/codegate/accounts`);
    const { accounts: all } = (await answer.json()) as Accounts;
    return all[0]?.budget.reserved_usd ?? Number.NaN;
  };
  await upstream.waitForRequest();
  while (!((await accounts()) > 0)) await Bun.sleep(5);
  controller.abort();
  await asked.catch(() => undefined);
  expect(await waitForAttempts(gateway, 1)).toMatchObject([{ outcome: "client left" }]);
  expect(await accounts()).toBe(0);
  resolve();
  await gateway.stop();
  expect(upstream.requests.map(({ target }) => target)).toEqual(["/token"]);
  await upstream.stop();
});

interface Accounts {
  readonly accounts: readonly { readonly budget: { readonly reserved_usd: number } }[];
}
