/** What could go wrong: somebody who wants no losses gets some by another way than conversion. */
import { describe, expect, test } from "bun:test";
import { accountAt, endOf, pairs, requestOf } from "../../support/crossings.ts";
import { rawRequest } from "../../support/raw-client.ts";
import { json } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

const settings = { codegate_losses: "refuse" };

/** A field of each dialect that no other one has. */
const lossy = {
  "anthropic-messages": { top_k: 5 },
  "openai-chat": { logit_bias: { 1: 1 } },
  "openai-responses": { truncation: "auto" },
};

describe.each(pairs)("$way", ({ client, provider }) => {
  test.each([true, false])("a loss is a refusal that names it (stream: %p)", async (stream) => {
    const upstream = startUpstream();
    await using gateway = await startGateway({
      accounts: [accountAt(provider, upstream.url)],
      settings,
    });
    const extra = lossy[client.dialect];
    const request = requestOf(client, { model: provider.model, stream, extra });
    const answer = await rawRequest(gateway.url, request);
    expect(answer.status).toBe(400);
    expect(answer.text()).toContain(Object.keys(extra)[0] ?? "");
    expect(upstream.requests).toEqual([]);
    await upstream.stop();
  });
});

test.each([
  ["converted", endOf("anthropic-messages")],
  ["as it came", endOf("openai-chat")],
])("a field that a server refuses is not left out either (%s)", async (_name, client) => {
  const message = "Unsupported parameter: 'temperature'";
  const refusal = { message, param: "temperature", code: "unsupported_parameter" };
  const upstream = startUpstream(() => json(400, { error: refusal }));
  await using gateway = await startGateway({
    accounts: [accountAt({ ...endOf("openai-chat"), provider: "custom" }, upstream.url)],
    settings,
  });
  const request = requestOf(client, {
    model: "foo-chat",
    stream: false,
    extra: { temperature: 0.5 },
  });
  for (let count = 1; count <= 2; count++) {
    const answer = await rawRequest(gateway.url, request);
    expect([answer.status, upstream.requests.length]).toEqual([400, count]);
    expect(upstream.requests.at(-1)?.text()).toContain('"temperature":0.5');
    expect(answer.text()).toContain("temperature");
  }
  await upstream.stop();
});
