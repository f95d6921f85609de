/**
 * What could go wrong: a client that builds on a response (`previous_response_id`) loses its
 * conversation because its account's provider keeps none, or somebody else gets to see it.
 */
import { describe, expect, test } from "bun:test";
import OpenAI from "openai";
import { accountAt, endOf, ends, type End } from "../../support/crossings.ts";
import { json, sse } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

const keeping = { codegate_responses_state: "keep" };
const others = ends.filter(({ dialect }) => dialect !== "openai-responses");

/** An account that answers one text after the other. */
async function conversationWith(provider: End, texts: readonly string[], settings = {}) {
  let turn = 0;
  const upstream = startUpstream((request) => {
    const parts = [{ text: texts[turn++] ?? "" }];
    const { stream } = request.json() as { readonly stream?: boolean };
    return stream === true ? sse(provider.events(parts)) : json(200, provider.whole(parts));
  });
  const gateway = await startGateway({
    accounts: [accountAt(provider, upstream.url)],
    tenants: [
      { name: "one", key: "cgk_one" },
      { name: "two", key: "cgk_two" },
    ],
    settings: { ...keeping, ...settings },
  });
  const clientOf = (apiKey: string) =>
    new OpenAI({ apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
  return {
    gateway,
    upstream,
    clientOf,
    client: clientOf("cgk_one"),
    async stop() {
      await gateway.stop();
      await upstream.stop();
    },
  };
}

describe.each(others)("on an account that speaks $name", (provider) => {
  test("a chain of responses goes on, whole and streamed", async () => {
    const { client, upstream, stop } = await conversationWith(provider, ["One.", "Two.", "Three."]);
    const { model } = provider;
    const first = await client.responses.create({ model, input: "Say one." });
    expect(first).toMatchObject({ output_text: "One.", store: true });
    const input = [{ role: "user" as const, content: "Say two." }];
    const second = await client.responses
      .stream({ model, input, previous_response_id: first.id })
      .finalResponse();
    expect([second.output_text, second.previous_response_id]).toEqual(["Two.", first.id]);
    const third = await client.responses.create({
      model,
      input: "Say three.",
      previous_response_id: second.id,
    });
    expect(third.output_text).toBe("Three.");
    const sent = upstream.requests.at(-1)?.text() ?? "";
    const spoken = ["Say one.", "One.", "Say two.", "Two.", "Say three."];
    expect(spoken.map((text) => sent.indexOf(text))).toEqual(
      spoken.map((text) => sent.indexOf(text)).toSorted((one, other) => one - other),
    );
    expect(spoken.every((text) => sent.includes(text))).toBe(true);
    expect(sent).not.toContain("previous_response_id");
    await stop();
  });

  test("responses can be fetched, listed and deleted by whoever made them", async () => {
    const { client, clientOf, stop } = await conversationWith(provider, ["One.", "Two."]);
    const { model } = provider;
    const first = await client.responses.create({ model, input: "Say one." });
    const second = await client.responses.create({
      model,
      input: "Say two.",
      previous_response_id: first.id,
    });
    expect((await client.responses.retrieve(second.id)).output_text).toBe("Two.");
    const pages = client.responses.inputItems.list(second.id, { order: "asc", limit: 2 });
    const items = await Array.fromAsync(pages, (item) => JSON.stringify(item));
    expect(items).toEqual([
      expect.stringContaining("Say one."),
      expect.stringContaining("One."),
      expect.stringContaining("Say two."),
    ]);
    const stranger = clientOf("cgk_two");
    const notFound = { status: 404 };
    expect(await fault(stranger.responses.retrieve(second.id))).toMatchObject(notFound);
    expect(await fault(stranger.responses.delete(second.id))).toMatchObject(notFound);
    const borrowed = { model, input: "Go on.", previous_response_id: second.id };
    const refused = { status: 400, code: "previous_response_not_found" };
    expect(await fault(stranger.responses.create(borrowed))).toMatchObject(refused);

    await client.responses.delete(second.id);
    expect(await fault(client.responses.retrieve(second.id))).toMatchObject(notFound);
    expect(await fault(client.responses.create(borrowed))).toMatchObject(refused);
    await stop();
  });
});

async function fault(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work;
    return null;
  } catch (error) {
    return error;
  }
}

test.each([...others])("items can be named instead of sent ($name)", async (provider) => {
  const { client, upstream, stop } = await conversationWith(provider, ["One.", "Two."]);
  const { model } = provider;
  const first = await client.responses.create({ model, input: "Say one." });
  const [item] = first.output;
  const input = [
    { role: "user" as const, content: "Say one." },
    { type: "item_reference" as const, id: item?.id ?? "" },
    { role: "user" as const, content: "Say two." },
  ];
  const second = await client.responses.create({ model, input });
  expect(second.output_text).toBe("Two.");
  expect(upstream.requests.at(-1)?.text()).toContain("One.");
  const unknown = [{ type: "item_reference" as const, id: "msg_of_nobody" }];
  const asked = client.responses.create({ model, input: unknown });
  expect(await fault(asked)).toMatchObject({ status: 400 });
  await stop();
});

const messages = endOf("anthropic-messages");

test("without the setting nothing is kept, and the client is told what to do", async () => {
  const { client, gateway, stop } = await conversationWith(messages, ["One."], {
    codegate_responses_state: "off",
  });
  const { model } = messages;
  const first = await client.responses.create({ model, input: "Say one." });
  expect(first).toMatchObject({ store: false });
  const next = { model, input: "Go on.", previous_response_id: first.id };
  expect(await fault(client.responses.create(next))).toMatchObject({
    status: 400,
    code: "previous_response_not_found",
    message: expect.stringContaining("codegate_responses_state"),
  });
  expect(await fault(client.responses.retrieve(first.id))).toMatchObject({ status: 404 });
  await Bun.sleep(300);
  expect(gateway.data.rows("SELECT * FROM codegate_responses")).toEqual([]);
  await stop();
});

test("a client that wants nothing stored gets its wish", async () => {
  const { client, gateway, stop } = await conversationWith(messages, ["One."]);
  const { model } = messages;
  const first = await client.responses.create({ model, input: "Say one.", store: false });
  expect(first).toMatchObject({ store: false });
  expect(await fault(client.responses.retrieve(first.id))).toMatchObject({ status: 404 });
  await gateway.stop();
  await stop();
});

test("a restart and another account of another dialect go on with it", async () => {
  const { client, gateway, upstream, stop } = await conversationWith(messages, ["One.", "Two."]);
  const { model } = messages;
  const secret = "the launch code is swordfish";
  const first = await client.responses.create({ model, input: secret });
  const { database, path } = gateway.data;
  await gateway.gateway.close();
  const kept = gateway.data.rows<{ id: string; sealed: Uint8Array }>(
    "SELECT * FROM codegate_responses",
  );
  expect(kept.map(({ id }) => id)).toEqual([first.id]);
  const file = Buffer.from(await Bun.file(`${path}/codegate.db`).bytes());
  expect([file.includes("swordfish"), file.includes("One.")]).toEqual([false, false]);

  const { createGateway } = await import("../../../src/gateway.ts");
  const again = createGateway({ dataDirectory: path, stopTimeoutMs: 0 });
  await again.ready;
  const ask = (key: string) =>
    again.fetch(
      new Request("http://127.0.0.1/v1/responses", {
        method: "POST",
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ model, input: "Go on.", previous_response_id: first.id }),
      }),
    );
  expect((await ask("cgk_one")).status).toBe(200);
  expect(upstream.requests.at(-1)?.text()).toContain(secret);
  // Moved by somebody who can write to the file, it does not open.
  database.run("UPDATE codegate_responses SET caller = 'tenant:id-two'");
  expect((await ask("cgk_two")).status).toBe(400);
  await again.close();
  await stop();
});
