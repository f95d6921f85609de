/**
 * What could go wrong: a value that guardrails find reaches a provider by some door, dialect, field,
 * retry or failover; or what the model says of it comes back as a token.
 */
import { expect, test } from "bun:test";
import { errorBody } from "../../support/errors.ts";
import {
  dialects,
  echo,
  guardSettings,
  paths,
  planted,
  requests,
  short,
  spoken,
  token,
  values,
} from "../../support/planted.ts";
import { json } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

const pairs = dialects.flatMap((from) =>
  dialects.flatMap((to) => [true, false].map((isStream) => [from, to, isStream] as const)),
);

test.each(pairs)("%s to %s, streamed: %p: nothing leaks, everything comes back", async (...row) => {
  const [from, to, isStream] = row;
  const upstream = startUpstream(echo(to));
  await using gateway = await startGateway({
    accounts: [{ name: "only", provider: "custom", baseUrl: upstream.url, dialects: short[to] }],
    settings: guardSettings(),
  });
  const answer = await fetch(`${gateway.url}${paths[from]}`, {
    method: "POST",
    body: JSON.stringify(requests[from](isStream)),
  });
  const body = await answer.text();
  expect(answer.status, body).toBe(200);
  expect(answer.headers.get("x-codegate-mutations")).toContain("guardrails");
  const sent = upstream.requests.map((request) => request.text()).join("\n");
  expect(values.filter((value) => sent.includes(value))).toEqual([]);
  expect(sent.match(token)?.length).toBeGreaterThan(values.length);
  expect(body.match(token)).toBeNull();
  const said = spoken(body);
  expect(values.filter((value) => !said.includes(value))).toEqual([]);
  await gateway.stop();
  await upstream.stop();
});

test("neither a failed account nor the next one of another dialect hears of it", async () => {
  const first = startUpstream(() =>
    json(500, errorBody("anthropic-messages", { type: "api_error", message: "no" })),
  );
  const second = startUpstream(echo("openai-chat"));
  await using gateway = await startGateway({
    accounts: [
      { name: "first", provider: "anthropic", baseUrl: first.url, priority: 2 },
      { name: "second", provider: "custom", baseUrl: second.url, dialects: "chat" },
    ],
    settings: guardSettings(),
  });
  const answer = await fetch(`${gateway.url}/v1/messages`, {
    method: "POST",
    body: JSON.stringify(requests["anthropic-messages"](true)),
  });
  const body = await answer.text();
  expect(answer.headers.get("x-proxy-account")).toBe("second");
  expect(values.filter((value) => !spoken(body).includes(value))).toEqual([]);
  for (const upstream of [first, second]) {
    expect(upstream.requests.length).toBeGreaterThan(0);
    const sent = upstream.requests.map((request) => request.text()).join("\n");
    expect(values.filter((value) => sent.includes(value))).toEqual([]);
  }
  // The stored bodies are masked ones too.
  await gateway.gateway.close();
  const rows = JSON.stringify(gateway.data.rows("SELECT * FROM request_logs"));
  expect(rows).toContain("CG_");
  expect(values.filter((value) => rows.includes(value))).toEqual([]);
  await first.stop();
  await second.stop();
});

test("a policy of block refuses, names the place and sends nothing", async () => {
  const upstream = startUpstream(echo("anthropic-messages"));
  await using gateway = await startGateway({
    accounts: [{ name: "only", baseUrl: upstream.url }],
    settings: guardSettings({ codegate_guardrail_email_policy: "block" }),
  });
  const answer = await fetch(`${gateway.url}/v1/messages`, {
    method: "POST",
    body: JSON.stringify({
      model: "claude-opus-4-6",
      max_tokens: 9,
      messages: [{ role: "user", content: `write to ${planted.mail}` }],
    }),
  });
  const text = await answer.text();
  expect(answer.status).toBe(400);
  expect(text).toContain("messages[0].content");
  expect(text).not.toContain(planted.mail);
  expect(upstream.requests).toEqual([]);
  await upstream.stop();
});

test("a key file that cannot be used refuses: nothing goes out unmasked", async () => {
  const upstream = startUpstream(echo("anthropic-messages"));
  await using gateway = await startGateway({
    accounts: [{ name: "only", baseUrl: upstream.url }],
    settings: guardSettings(),
  });
  await Bun.write(`${gateway.data.path}/.guardrail-key`, "half");
  const answer = await fetch(`${gateway.url}/v1/messages`, {
    method: "POST",
    body: JSON.stringify(requests["anthropic-messages"](false)),
  });
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain(".guardrail-key");
  expect(upstream.requests).toEqual([]);
  await upstream.stop();
});
