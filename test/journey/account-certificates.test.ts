/** What could go wrong: a server that nobody vouches for gets keys and prompts, or a company's own
 * authority is asked for and never used. */
import { expect, test } from "bun:test";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { authorityCertificate, serverCertificate, serverKey } from "../support/certificates.ts";
import { idOf } from "../support/data-directory.ts";
import { anthropicRequest } from "../support/request-bodies.ts";
import { startGateway } from "../support/start-gateway.ts";

function startTlsUpstream() {
  const keys: (string | null)[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    tls: { cert: serverCertificate, key: serverKey },
    fetch(request) {
      keys.push(request.headers.get("x-api-key"));
      return Response.json(anthropicMessage([{ text: "over TLS" }]));
    },
  });
  return { url: `https://localhost:${server.port}`, keys, stop: () => server.stop(true) };
}

test("an account's own authority counts for this account alone", async () => {
  const upstream = startTlsUpstream();
  await using gateway = await startGateway({
    accounts: [
      { name: "company", baseUrl: upstream.url, key: "sk-company" },
      { name: "other", baseUrl: upstream.url, key: "sk-other" },
    ],
  });
  const ask = async (account: string) => {
    const body = JSON.stringify(anthropicRequest({ model: "claude-opus-4-6", stream: false }));
    const headers = { "x-codegate-account": account };
    const answer = await fetch(`${gateway.url}/v1/messages`, { method: "POST", headers, body });
    return { status: answer.status, text: await answer.text() };
  };
  const refused = await ask("company");
  expect(refused.status).toBe(502);
  expect(refused.text).toContain("certificate");
  expect(upstream.keys).toEqual([]);

  gateway.data.database.run(
    "INSERT INTO codegate_account_options (account_id, ca_certificates) VALUES (?, ?)",
    [idOf("company"), authorityCertificate],
  );
  gateway.data.database.run("UPDATE accounts SET status = 'active'");
  expect(await ask("company")).toMatchObject({ status: 200 });
  // Its connection is still open, and must not serve an account that does not trust the server.
  expect(await ask("other")).toMatchObject({ status: 502 });
  expect(upstream.keys).toEqual(["sk-company"]);
  await upstream.stop();
});
