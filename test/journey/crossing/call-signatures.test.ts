/**
 * What could go wrong: Gemini refuses the next turn of a tool loop, because the signature of its call
 * has not come back, or because another model made the call.
 */
import { describe, expect, test } from "bun:test";
import { endOf, requestOf, type End } from "../../support/crossings.ts";
import { rawRequest } from "../../support/raw-client.ts";
import { json, sse, type Reply } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

type Fields = Readonly<Record<string, unknown>>;

const unsigned = "skip_thought_signature_validator";
const model = "gemini-3.1-pro-preview";

function call(id: string, signature: string | null): Fields {
  const google = { thought_signature: signature };
  return {
    ...(signature === null ? {} : { extra_content: { google } }),
    id,
    type: "function",
    function: { name: "read", arguments: `{"path":"${id}"}` },
  };
}

/** Two calls at once, of which Gemini signs the first, whole or each in a chunk of its own. */
function answer(isStream: boolean): Reply {
  const calls = [call("c1", "SIGNED-1"), call("c2", null)];
  const head = { id: "g", model, created: 1 };
  if (!isStream) {
    const message = { role: "assistant", content: null, tool_calls: calls };
    return json(200, {
      ...head,
      object: "chat.completion",
      choices: [{ index: 0, message, finish_reason: "tool_calls" }],
    });
  }
  const deltas = calls.map((each, index) => ({ tool_calls: [{ ...each, index }] }));
  const chunks = [...deltas, {}].map((delta, index) => {
    const finish_reason = index === deltas.length ? "tool_calls" : null;
    return {
      ...head,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta, finish_reason }],
    };
  });
  return sse([...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), "data: [DONE]\n\n"]);
}

interface History {
  readonly client: End;
  /** The fields of a request that give the answer back and the results. */
  next(answered: Fields): Fields;
}

const histories: readonly History[] = [
  {
    client: endOf("anthropic-messages"),
    next: ({ content }) => ({
      messages: [
        { role: "user", content: "Read." },
        { role: "assistant", content },
        {
          role: "user",
          content: ["c1", "c2"].map((id) => ({
            type: "tool_result",
            tool_use_id: id,
            content: "ok",
          })),
        },
      ],
    }),
  },
  {
    client: endOf("openai-responses"),
    next: ({ output }) => ({
      input: [
        { role: "user", content: "Read." },
        ...(output as readonly Fields[]),
        ...["c1", "c2"].map((id) => ({ type: "function_call_output", call_id: id, output: "ok" })),
      ],
    }),
  },
];

interface Sent {
  readonly messages: readonly { readonly tool_calls?: readonly Fields[] }[];
}

function signaturesIn(sent: unknown): unknown[] {
  return (sent as Sent).messages.flatMap(({ tool_calls: calls = [] }) =>
    calls.map(({ extra_content: extra }) =>
      extra === undefined ? null : (extra as { google: Fields }).google["thought_signature"],
    ),
  );
}

describe.each(histories)("a client of $client.name", ({ client, next }) => {
  // The provider streams to who asks for a whole answer too: that is another way through.
  test.each([true, false])(
    "gives the signature back (streamed by Gemini: %p)",
    async (isStream) => {
      const upstream = startUpstream(() => answer(isStream));
      await using gateway = await startGateway({
        accounts: [{ name: "g", provider: "gemini", baseUrl: upstream.url }],
      });
      const first = await rawRequest(gateway.url, requestOf(client, { model, stream: false }));
      expect(first.status).toBe(200);
      const extra = next(JSON.parse(first.text()) as Fields);
      const second = await rawRequest(
        gateway.url,
        requestOf(client, { model, stream: false, extra }),
      );
      expect(second.status).toBe(200);
      expect(signaturesIn(upstream.requests.at(-1)?.json())).toEqual(["SIGNED-1", null]);
      await upstream.stop();
    },
  );
});

test("calls that nobody signed get Google's word for that, in the client's own bytes too", async () => {
  const upstream = startUpstream(() => answer(false));
  await using gateway = await startGateway({
    accounts: [{ name: "g", provider: "gemini", baseUrl: upstream.url }],
  });
  const messages = [
    { role: "user", content: "Read." },
    { role: "assistant", content: null, tool_calls: [call("a", null), call("b", null)] },
    { role: "tool", tool_call_id: "a", content: "ok" },
    { role: "tool", tool_call_id: "b", content: "ok" },
    { role: "assistant", content: null, tool_calls: [call("c", "SIGNED-C")] },
    { role: "tool", tool_call_id: "c", content: "ok" },
  ];
  const ask = async (asked: string) => {
    const body = JSON.stringify({ model: asked, messages });
    const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: "POST", body });
    const sent = signaturesIn(upstream.requests.at(-1)?.json());
    return [response.headers.get("x-codegate-mutations"), sent];
  };
  expect(await ask(model)).toEqual(["tool_calls.extra_content", [unsigned, null, "SIGNED-C"]]);
  expect(await ask("gemini-2.5-pro")).toEqual(["0", [null, null, "SIGNED-C"]]);
  await upstream.stop();
});
