// What could go wrong: somebody pays for a cold cache and is told the wrong culprit, or a cache that
// worked is called cold.
import { describe, expect, test } from "bun:test";
import {
  begun,
  bodyOf,
  later,
  lost,
  marked,
  messagesOf,
  missesOf,
  turnOf,
  usageOf,
  type Body,
  type TurnChanges,
} from "../../support/cache-turns.ts";

const first = (): ReturnType<typeof turnOf> => turnOf(bodyOf(4));

function second(body: Body = bodyOf(5), changes: TurnChanges = {}, received?: Body) {
  return turnOf(body, { at: later(60_000), usage: lost, ...changes }, received);
}

function only(rows: ReturnType<typeof missesOf>) {
  expect(rows).toHaveLength(1);
  return rows[0] as NonNullable<(typeof rows)[0]>;
}

function withMessage(index: number, content: unknown): Body {
  const body = bodyOf(5);
  const messages = (body.messages ?? []).map((each, at) =>
    at === index ? { role: index % 2 === 0 ? "user" : "assistant", content } : each,
  );
  return { ...body, messages };
}

const { tools = [], system = [] } = bodyOf(0);
const blocks = system as readonly unknown[];

type Case = readonly [
  what: string,
  turn: () => ReturnType<typeof turnOf>,
  word: string,
  text: string,
];

const cases: readonly Case[] = [
  [
    "the account was switched",
    () =>
      second(bodyOf(5), { account: { id: "b", name: "Home", provider: "anthropic" }, route: "R" }),
    "account_switched",
    "It went from account Work to Home (R).",
  ],
  [
    "the model was changed",
    () => second(bodyOf(5), { model: "claude-sonnet-4-6" }),
    "model_changed",
    "The model was claude-opus-4-6, now claude-sonnet-4-6.",
  ],
  [
    "nobody asked for too long",
    () => second(bodyOf(5), { at: later(372_000) }),
    "cache_expired",
    "Nothing was asked for 6 min 12 s, and the cache is kept for 5 min.",
  ],
  [
    "the effort was changed",
    () => second({ ...bodyOf(5), output_config: { effort: "low" } }),
    "settings_changed",
    "The effort, the thinking or the choice of tools was changed.",
  ],
  [
    "a tool was changed",
    () => second({ ...bodyOf(5), tools: [tools[0], { name: "Read", v: 2 }, tools[2]] }),
    "tools_changed",
    "Of the tools, tool 2 of 3 was changed.",
  ],
  [
    "a tool was put in at the end",
    () => second({ ...bodyOf(5), tools: [...tools, { name: "New" }] }),
    "tools_changed",
    "Of the tools, tool 4 was put in.",
  ],
  [
    "tools are gone",
    () => second({ ...bodyOf(5), tools: [tools[0]] }),
    "tools_changed",
    "Of the tools, tool 2 and what followed it are gone.",
  ],
  [
    "the system prompt was changed",
    () => second({ ...bodyOf(5), system: [{ type: "text", text: "It is 12:01." }, blocks[1]] }),
    "system_changed",
    "Of the system prompt, block 1 of 2 was changed.",
  ],
  [
    "a message was edited",
    () => second(withMessage(3, "rewritten")),
    "messages_changed",
    "Message 4 of 11 was changed by the client.",
  ],
  [
    "messages were removed",
    () => second({ ...bodyOf(5), messages: bodyOf(5).messages?.toSpliced(2, 2) ?? [] }),
    "messages_changed",
    "Messages 3 to 4 were removed by the client.",
  ],
  [
    "a message was put in",
    () => second({ ...bodyOf(5), messages: bodyOf(5).messages?.toSpliced(2, 0, { x: 1 }) ?? [] }),
    "messages_changed",
    "Message 3 was put in by the client.",
  ],
  [
    "the first message was edited",
    () => second(withMessage(0, "rewritten")),
    "messages_changed",
    "Message 1 of 11 was changed by the client.",
  ],
  [
    "the client marks nothing any more",
    () => second({ tools, system, messages: messagesOf(5) }),
    "marks_removed",
    "The client marks nothing to be cached any more.",
  ],
  [
    "we left thinking out",
    () => second(bodyOf(5), { mutations: ["thinking"] }),
    "gateway_changed",
    "CodeGate changed something: thinking.",
  ],
  [
    "the provider no longer had it",
    () => second(),
    "provider_evicted",
    "Nothing of what was sent before has changed: the provider no longer had it.",
  ],
];

test.each(cases)("%s", (_what, turn, reason, explanation) => {
  const row = only(missesOf(first(), turn()));
  expect({ reason: row.reason, explanation: row.explanation }).toEqual({ reason, explanation });
  expect([row.expectedTokens, row.readTokens]).toEqual([50_000, 0]);
});

test("everything that would have been enough is told, what lies deepest first", () => {
  const row = only(missesOf(first(), second(withMessage(3, "x"), { at: later(3_600_000) })));
  expect(row.reason).toBe("cache_expired");
  expect(row.explanation).toMatch(/^Nothing was asked for 60 min.+; message 4 of 11 was changed/);
});

function masked(body: Body, token: string): Body {
  return JSON.parse(JSON.stringify(body).replaceAll("question 1", token)) as Body;
}

describe("guardrails", () => {
  test("a client's text that we masked otherwise than before is our doing", () => {
    const before = turnOf(masked(bodyOf(4), "CG_A"), { mutations: ["guardrails"] }, bodyOf(4));
    const now = second(masked(bodyOf(5), "CG_B"), { mutations: ["guardrails"] }, bodyOf(5));
    expect(only(missesOf(before, now)).reason).toBe("gateway_changed");
  });

  test("masked as before, a client's edit is the client's", () => {
    const before = turnOf(masked(bodyOf(4), "CG_A"), { mutations: ["guardrails"] }, bodyOf(4));
    const edited = withMessage(5, "x");
    const now = second(masked(edited, "CG_A"), { mutations: ["guardrails"] }, edited);
    expect(only(missesOf(before, now)).explanation).toBe(
      "Message 6 of 11 was changed by the client.",
    );
  });

  test("switched on in mid-conversation they are named", () => {
    const now = second(masked(bodyOf(5), "CG_A"), { mutations: ["guardrails"] }, bodyOf(5));
    expect(only(missesOf(first(), now)).explanation).toBe(
      "CodeGate changed something: guardrails.",
    );
  });
});

describe("no miss", () => {
  const hit = usageOf({ cacheRead: 50_000, cacheWrite5m: 1_000 });
  const fine: readonly (readonly [string, ReturnType<typeof turnOf>])[] = [
    ["everything is read", second(bodyOf(5), { usage: hit })],
    ["a little less is read", second(bodyOf(5), { usage: usageOf({ cacheRead: 49_500 }) })],
    ["another conversation", second(bodyOf(5), { conversation: "d" })],
    [
      "a helper that begins otherwise",
      second({ tools: [], messages: [{ role: "user", content: "title" }] }),
    ],
    [
      "a helper that begins alike, with a model and a task of its own",
      second({ system: "Make a title.", messages: messagesOf(0) }, { model: "claude-haiku-4-5" }),
    ],
    ["a prompt that is much shorter", second(bodyOf(1), { usage: usageOf({ input: 900 }) })],
    ["nothing is known of it", second(bodyOf(5), { usage: usageOf({ cacheRead: null }) })],
  ];

  test.each(fine)("%s", (_what, turn) => {
    expect(missesOf(first(), turn)).toEqual([]);
  });

  test("a helper in between does not make the conversation forget", () => {
    const helper = turnOf(
      {
        tools,
        system,
        messages: [{ role: "user", content: [{ type: "text", text: "find", ...marked }] }],
      },
      { usage: usageOf({ cacheRead: 9_000, cacheWrite5m: 10 }) },
    );
    expect(only(missesOf(first(), helper, second())).reason).toBe("provider_evicted");
  });

  test("a provider that says nothing of its cache is not suspected", () => {
    const plain = { isMarked: false, usage: usageOf({ input: 50_000 }) };
    expect(missesOf(turnOf(bodyOf(4), plain), second(bodyOf(5), plain))).toEqual([]);
  });
});

test("a cache that its provider keeps by itself is missed once it has shown that it is there", () => {
  const plain = { isMarked: false };
  const read = usageOf({ input: 2_000, cacheRead: 40_000, cacheWrite5m: 0 });
  const turns = [
    turnOf(bodyOf(4), { ...plain, usage: read }),
    second(bodyOf(5), { ...plain, usage: usageOf({ input: 43_000 }) }),
  ];
  const row = only(missesOf(...turns));
  expect([row.expectedTokens, row.readTokens]).toEqual([42_000, 0]);
});

test("an hour's cache outlives half an hour", () => {
  const long = turnOf(bodyOf(4), { usage: usageOf({ cacheWrite1h: 50_000 }) });
  expect(only(missesOf(long, second(bodyOf(5), { at: later(1_800_000) }))).reason).toBe(
    "provider_evicted",
  );
});

function costOf(usage: typeof begun, changes: TurnChanges = {}): number | null {
  return only(missesOf(first(), second(bodyOf(5), { usage, ...changes }))).costUsd;
}

test("what it costs is the difference to what reading would have cost", () => {
  // Opus 4.6: $5 input, $0.50 read, $6.25 write for five minutes, $10 for an hour.
  expect(costOf(lost)).toBeCloseTo((50_000 * (6.25 - 0.5)) / 1e6, 9);
  expect(costOf(usageOf({ cacheWrite1h: 51_000 }))).toBeCloseTo((50_000 * (10 - 0.5)) / 1e6, 9);
  const both = usageOf({ cacheWrite5m: 20_000, input: 31_000 });
  expect(costOf(both)).toBeCloseTo((20_000 * 5.75 + 30_000 * 4.5) / 1e6, 9);
  const part = usageOf({ cacheRead: 20_000, cacheWrite5m: 31_000 });
  expect(costOf(part)).toBeCloseTo((30_000 * 5.75) / 1e6, 9);
  expect(costOf(lost, { account: { id: "a", name: "Work", provider: "custom" } })).toBeNull();
});

test("what the provider itself says stands beside it", () => {
  const told = second(bodyOf(5), { providerReason: "previous_message_not_found" });
  expect(only(missesOf(first(), told)).providerReason).toBe("previous_message_not_found");
});
