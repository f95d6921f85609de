// What could go wrong: a client that builds on a response at once comes to another worker, which
// has not heard of it yet, and its conversation goes to an account that does not know it.
import { expect, test } from "bun:test";
import { startProcess, temporaryData } from "../support/gateway-process.ts";
import { rawRequest } from "../support/raw-client.ts";
import { json } from "../support/reply.ts";
import { startUpstream, type ScriptedUpstream } from "../support/scripted-upstream.ts";
import { speechOf } from "../support/speeches.ts";

const speech = speechOf("openai-responses");
const conversations = 10;

/** Linux alone spreads the connections of one port over processes. */
const onLinux = process.platform === "linux" ? test : test.skip;

interface Answer {
  readonly id: string;
  readonly output: readonly { readonly id: string }[];
}

/** Each on a connection of its own, so that the system chooses a worker anew. */
async function ask(url: string, fields: object) {
  const plain = speech.request(false);
  const body = { ...(JSON.parse(String(plain.body)) as object), store: true, ...fields };
  const answer = await rawRequest(`${url}${speech.path}`, { ...plain, body: JSON.stringify(body) });
  const { id, output } = answer.json() as Answer;
  return { status: answer.status, text: answer.text(), id, output };
}

/** A provider that knows its own responses only. */
function keeper(name: string): ScriptedUpstream {
  const own = new Set<string>();
  return startUpstream((request) => {
    if (request.method === "GET") return json(200, {});
    const { previous_response_id: previous } = request.json() as {
      readonly previous_response_id?: string;
    };
    if (previous !== undefined && !own.has(previous)) {
      return json(400, { error: { message: `no ${previous}`, type: "invalid_request_error" } });
    }
    const id = `resp_${name}_${own.size}`;
    own.add(id);
    return json(200, { ...speech.whole([{ text: "Fine." }]), id });
  });
}

onLinux("a response that its provider keeps can be built on at once", async () => {
  const upstreams = ["a", "b"].map((name) => keeper(name));
  const accounts = upstreams.map(({ url }, at) => {
    return { name: `account-${at}`, provider: "openai", baseUrl: url };
  });
  const tiers = accounts.map(({ name }) => ({ tier: "opus" as const, account: name }));
  const configs = [{ name: "turns", strategy: "round-robin", isActive: true, tiers }];
  using data = await temporaryData({ accounts, configs });
  await using gateway = await startProcess(data, { CODEGATE_WORKERS: "3" });
  const statuses = new Set<number>();
  for (let count = 0; count < conversations; count++) {
    const first = await ask(gateway.url, {});
    const second = await ask(gateway.url, { previous_response_id: first.id });
    const fetched = await rawRequest(`${gateway.url}${speech.path}/${second.id}`);
    for (const { status } of [first, second, fetched]) statuses.add(status);
  }
  expect([...statuses]).toEqual([200]);
  await Promise.all(upstreams.map((each) => each.stop()));
});

onLinux("items of a response that is kept here can be named at once", async () => {
  const upstream = startUpstream(() =>
    json(200, speechOf("openai-chat").whole([{ text: "Fine." }])),
  );
  const account = { name: "chat", provider: "custom", dialects: "chat", baseUrl: upstream.url };
  const settings = { codegate_responses_state: "keep" };
  using data = await temporaryData({ accounts: [account], settings });
  await using gateway = await startProcess(data, { CODEGATE_WORKERS: "3" });
  for (let count = 0; count < conversations; count++) {
    const first = await ask(gateway.url, {});
    const input = [
      ...first.output.map(({ id }) => ({ type: "item_reference", id })),
      { role: "user", content: "Go on." },
    ];
    expect((await ask(gateway.url, { input })).text).toContain("Fine.");
  }
  await upstream.stop();
});
