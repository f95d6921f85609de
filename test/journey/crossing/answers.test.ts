/**
 * What could go wrong: an agent on an account of another dialect gets an answer that its SDK reads
 * otherwise than the provider meant it, or what the answer cost is written down wrongly.
 */
import { expect, test } from "bun:test";
import { costOf, findPrice } from "../../../src/prices/find-price.ts";
import { waitForAttempts } from "../../support/attempt-rows.ts";
import { pairs, requestOf, seedFor, type Pair } from "../../support/crossings.ts";
import { hear } from "../../support/hear.ts";
import type { Part } from "../../support/parts.ts";
import { rawRequest } from "../../support/raw-client.ts";
import { json, sse } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

const calls = [
  { tool: "read_file", input: { path: "src/ä.ts" }, id: "call_one" },
  { tool: "read_file", input: { path: 'a "b"\n' }, id: "call_two" },
] as const;
const parts: readonly Part[] = [{ text: "Let me look, 世界." }, ...calls];
const tokens = { input: 500, cacheRead: 4_000, output: 60, reasoning: 20 };

const stops: Readonly<Record<string, string>> = {
  messages: "tool_use",
  chat: "tool_calls",
  responses: "completed",
};

const kinds = ["stream", "whole"] as const;
const cases = pairs.flatMap((pair) =>
  kinds.flatMap((asked) => kinds.map((given) => [pair.way, asked, given, pair] as const)),
);

/** A provider may stream what was asked whole, and answer whole what should be a stream. */
test.each(cases)("%s: %s asked, %s answered", async (_way, asked, given, pair) => {
  const { client, provider } = pair;
  const reply =
    given === "stream"
      ? sse(provider.events(parts, { tokens, model: provider.model }), {
          pieceBytes: "random",
          seed: 7,
        })
      : json(200, provider.whole(parts, { tokens, model: provider.model }));
  const upstream = startUpstream(() => reply);
  await using gateway = await startGateway(seedFor(provider, upstream.url));
  const isStream = asked === "stream";
  const answer = await rawRequest(
    gateway.url,
    requestOf(client, { model: provider.model, stream: isStream }),
  );
  expect([answer.status, answer.endedCleanly]).toEqual([200, true]);
  const heard = await hear({ dialect: client.dialect, bytes: answer.body, isStream });
  expect(heard).toEqual({
    text: "Let me look, 世界.",
    thinking: "",
    refusal: "",
    calls: calls.map(({ id, tool, input }) => ({ id, name: tool, input })),
    stop: stops[client.name] ?? null,
    prompt: 4_500,
    cacheRead: 4_000,
    cacheWrite: 0,
    output: 60,
    reasoning: 20,
  });
  expect(answer.header("x-codegate-mutations")).toBe(`dialect=${provider.dialect}`);
  expect(answer.header("x-proxy-account")).toBe("only");

  const request = await upstream.waitForRequest();
  expect(request.target).toBe(provider.path);
  expect((request.json() as { readonly model: string }).model).toBe(provider.model);
  expect(request.header("anthropic-version") !== null).toBe(provider.name === "messages");

  await waitForAttempts(gateway, 1);
  await gateway.gateway.close();
  expect(gateway.data.rows("SELECT * FROM codegate_attempts")).toEqual([
    expect.objectContaining({
      outcome: "success",
      status_code: 200,
      input_tokens: 500,
      cache_read_tokens: 4_000,
      output_tokens: 60,
      reasoning_tokens: 20,
      cost_usd: expect.closeTo(costAt(pair), 12),
    }),
  ]);
  expect(
    gateway.data.rows("SELECT input_tokens, output_tokens, cost_usd FROM usage"),
  ).toMatchObject([{ output_tokens: 60, cost_usd: expect.closeTo(costAt(pair), 12) }]);
  await upstream.stop();
});

/** What the counts cost at the provider, whatever the client's dialect makes of them. */
function costAt({ provider }: Pair): number {
  const price = findPrice(provider.provider, provider.model);
  const usage = { cacheWrite5m: 0, cacheWrite1h: 0, ...tokens };
  const cost = price === null ? null : costOf(price, usage);
  if (cost === null || cost === 0) throw new Error("the price should be known");
  return cost;
}
