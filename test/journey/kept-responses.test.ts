/** What could go wrong: a request that builds on a response goes to an account that never gave it. */
import { expect, test } from "bun:test";
import { json, sse, type Reply } from "../support/reply.ts";
import { responsesText } from "../support/events.ts";
import { responsesResponse } from "../support/responses-events.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

/** Two accounts by turns, each of which knows only its own responses. */
async function fleet() {
  let count = 0;
  const upstreams = ["a", "b"].map((name) => {
    const own = new Set<string>();
    const upstream = startUpstream((request) => {
      const { previous_response_id: previous, stream } = request.json() as Asked;
      if (previous !== undefined && !own.has(previous)) {
        return json(400, { error: { message: `no ${previous}`, type: "invalid_request_error" } });
      }
      count++;
      const id = stream === true ? `resp_stream_${count}` : `resp_${count}`;
      own.add(id);
      const whole = { ...responsesResponse([{ text: "hello" }]), id };
      const events = responsesText("hello").map((event) =>
        event.replaceAll(/"id":"resp_[^"]*"/g, `"id":"${id}"`),
      );
      return stream === true ? sse(events) : json(200, whole);
    });
    return { name, upstream };
  });
  const gateway = await startGateway({
    accounts: upstreams.map(({ name, upstream }) => ({
      name,
      provider: "openai",
      baseUrl: upstream.url,
    })),
    configs: [
      {
        name: "turns",
        strategy: "round-robin",
        tiers: [
          { tier: "opus", account: "a" },
          { tier: "opus", account: "b" },
        ],
      },
    ],
  });
  return { gateway, upstreams, first: upstreams[0]?.upstream };
}

interface Asked {
  readonly previous_response_id?: string;
  readonly stream?: boolean;
}

async function ask({ url }: RunningGateway, fields: object, headers: Record<string, string> = {}) {
  const body = JSON.stringify({ model: "gpt-5.5", input: "Hi.", ...fields });
  const response = await fetch(`${url}/v1/responses`, { method: "POST", headers, body });
  const text = await response.text();
  return {
    status: response.status,
    account: response.headers.get("x-proxy-account"),
    id: /"id":"(resp_[^"]+)"/.exec(text)?.[1] ?? "",
    text,
  };
}

test.each([true, false])(
  "a chain of responses stays where it is kept (stream: %p)",
  async (stream) => {
    const { gateway, upstreams } = await fleet();
    const chains = [await ask(gateway, { stream }), await ask(gateway, { stream })];
    expect(chains.map(({ account }) => account)).toEqual(["a", "b"]);
    for (const chain of chains) {
      let { id } = chain;
      for (let turn = 0; turn < 3; turn++) {
        const next = await ask(gateway, { stream, previous_response_id: id });
        expect([next.status, next.account]).toEqual([200, chain.account]);
        ({ id } = next);
      }
    }
    await gateway.stop();
    for (const { upstream } of upstreams) await upstream.stop();
  },
);

test("when the one who keeps it cannot serve, the client is told so, and nobody else is asked", async () => {
  const { gateway, upstreams, first } = await fleet();
  const { id } = await ask(gateway, {});
  const down: Reply = json(429, { error: { message: "no", type: "t" } }, { "retry-after": "3000" });
  first?.next(down);
  expect((await ask(gateway, { previous_response_id: id })).status).toBe(429);
  const resting = await ask(gateway, { previous_response_id: id });
  expect(resting.status).toBe(429);
  expect(JSON.parse(resting.text)).toMatchObject({
    error: { message: expect.stringContaining('does not have what "a" keeps') },
  });
  gateway.data.database.run("UPDATE accounts SET enabled = 0 WHERE name = 'a'");
  const off = await ask(gateway, { previous_response_id: id });
  expect(off.status).toBe(503);
  expect(off.text).toContain("It is switched off.");
  expect(upstreams[1]?.upstream.requests).toHaveLength(0);
  // A response that nobody here has seen may be anywhere.
  expect((await ask(gateway, { previous_response_id: "resp_unknown" })).account).toBe("b");
  await gateway.stop();
  for (const { upstream } of upstreams) await upstream.stop();
});

test("the response that is continued counts more than where its session lives", async () => {
  const { gateway, upstreams, first } = await fleet();
  const session = { "session-id": "s" };
  await ask(gateway, {}, session);
  first?.next(json(500, { error: { message: "down", type: "t" } }));
  const detour = await ask(gateway, {}, session);
  expect(detour.account).toBe("b");
  const next = await ask(gateway, { previous_response_id: detour.id }, session);
  expect([next.status, next.account]).toEqual([200, "b"]);
  await gateway.stop();
  for (const { upstream } of upstreams) await upstream.stop();
});
