/**
 * What could go wrong: a response goes elsewhere than to the one account that has it, a provider
 * that keeps nothing is asked to, or a masked value does not come back in a later turn.
 */
import { expect, test } from "bun:test";
import { endOf } from "../../support/crossings.ts";
import { json, type Reply } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import type { SeenRequest } from "../../support/seen-request.ts";
import { startGateway, type RunningGateway } from "../../support/start-gateway.ts";

const responses = endOf("openai-responses");
const messages = endOf("anthropic-messages");
const keeping = { codegate_responses_state: "keep" };

interface Asked {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

async function ask(
  { url }: RunningGateway,
  fields: object | null,
  { path = "", method = "POST" } = {},
): Promise<Asked> {
  const body = fields === null ? null : JSON.stringify({ model: responses.model, ...fields });
  const response = await fetch(`${url}/v1/responses${path}`, { method, body });
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as Asked["body"] };
}

function answering(id: string, text: string): Reply {
  return json(200, { ...responses.whole([{ text }]), id });
}

test("a response that a provider keeps is fetched and deleted at the account that made it", async () => {
  const upstreams = ["a", "b"].map((name) =>
    startUpstream((request) =>
      request.method === "POST"
        ? answering(`resp_of_${name}`, "Hi.")
        : json(200, { id: `resp_of_${name}`, object: "response", deleted: true }),
    ),
  );
  const [first, second] = upstreams;
  const gateway = await startGateway({
    accounts: upstreams.map(({ url }, index) => ({
      name: "ab".charAt(index),
      provider: "openai",
      baseUrl: url,
      priority: -index,
    })),
    settings: keeping,
  });
  await ask(gateway, { input: "Hi." });
  const before = second?.requests.length;
  const items = { path: "/resp_of_a/input_items?limit=3", method: "GET" };
  expect((await ask(gateway, null, items)).headers.get("x-proxy-account")).toBe("a");
  expect(first?.requests.at(-1)).toMatchObject({
    method: "GET",
    target: "/v1/responses/resp_of_a/input_items?limit=3",
  });
  expect(first?.requests.at(-1)?.header("authorization")).toBe("Bearer key-of-a");
  const gone = await ask(gateway, null, { path: "/resp_of_a", method: "DELETE" });
  expect([gone.status, gone.body["deleted"]]).toEqual([200, true]);
  expect(second?.requests.length).toBe(before ?? 0);
  const unknown = await ask(gateway, null, { path: "/resp_of_c", method: "GET" });
  expect([unknown.status, first?.requests.length]).toEqual([404, 3]);
  await gateway.stop();
  for (const upstream of upstreams) await upstream.stop();
});

test("a provider that keeps nothing is not asked to, and gets the conversation", async () => {
  let turn = 0;
  const upstream = startUpstream(() => answering(`resp_${++turn}`, `Answer ${turn}.`));
  const gateway = await startGateway({
    accounts: [{ name: "a", provider: "groq", baseUrl: upstream.url, dialects: "responses" }],
    settings: keeping,
  });
  const first = await ask(gateway, { input: "One." });
  expect(first.headers.get("x-codegate-mutations")).toBe("store, include");
  const second = await ask(gateway, {
    input: [{ role: "user", content: "Two." }],
    store: true,
    include: ["message.output_text.logprobs"],
    previous_response_id: first.body["id"],
  });
  expect(second.status).toBe(200);
  const sent = upstream.requests.at(-1)?.json() as Readonly<Record<string, unknown>>;
  expect(sent).toMatchObject({
    store: false,
    include: ["reasoning.encrypted_content", "message.output_text.logprobs"],
    input: [{ role: "user" }, { type: "message", role: "assistant" }, { role: "user" }],
  });
  expect(sent).not.toHaveProperty("previous_response_id");
  await gateway.stop();
  await upstream.stop();
});

const mail = "margaret.hughes@northwind-logistics.com";

/** The answer repeats the last word that looks like a masked address. */
function echo(request: SeenRequest): string {
  return `I wrote to ${/CG_EMAIL_\w+|[\w.]+@[\w.-]+/i.exec(request.text())?.[0] ?? "nobody"}.`;
}

test.each([
  ["another dialect", "anthropic", (text: string) => json(200, messages.whole([{ text }]))],
  ["one that would keep it masked", "openai", (text: string) => answering("resp_k", text)],
])("what was masked in an earlier turn comes back (%s)", async (_name, provider, answer) => {
  const upstream = startUpstream((request) => answer(echo(request)));
  const gateway = await startGateway({
    accounts: [{ name: "a", provider, baseUrl: upstream.url }],
    settings: { ...keeping, privacy_enabled: "true" },
  });
  const first = await ask(gateway, { input: `Write to ${mail}.` });
  expect(JSON.stringify(first.body["output"])).toContain(mail);
  const next = { input: "To whom?", previous_response_id: first.body["id"] };
  const second = await ask(gateway, next);
  expect(JSON.stringify(second.body)).toContain(`I wrote to ${mail}.`);
  for (const request of upstream.requests) expect(request.text()).not.toContain(mail);
  const fetched = await ask(gateway, null, { path: `/${first.body["id"]}`, method: "GET" });
  expect(fetched.body).toEqual(first.body);
  const [row] = gateway.data.rows<{ sealed: Uint8Array }>("SELECT sealed FROM codegate_responses");
  expect(Buffer.from(row?.sealed ?? []).includes("margaret")).toBe(false);
  await gateway.stop();
  await upstream.stop();
});
