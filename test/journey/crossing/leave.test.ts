/** What could go wrong: a client leaves, and the provider keeps on generating behind the conversion. */
import { expect, test } from "bun:test";
import { outcomes } from "../../support/attempt-rows.ts";
import { pairs, requestOf, seedFor, type End } from "../../support/crossings.ts";
import { openRaw, writtenRequest } from "../../support/raw-client.ts";
import { sse, type Reply } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

/** How soon the provider has to notice, milliseconds. */
const soon = 500;

const words = "Once upon a time there was a small gateway.";
const call = { tool: "read_file", input: { path: "src/index.ts" } };

interface Point {
  readonly when: string;
  reply(provider: End): Reply;
  /** Text that the client has before it leaves; null = it only waits a moment. */
  readonly after: string | null;
}

/** The events up to the first that holds the text, and then silence. */
function upTo(events: readonly string[], text: string): Reply {
  const keep = events.findIndex((event) => event.includes(text)) + 1;
  const reply = sse(events.slice(0, keep));
  return { ...reply, steps: [...reply.steps, "stall"] };
}

const points: readonly Point[] = [
  { when: "before headers", reply: () => ({ before: ["stall"], steps: [] }), after: null },
  {
    when: "before the first content",
    reply: (provider) => {
      const [begin = ""] = provider.events([{ text: words }]);
      return { ...sse([]), steps: [begin, "stall"] };
    },
    after: null,
  },
  {
    when: "in mid-text",
    reply: (provider) => upTo(provider.events([{ text: words }]), " small"),
    after: " small",
  },
  {
    when: "in mid-tool-call",
    reply: (provider) => upTo(provider.events([call]), '{\\"path'),
    after: '{\\"path',
  },
];

const cases = pairs.flatMap((pair) =>
  points.map((point) => [pair.way, point.when, pair, point] as const),
);

test.each(cases)("%s: a client leaves %s", async (_way, _when, { client, provider }, point) => {
  const upstream = startUpstream(() => point.reply(provider));
  await using gateway = await startGateway(seedFor(provider, upstream.url));
  for (const [index, how] of (["fin", "reset"] as const).entries()) {
    const connection = await openRaw(gateway.url);
    void connection.send(writtenRequest(gateway.url, requestOf(client)));
    const request = await upstream.waitForRequest(index + 1);
    const { after } = point;
    await (after === null ? Bun.sleep(10) : connection.until((text) => text.includes(after)));
    const leftAt = performance.now();
    connection.leave(how);
    await upstream.waitForClose(request);
    expect((request.closedAt ?? Number.NaN) - leftAt, how).toBeLessThan(soon);
  }
  expect(await outcomes(gateway, 2)).toEqual(["client left", "client left"]);
  await upstream.stop();
});
