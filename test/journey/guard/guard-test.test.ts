/** What could go wrong: people cannot see over HTTP what the guardrails do, or tenants can see more. */
import { expect, test } from "bun:test";
import { startGateway } from "../../support/start-gateway.ts";

const text = "Grüße 😀\nMail bob@northwind.com,\nkey ghp_4Kd8sLq2Zx7Rt5Vn9Wb3Ym6Pc1Hf0Jg8Ta2e.";
const path = "/codegate/guard/test";

interface Answer {
  readonly findings: readonly { detector: string; start: number; end: number; line: number }[];
  readonly masked: string;
  readonly restored: string;
}

test("findings with kind and place, the masked text and the way back; nothing is kept", async () => {
  await using gateway = await startGateway({
    accounts: [{ name: "only" }],
    settings: { codegate_guardrail_email_policy: "block", request_logging: "true" },
  });
  const response = await fetch(gateway.url + path, {
    method: "POST",
    body: JSON.stringify({ text }),
  });
  const answer = (await response.json()) as Answer;
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(answer).toMatchObject({ enabled: false, restored: text, comes_back: true });
  expect(answer.findings).toMatchObject([
    { detector: "email", category: "pii", action: "block", line: 2, column: 6, length: 17 },
    { detector: "api_key", category: "credentials", action: "mask", line: 3, column: 5 },
  ]);
  const values = answer.findings.map(({ start, end }) => text.slice(start, end));
  expect(values).toEqual(["bob@northwind.com", "ghp_4Kd8sLq2Zx7Rt5Vn9Wb3Ym6Pc1Hf0Jg8Ta2e"]);
  expect(JSON.stringify(answer.findings)).not.toContain("northwind");
  expect(answer.masked).toMatch(/Mail CG_EMAIL_[0-9a-z]{14},\nkey CG_KEY_[0-9a-z]{14}\./);
  await gateway.gateway.close();
  for (const table of ["request_logs", "privacy_mappings", "codegate_hints"]) {
    expect(gateway.data.rows(`SELECT * FROM ${table}`)).toEqual([]);
  }
});

test("a tenant's settings and tokens are shown to the owner, and to no tenant", async () => {
  const tenants = [
    {
      name: "guests",
      key: "cg-guest-key-0123456789",
      settings: { guardrail_email_enabled: "false" },
    },
  ];
  await using gateway = await startGateway(
    { accounts: [{ name: "only" }], tenants, settings: { multi_tenancy: "true" } },
    { proxyApiKey: "the-global-key-0123456789" },
  );
  const ask = async (key: string, body: object): Promise<[number, Answer]> => {
    const headers = { "x-api-key": key };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(gateway.url + path, init);
    return [response.status, (await response.json()) as Answer];
  };
  const owner = "the-global-key-0123456789";
  const [, own] = await ask(owner, { text });
  const [, guests] = await ask(owner, { text, tenant: "guests" });
  expect(guests.findings.map(({ detector }) => detector)).toEqual(["api_key"]);
  const token = /CG_KEY_\w{14}/;
  expect(guests.masked.match(token)?.[0]).not.toBe(own.masked.match(token)?.[0] ?? "");
  expect((await ask("cg-guest-key-0123456789", { text }))[0]).toBe(403);
  expect((await ask("nobody", { text }))[0]).toBe(401);
  expect((await ask(owner, { text, tenant: "strangers" }))[0]).toBe(400);
});

test("what is no question is refused without quoting it", async () => {
  await using gateway = await startGateway({ accounts: [{ name: "only" }] });
  for (const body of ['{"text": bob@northwind.com}', "[]", '{"text": 1}', ""]) {
    const response = await fetch(gateway.url + path, { method: "POST", body });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain("northwind");
  }
  const wrong = await fetch(gateway.url + path);
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get("allow")).toBe("POST");
  const large = JSON.stringify({ text: "a".repeat(2_000_000) });
  expect((await fetch(gateway.url + path, { method: "POST", body: large })).status).toBe(413);
});
