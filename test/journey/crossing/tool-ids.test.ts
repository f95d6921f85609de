/**
 * What could go wrong: a chat server names its calls as Anthropic and OpenAI do not allow, and the
 * next turn fails there; or the server does not get its own names back, which some models need.
 */
import { expect, test } from "bun:test";
import { accountAt, endOf, requestOf } from "../../support/crossings.ts";
import { rawRequest, type RawRequest } from "../../support/raw-client.ts";
import { json, sse } from "../../support/reply.ts";
import { hear } from "../../support/hear.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

const chat = endOf("openai-chat");
const ids = ["functions.read:0", "functions.read:1", "lesen/ä"];
const parts = ids.map((id) => ({ tool: "read_file", input: { path: id }, id }));

test.each([endOf("anthropic-messages"), endOf("openai-responses")])(
  "a $name client gets ids that its own providers accept, and the chat server its own",
  async (client) => {
    const kimi = startUpstream((request) =>
      /"stream":true/.test(request.text())
        ? sse(chat.events(parts))
        : json(200, chat.whole([{ text: "Done." }])),
    );
    const native = startUpstream(() => json(200, client.whole([{ text: "Done." }])));
    await using gateway = await startGateway({
      accounts: [accountAt(chat, kimi.url, "kimi"), accountAt(client, native.url, "native")],
    });
    const answer = await rawRequest(gateway.url, requestOf(client, { headers: at("kimi") }));
    const heard = await hear({ dialect: client.dialect, bytes: answer.body, isStream: true });
    const told = heard.calls.map(({ id }) => id);
    expect(new Set(told).size).toBe(3);
    for (const id of told) expect(id).toMatch(/^[\w-]{1,64}$/);

    const turns = [
      { user: "Read them." },
      ...told.map((id) => ({ call: "read_file", id, input: {} })),
      ...told.map((id) => ({ result: `result of ${id}`, id })),
    ];
    const next = (account: string) =>
      rawRequest(gateway.url, requestOf(client, { turns, stream: false, headers: at(account) }));
    expect((await next("kimi")).status).toBe(200);
    const { messages } = (await kimi.waitForRequest(2)).json() as { messages: ChatMessage[] };
    const called = messages.flatMap((message) => message.tool_calls ?? []).map(({ id }) => id);
    expect(called.slice(0, 2)).toEqual(ids.slice(0, 2));
    expect(messages.flatMap((message) => message.tool_call_id ?? [])).toEqual(called);
    expect((await next("native")).status).toBe(200);
    const sent = (await native.waitForRequest()).text();
    for (const id of told) expect(sent).toContain(`"${id}"`);
    await Promise.all([kimi.stop(), native.stop()]);
  },
);

function at(account: string): RawRequest["headers"] {
  return [["x-codegate-account", account]];
}

interface ChatMessage {
  readonly tool_calls?: readonly { readonly id: string }[];
  readonly tool_call_id?: string;
}
