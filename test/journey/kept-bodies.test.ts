// What could go wrong: detailed logs hold what was never sent, or what guardrails had masked, or
// lack streams, failures and refusals, of which people want to know most.
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Seed } from "../support/data-directory.ts";
import { errorBody } from "../support/errors.ts";
import { keptTexts, type KeptTexts } from "../support/kept-bodies.ts";
import { rawRequest } from "../support/raw-client.ts";
import { json, sse } from "../support/reply.ts";
import { startUpstream, type ScriptedUpstream } from "../support/scripted-upstream.ts";
import { speeches, speechOf } from "../support/speeches.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const detailed = { request_logging: "true", detailed_request_logging: "true" };

interface Logged {
  readonly kept: readonly KeptTexts[];
  readonly rows: readonly Row[];
}

interface Row {
  readonly id: string;
  readonly status_code: number;
  readonly request_body: string | null;
  readonly response_body: string | null;
  readonly error_message: string | null;
}

async function log(
  seed: Seed,
  ask: (gateway: RunningGateway) => Promise<unknown>,
  settings: Readonly<Record<string, string>> = detailed,
): Promise<Logged> {
  await using gateway = await startGateway({ ...seed, settings });
  await ask(gateway);
  await gateway.gateway.close();
  const rows = gateway.data.rows<Row>("SELECT * FROM request_logs ORDER BY rowid");
  const kept = readdirSync(gateway.data.path).includes("codegate-bodies")
    ? keptTexts(gateway.data.path)
    : [];
  return { kept, rows };
}

const accountAt = (provider: string, { url }: ScriptedUpstream) => ({
  accounts: [{ name: "a", provider, baseUrl: url }],
});

const sentBodies = (upstream: ScriptedUpstream) =>
  upstream.requests.map(({ body }) => Buffer.from(body).toString());

test.each(speeches)("$dialect: a stream is kept as the provider sent it", async (speech) => {
  const events = speech.text(["Hello, ", "you."]);
  const upstream = startUpstream(() => sse(events));
  const { kept, rows } = await log(accountAt(speech.provider, upstream), ({ url }) =>
    rawRequest(url, speech.request(true)),
  );
  expect(kept).toMatchObject([
    {
      facts: { id: rows[0]?.id ?? "", status: 200, isStream: true, dialect: speech.dialect },
      request: sentBodies(upstream)[0] ?? "",
      response: events.join(""),
    },
  ]);
  expect(rows[0]?.response_body).toBe(events.join(""));
  await upstream.stop();
});

test("what guardrails mask is kept masked, in both directions", async () => {
  const speech = speechOf("anthropic-messages");
  const secret = "margaret.hughes@northwind-logistics.com";
  let token = "";
  const upstream = startUpstream(({ body }) => {
    token = /CG_EMAIL_\w+/.exec(Buffer.from(body).toString())?.[0] ?? "";
    return json(200, speech.whole([{ text: `Mail ${token}.` }]));
  });
  let answer = "";
  await using gateway = await startGateway({
    ...accountAt("anthropic", upstream),
    settings: { ...detailed, privacy_enabled: "true" },
  });
  const body = JSON.stringify({
    model: "claude-opus-4-6",
    max_tokens: 9,
    messages: [{ role: "user", content: `Write to ${secret}.` }],
  });
  answer = await (await fetch(`${gateway.url}/v1/messages`, { method: "POST", body })).text();
  await gateway.gateway.close();
  expect(answer).toContain(secret);
  const [kept] = keptTexts(gateway.data.path);
  expect(kept?.request).toContain(token);
  expect(kept?.response).toContain(token);
  expect(JSON.stringify(kept)).not.toContain(secret);
  const [row] = gateway.data.rows<Row>("SELECT * FROM request_logs");
  expect(JSON.stringify(row)).not.toContain(secret);
  await upstream.stop();
});

test.each(speeches)("$dialect: failures and refusals are kept too", async (speech) => {
  const upstream = startUpstream(() =>
    json(400, errorBody(speech.dialect, { type: "invalid_request_error", message: "Too odd." })),
  );
  const seed = {
    accounts: [{ name: "a", provider: speech.provider, baseUrl: upstream.url, rateLimit: 1 }],
  };
  const { kept, rows } = await log(seed, async ({ url }) => {
    await rawRequest(url, speech.request(false));
    await rawRequest(url, speech.request(false));
  });
  const [refused, unserved] = kept;
  expect(kept.map(({ facts }) => facts.status)).toEqual([400, 429]);
  expect(refused?.response).toContain("Too odd.");
  expect(unserved).toMatchObject({ response: null, facts: { account: null, routedModel: null } });
  expect(unserved?.request).toBe(String(speech.request(false).body));
  expect(rows.map(({ id }) => id)).toEqual(kept.map(({ facts }) => facts.id));
  expect(rows[1]?.error_message).toContain("1 requests a minute");
  await upstream.stop();
});

test("a request is kept in the words of the provider, not of the client", async () => {
  const chat = speechOf("openai-chat");
  const upstream = startUpstream(() => json(200, chat.whole([{ text: "Hello." }])));
  const seed = {
    accounts: [{ name: "a", provider: "custom", baseUrl: upstream.url, dialects: "chat" }],
  };
  const speech = speechOf("anthropic-messages");
  const { kept } = await log(seed, ({ url }) => rawRequest(url, speech.request(false)));
  expect(kept).toMatchObject([
    {
      facts: { dialect: "openai-chat" },
      request: sentBodies(upstream)[0],
      response: JSON.stringify(chat.whole([{ text: "Hello." }])),
    },
  ]);
  await upstream.stop();
});

test("the log's row shows the ends of a long body, the kept one is whole", async () => {
  const speech = speechOf("openai-chat");
  const upstream = startUpstream(() => json(200, speech.whole([{ text: "ok" }])));
  const body = JSON.stringify({
    model: "gpt-5",
    messages: [{ role: "user", content: `first ${"ü".repeat(20_000)} last` }],
  });
  const { kept, rows } = await log(accountAt("openai", upstream), ({ url }) =>
    fetch(`${url}/v1/chat/completions`, { method: "POST", body }),
  );
  expect(kept[0]?.request).toBe(body);
  const shown = rows[0]?.request_body ?? "";
  expect(shown).toStartWith('{"model":"gpt-5","messages":[{"role":"user","content":"first');
  expect(shown).toEndWith(' last"}]}');
  expect(shown).toContain(`codegate logs show ${rows[0]?.id}`);
  expect(shown.length).toBeLessThan(2_500);
  await upstream.stop();
});

test("bodies are kept where they are wanted, and nowhere else", async () => {
  const speech = speechOf("anthropic-messages");
  const upstream = startUpstream(() => json(200, speech.whole([{ text: "ok" }])));
  const seed = accountAt("anthropic", upstream);
  const ask = ({ url }: RunningGateway) => rawRequest(url, speech.request(false));
  expect((await log(seed, ask, { request_logging: "true" })).kept).toEqual([]);
  expect((await log(seed, ask, { ...detailed, codegate_bodies_megabytes: "0" })).kept).toEqual([]);
  const tuning = await log(seed, ask, { finetune_logging: "true" });
  expect(tuning).toMatchObject({ rows: [], kept: [{ facts: { status: 200 } }] });
  await upstream.stop();
});

test("a provider that quotes the account's key has it in no kept body", async () => {
  const speech = speechOf("openai-chat");
  const upstream = startUpstream((request) => {
    const quoted = request.header("authorization") ?? "";
    return json(401, errorBody("openai-chat", { type: "invalid", message: `Bad: ${quoted}` }));
  });
  const key = "sk-planted-4f9a8b7c6d5e";
  const seed = { accounts: [{ name: "a", provider: "openai", baseUrl: upstream.url, key }] };
  await using gateway = await startGateway({ ...seed, settings: detailed });
  await rawRequest(gateway.url, speech.request(false));
  await gateway.gateway.close();
  expect(JSON.stringify(keptTexts(gateway.data.path))).not.toContain(key);
  const folder = join(gateway.data.path, "codegate-bodies");
  for (const name of readdirSync(folder)) {
    expect(readFileSync(join(folder, name)).includes(key)).toBe(false);
  }
  await upstream.stop();
});
