/**
 * What could go wrong: a policy, a list of exceptions or a switch does something else than it says,
 * for another tenant, or only after a restart; or a guardrail that breaks lets everything out.
 */
import { expect, test } from "bun:test";
import { success } from "../../../src/base/result.ts";
import { createGuard } from "../../../src/guard/guard.ts";
import { readRules } from "../../../src/guard/rules/rules.ts";
import { dialects, echo, guardSettings, leaked, paths, planted } from "../../support/planted.ts";
import { startUpstream, type ScriptedUpstream } from "../../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../../support/start-gateway.ts";

const owner = "the-global-key-0123456789";
const keys = { owner, guests: "cg-guest-key-0123456789", others: "cg-other-key-0123456789" };
type Who = keyof typeof keys;
const text = `Mail ${planted.mail}, pay ${planted.iban}, key ${planted.github}`;

async function open(settings: Record<string, string>, guests: Record<string, string> = {}) {
  const upstream = startUpstream(echo("anthropic-messages"));
  const gateway = await startGateway(
    {
      accounts: [{ name: "only", baseUrl: upstream.url }],
      tenants: [
        { name: "guests", key: keys.guests, settings: guests },
        { name: "others", key: keys.others },
      ],
      settings: guardSettings({ multi_tenancy: "true", ...settings }),
    },
    { proxyApiKey: owner },
  );
  return { upstream, gateway };
}

/** The status of an answer, and what of the planted values went out. */
async function ask(
  { gateway, upstream }: { gateway: RunningGateway; upstream: ScriptedUpstream },
  who: Who = "owner",
  content = text,
) {
  const count = upstream.requests.length;
  const answer = await fetch(`${gateway.url}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": keys[who] },
    body: JSON.stringify({
      model: "claude-opus-4-6",
      max_tokens: 9,
      messages: [{ role: "user", content }],
    }),
  });
  const said = await answer.text();
  const sent = upstream.requests[count]?.text() ?? "";
  return { status: answer.status, said, sent, out: leaked(sent) };
}

async function close(running: { gateway: RunningGateway; upstream: ScriptedUpstream }) {
  await running.gateway.stop();
  await running.upstream.stop();
}

test("each tenant has its own policies; what is only reported goes out and is counted", async () => {
  const running = await open(
    { codegate_guardrail_email_policy: "report" },
    { codegate_guardrail_email_policy: "block", codegate_guardrail_iban_policy: "report" },
  );
  expect(await ask(running)).toMatchObject({ status: 200, out: [planted.mail] });
  expect(await ask(running, "others")).toMatchObject({ status: 200, out: [planted.mail] });
  const blocked = await ask(running, "guests");
  expect(blocked).toMatchObject({ status: 400, sent: "" });
  expect(blocked.said).toContain("email");
  expect(blocked.said).toContain("messages[0].content");
  expect(leaked(blocked.said)).toEqual([]);
  expect(await ask(running, "guests", `pay ${planted.iban}`)).toMatchObject({
    status: 200,
    out: [planted.iban],
  });
  const metrics = await fetch(`${running.gateway.url}/metrics`, {
    headers: { "x-api-key": owner },
  });
  const counted = await metrics.text();
  expect(counted).toMatch(/codegate_guard_findings_total\{detector="email"\} [2-9]/);
  expect(counted).toContain('codegate_guard_blocked_total{detector="email"} 1\n');
  await close(running);
});

test("values and patterns that are allowed go out; everything else is masked", async () => {
  const running = await open(
    { codegate_guardrail_allow: `${planted.mail}\nsomething else` },
    { codegate_guardrail_allow_patterns: "ghp_[A-Za-z0-9]+\n(unclosed" },
  );
  expect((await ask(running)).out).toEqual([planted.mail]);
  // A tenant's own list does not take the others' away; a pattern that cannot be used is skipped.
  const guests = await ask(running, "guests");
  expect(new Set(guests.out)).toEqual(new Set([planted.mail, planted.github]));
  // A pattern has to fit the whole value.
  const longer = await ask(running, "guests", `mail x${planted.mail}`);
  expect(longer.sent).not.toContain(`x${planted.mail}`);
  await close(running);
});

test("detectors are switched on and off at once, one by one or by the list", async () => {
  const running = await open({});
  const set = (key: string, value: string) =>
    running.gateway.data.database.run(
      "INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      [key, value],
    );
  expect((await ask(running)).out).toEqual([]);
  set("guardrail_email_enabled", "false");
  expect((await ask(running, "owner", `now ${text}`)).out).toEqual([planted.mail]);
  set("privacy_categories", "iban, email");
  const listed = await ask(running, "owner", `then ${text}`);
  expect(new Set(listed.out)).toEqual(new Set([planted.mail, planted.github]));
  set("privacy_enabled", "false");
  expect((await ask(running, "owner", `off ${text}`)).out).toHaveLength(3);
  await close(running);
});

test.each(dialects)("%s: a block names the place and sends nothing", async (dialect) => {
  const upstream = startUpstream(echo(dialect));
  await using gateway = await startGateway({
    accounts: [{ name: "only", provider: "custom", baseUrl: upstream.url }],
    settings: guardSettings({ codegate_guardrail_api_key_policy: "block" }),
  });
  const field = dialect === "openai-responses" ? "input" : "messages";
  for (const stream of [true, false]) {
    const body = { model: "m", max_tokens: 9, stream, [field]: [{ role: "user", content: text }] };
    const init = { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${gateway.url}${paths[dialect]}`, init);
    const said = await answer.text();
    expect(answer.status).toBe(400);
    expect(said).toContain(`${field}[0].content`);
    expect(said).toContain("api_key");
    expect(leaked(said)).toEqual([]);
  }
  expect(upstream.requests).toEqual([]);
  await gateway.stop();
  await upstream.stop();
});

test("a guardrail that breaks throws: nothing of the request can be sent", () => {
  const rules = {
    ...readRules(new Map([["privacy_enabled", "true"]])),
    allows: () => {
      throw new RangeError("broken");
    },
  };
  const saved: string[] = [];
  const guard = createGuard({
    key: () => success(new Uint8Array(32)),
    keeper: { save: (scope) => void saved.push(scope), load: () => [], news: () => [] },
    mappings: {
      needs: () => true,
      save: ({ token: each }) => void saved.push(each),
      load: () => null,
    },
  });
  const body = { model: "m", messages: [{ role: "user", content: text }] };
  const protect = () =>
    guard.protect({
      bytes: Buffer.from(JSON.stringify(body)),
      dialect: "openai-chat",
      tenant: "",
      conversation: "one",
      remoteTools: "",
      staysAtProvider: true,
      rules,
    });
  expect(protect).toThrow("broken");
  // What was not decided is not remembered either: the next try looks again.
  expect(protect).toThrow("broken");
  expect(saved).toEqual([]);
});
