/**
 * What could go wrong: a model that is to know what tokens are is not told so by some way, or twice,
 * or in other bytes from turn to turn; or it is told though nobody has asked for it.
 */
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { hint } from "../../../src/guard/hint/hint.ts";
import type { Seed } from "../../support/data-directory.ts";
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
import { startUpstream, type ScriptedUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

const owner = "the-global-key-0123456789";
const keys = { told: "cg-told-key-0123456789", silent: "cg-silent-key-0123456789" };
const hinting = guardSettings({ privacy_model_hint: "true" });

interface Setup extends Pick<Seed, "tenants" | "settings"> {
  readonly to: Dialect;
  /** Each answers for one account. */
  readonly upstreams?: readonly ScriptedUpstream[];
}

async function open({
  to,
  upstreams = [startUpstream(echo(to))],
  settings = hinting,
  ...seed
}: Setup) {
  const accounts = upstreams.map(({ url }, index) => ({
    name: `account ${index}`,
    provider: "custom",
    baseUrl: url,
    dialects: short[to],
    priority: 10 - index,
  }));
  const gateway = await startGateway({ accounts, settings, ...seed }, { proxyApiKey: owner });
  return {
    gateway,
    /** Everything that was sent, one body after the other. */
    sent: () => upstreams.flatMap((upstream) => upstream.requests.map((seen) => seen.text())),
    async ask(path: string, body: object, key = owner) {
      const answer = await fetch(`${gateway.url}${path}`, {
        method: "POST",
        headers: { "x-api-key": key },
        body: JSON.stringify(body),
      });
      const said = await answer.text();
      const mutations = answer.headers.get("x-codegate-mutations")?.split(", ") ?? [];
      return { status: answer.status, said, mutations };
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      for (const upstream of upstreams) await upstream.stop();
    },
  };
}

function countOf(text: string): number {
  return text.split(hint).length - 1;
}

const ways = dialects.flatMap((from) =>
  dialects.flatMap((to) => [true, false].map((isStream) => [from, to, isStream] as const)),
);

test.each(ways)("%s to %s, streamed: %p: told once, and the answer comes back", async (...way) => {
  const [from, to, isStream] = way;
  await using running = await open({ to });
  const answer = await running.ask(paths[from], requests[from](isStream));
  expect(answer.status, answer.said).toBe(200);
  expect(answer.mutations).toEqual(expect.arrayContaining(["guardrails", "guardrails.hint"]));
  const [sent = ""] = running.sent();
  expect(countOf(sent)).toBe(1);
  expect(values.filter((value) => sent.includes(value))).toEqual([]);
  const said = spoken(answer.said);
  expect(values.filter((value) => !said.includes(value))).toEqual([]);
  // The model has said the sentence's word too: it stands for nothing, and stays what it is.
  expect(new Set(said.match(token))).toEqual(new Set(hint.match(token)));
});

describe.each(dialects)("%s", (dialect) => {
  const field = dialect === "openai-responses" ? "input" : "messages";
  const turns = (...texts: string[]) => ({
    model: "claude-opus-4-6",
    max_tokens: 9,
    [field]: texts.map((content, index) => ({
      role: index % 2 === 0 ? "user" : "assistant",
      content,
    })),
  });

  test("turns begin with the same bytes, with something to mask and without", async () => {
    await using running = await open({ to: dialect });
    const first = await running.ask(paths[dialect], turns("Hi."));
    expect(first.mutations).toEqual(["guardrails.hint"]);
    const second = await running.ask(paths[dialect], turns("Hi.", "Yes?", `Mail ${planted.mail}`));
    expect(second.mutations).toEqual(["guardrails", "guardrails.hint"]);
    const [one = "", two = ""] = running.sent();
    expect(countOf(one)).toBe(1);
    expect(two.startsWith(one.slice(0, -"]}".length))).toBe(true);
  });

  test("nothing is told where the hint or the guardrails are off", async () => {
    for (const off of [{ privacy_model_hint: "false" }, { privacy_enabled: "false" }]) {
      await using running = await open({ to: dialect, settings: { ...hinting, ...off } });
      const body = turns("Hi.");
      expect((await running.ask(paths[dialect], body)).mutations).toEqual(["0"]);
      expect(running.sent()).toEqual([JSON.stringify(body)]);
    }
  });

  test("the next account is told the same", async () => {
    const failing = startUpstream(() => json(500, { error: { message: "no" } }));
    const upstreams = [failing, startUpstream(echo(dialect))];
    await using running = await open({ to: dialect, upstreams });
    expect((await running.ask(paths[dialect], turns("Hi."))).status).toBe(200);
    const [one = "", ...others] = running.sent();
    expect(countOf(one)).toBe(1);
    expect(others.length).toBeGreaterThan(0);
    expect(new Set(others)).toEqual(new Set([one]));
  });
});

test("a tenant's own setting counts for that tenant, and at once", async () => {
  const tenants = [
    { name: "told", key: keys.told, settings: { privacy_model_hint: "true" } },
    { name: "silent", key: keys.silent, settings: { privacy_model_hint: "false" } },
  ];
  const settings = guardSettings({ multi_tenancy: "true" });
  await using running = await open({ to: "openai-chat", tenants, settings });
  const body = { model: "m", messages: [{ role: "user", content: "Hi." }] };
  const path = paths["openai-chat"];
  for (const key of [keys.told, keys.silent, owner]) await running.ask(path, body, key);
  expect(running.sent().map(countOf)).toEqual([1, 0, 0]);
  running.gateway.data.database.run("INSERT INTO settings VALUES ('privacy_model_hint', 'true')");
  for (const key of [keys.told, keys.silent, owner]) await running.ask(path, body, key);
  expect(running.sent().map(countOf).slice(3)).toEqual([1, 0, 1]);
});

test("counts of tokens count it", async () => {
  const upstream = startUpstream(() => json(200, { input_tokens: 40 }));
  await using running = await open({ to: "anthropic-messages", upstreams: [upstream] });
  const body = { model: "m", messages: [{ role: "user", content: "Hi." }] };
  await running.ask("/v1/messages/count_tokens", body);
  expect(running.sent().map(countOf)).toEqual([1]);
});

test.each(dialects)("chains of kept responses hold it once (%s)", async (to) => {
  await using running = await open({
    to,
    settings: { ...hinting, codegate_responses_state: "keep" },
  });
  let previous: string | null = null;
  for (const instructions of ["Be kind.", null, undefined]) {
    const body = { model: "m", instructions, input: "Hi.", previous_response_id: previous };
    const answer = await running.ask("/v1/responses", body);
    expect(answer.status, answer.said).toBe(200);
    const response = JSON.parse(answer.said) as { readonly id: string };
    previous = response.id;
  }
  expect(running.sent().map(countOf)).toEqual([1, 1, 1]);
});

test.each(dialects)("a compaction is told it once (%s)", async (to) => {
  await using running = await open({ to });
  const input = [{ role: "user", content: `Mail ${planted.mail}` }];
  const answer = await running.ask("/v1/responses/compact", { model: "m", input });
  expect(answer.status, answer.said).toBe(200);
  expect(running.sent().map(countOf)).toEqual([1]);
});
