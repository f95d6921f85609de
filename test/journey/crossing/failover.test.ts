/**
 * What could go wrong: an account of one dialect fails and one of another takes over, and the client
 * sees two answers, none, or one that is not of its dialect; or an answer that breaks off looks whole.
 */
import { describe, expect, test } from "bun:test";
import { allAttempts } from "../../support/attempt-rows.ts";
import {
  accountAt,
  endOf,
  ends,
  pairs,
  requestOf,
  seedFor,
  type End,
} from "../../support/crossings.ts";
import { errorBody, errorEvent } from "../../support/errors.ts";
import { openRaw, rawRequest } from "../../support/raw-client.ts";
import { readAnswer } from "../../support/read-stream.ts";
import { json, sse, type Reply, type Step } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

const words = "Fine, thanks. And you?";
const overloaded = { type: "overloaded_error", message: "Overloaded" };

const serve = (end: End, isStream: boolean): Reply =>
  isStream ? sse(end.events([{ text: words }])) : json(200, end.whole([{ text: words }]));

interface Failure {
  readonly how: string;
  reply(end: End): Reply;
  readonly outcome: string;
}

const failures: readonly Failure[] = [
  {
    how: "a 529",
    reply: ({ dialect }) => json(529, errorBody(dialect, overloaded)),
    outcome: "overloaded",
  },
  {
    how: "an error as the first event",
    reply: (end) =>
      sse([end.events([{ text: words }])[0] ?? "", errorEvent(end.dialect, overloaded)]),
    outcome: "overloaded",
  },
  { how: "no content", reply: (end) => sse(end.events([]).slice(0, 1)), outcome: "empty" },
  {
    how: "a broken connection",
    reply: () => ({ before: ["close-before-headers"], steps: [] }),
    outcome: "connection",
  },
];

/** A client of each dialect, between an account that fails and one that serves, both of any other. */
const hops = ends.flatMap((client) =>
  ends.flatMap((failing) =>
    ends
      .filter((serving) => serving !== failing)
      .map((serving) => ({
        client,
        failing,
        serving,
        way: `${failing.name}, then ${serving.name}`,
      })),
  ),
);

describe.each(failures)("before content: $how", ({ reply, outcome }) => {
  test.concurrent.each(hops)("$client.name client: $way", async ({ client, failing, serving }) => {
    const first = startUpstream(() => reply(failing));
    const second = startUpstream((request) => serve(serving, /"stream":true/.test(request.text())));
    await using gateway = await startGateway({
      accounts: [
        { ...accountAt(failing, first.url, "first"), priority: 2 },
        { ...accountAt(serving, second.url, "second"), priority: 1 },
      ],
      // Else the client's own dialect would come first, whatever the priority.
      configs: [
        {
          name: "both",
          tiers: [
            { tier: "opus", account: "first", priority: 2 },
            { tier: "opus", account: "second", priority: 1 },
          ],
        },
      ],
    });
    const answer = await rawRequest(gateway.url, requestOf(client));
    expect(readAnswer(client.dialect, answer)).toEqual({
      status: 200,
      text: words,
      isWhole: true,
      error: null,
    });
    const rows = await allAttempts(gateway, 2);
    expect(rows.map((row) => [row.account_id, row.outcome])).toEqual([
      ["id-first", outcome],
      ["id-second", "success"],
    ]);
    await first.stop();
    await second.stop();
  });
});

interface Break {
  readonly how: string;
  steps(end: End): readonly Step[];
  readonly outcome: string;
  readonly says: string;
}

const breaks: readonly Break[] = [
  {
    how: "an error event",
    steps: ({ dialect }) => [errorEvent(dialect, overloaded)],
    outcome: "error in stream",
    says: "Overloaded",
  },
  { how: "a reset", steps: () => ["reset"], outcome: "cut", says: "broke off" },
  {
    how: "a FIN inside an event",
    steps: () => ['data: {"ty', "end-early"],
    outcome: "cut",
    says: "broke off",
  },
  { how: "silence", steps: () => ["stall"], outcome: "stalled", says: "fell silent" },
];

const cuts = pairs.flatMap((pair) =>
  breaks.map((each) => [pair.way, each.how, pair, each] as const),
);

test.concurrent.each(cuts)(
  "%s: after content, %s",
  async (_way, _how, { client, provider }, each) => {
    const begun = provider.events([{ text: words }]).slice(0, -4);
    const until = Promise.withResolvers<void>();
    // A break must not overtake what it follows.
    const steps = [...begun, { until: until.promise }, ...each.steps(provider)];
    const upstream = startUpstream(() => ({ ...sse([]), steps }));
    const seed = seedFor(provider, upstream.url);
    await using gateway = await startGateway(seed, { idleTimeoutMs: 700 });
    const connection = await openRaw(gateway.url);
    const answering = connection.request(requestOf(client));
    await connection.until((told) => told.includes("Fine,"));
    until.resolve();
    const answer = await answering;
    const { status, text, isWhole, error } = readAnswer(client.dialect, answer);
    expect([status, isWhole, text !== "" && words.startsWith(text)]).toEqual([200, false, true]);
    expect(error?.message).toContain(each.says);
    const [row, ...more] = await allAttempts(gateway, 1);
    expect([row?.outcome, more.length]).toEqual([each.outcome, 0]);
    connection.leave();
    await upstream.stop();
  },
);

test.each(pairs)(
  "$way: a refusal that nobody makes good comes in the client's words",
  async (pair) => {
    const { client, provider } = pair;
    const error = {
      type: "rate_limit_error",
      message: "Too much of it.",
      code: "rate_limit_exceeded",
    };
    const upstream = startUpstream(() =>
      json(429, errorBody(provider.dialect, error), { "retry-after": "70" }),
    );
    await using gateway = await startGateway(seedFor(provider, upstream.url));
    const answer = await rawRequest(gateway.url, requestOf(client));
    const told = readAnswer(client.dialect, answer);
    expect([told.status, told.error?.message]).toEqual([429, "Too much of it."]);
    expect(answer.header("retry-after")).toBe("70");
    await upstream.stop();
  },
);

test("a whole answer that is none in the account's dialect is tried elsewhere", async () => {
  const [chat, messages] = [endOf("openai-chat"), endOf("anthropic-messages")];
  const first = startUpstream(() => json(200, { choices: [] }));
  const second = startUpstream(() => serve(chat, false));
  await using gateway = await startGateway({
    accounts: [
      { ...accountAt(chat, first.url, "first"), priority: 2 },
      { ...accountAt(chat, second.url, "second"), priority: 1 },
    ],
  });
  const answer = await rawRequest(gateway.url, requestOf(messages, { stream: false }));
  expect(readAnswer(messages.dialect, answer)).toMatchObject({ text: words, isWhole: true });
  expect((await allAttempts(gateway, 2)).map((row) => row.outcome).at(-1)).toBe("success");
  await first.stop();
  await second.stop();
});
