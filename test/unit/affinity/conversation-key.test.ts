// A wrong key sends a conversation away from its cache, or lets one tenant's traffic steer another's.
import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { responseKey } from "../../../src/affinity/conversation-key.ts";
import { keyOf, type AskedKey } from "../../support/affinity.ts";

const session = "7c1c0e0a-52a6-4a0e-9f0b-000000000001";
const other = "7c1c0e0a-52a6-4a0e-9f0b-000000000002";
const hello = [{ role: "user", content: "hello" }];

function id(asked: AskedKey): string | undefined {
  return keyOf(asked)?.id;
}

/** The forms in which clients name the same conversation. */
const named: Readonly<Record<string, (name: string) => AskedKey>> = {
  "Claude Code's header": (name) => ({ headers: { "X-Claude-Code-Session-Id": name } }),
  "Codex's thread header": (name) => ({ headers: { "thread-id": name, "session-id": "root" } }),
  "Codex's session header": (name) => ({ headers: { "session-id": name } }),
  "the older Codex header": (name) => ({ headers: { session_id: name } }),
  "the older Codex conversation": (name) => ({ headers: { conversation_id: name } }),
  "OpenCode's header": (name) => ({ headers: { "x-session-affinity": name } }),
  "x-session-id": (name) => ({ headers: { "x-session-id": name } }),
  prompt_cache_key: (name) => ({ body: { prompt_cache_key: name } }),
  "session_id in the body": (name) => ({ body: { session_id: name } }),
  "metadata as JSON": (name) => ({
    body: { metadata: { user_id: JSON.stringify({ device_id: "0", session_id: name }) } },
  }),
  "metadata as text": (name) => ({
    body: { metadata: { user_id: `user_${"a".repeat(64)}_account_${other}_session_${name}` } },
  }),
  "metadata as text without account": (name) => ({
    body: { metadata: { user_id: `user_${"a".repeat(64)}_account__session_${name}` } },
  }),
};

describe("named conversations", () => {
  test.each(Object.entries(named))("%s tells conversations apart", (_, form) => {
    const asked = form(session);
    expect(id(asked)).toBeDefined();
    expect(id({ ...asked, body: { ...asked.body, messages: hello } })).toBe(id(asked) as string);
    expect(id(form(other))).not.toBe(id(asked));
    expect(id({ ...asked, callerId: "tenant-2" })).not.toBe(id(asked));
    expect(id({ ...asked, model: "claude-haiku-4-5" })).not.toBe(id(asked));
    expect(id({ ...asked, model: "claude-sonnet-5-5" })).toBe(id(asked) as string);
  });

  test("one name is one conversation in whatever place it stands", () => {
    expect(new Set(Object.values(named).map((form) => id(form(session)))).size).toBe(1);
  });

  test("a sub-agent is a conversation of its own within its session", () => {
    const ofAgent = (agent: string, name = session) =>
      id({
        headers: { "x-claude-code-session-id": name, "x-claude-code-agent-id": agent },
      });
    const main = id({ headers: { "x-claude-code-session-id": session } });
    const ids = [main, ofAgent("a1"), ofAgent("a2"), ofAgent("a1", other)];
    expect(new Set(ids).size).toBe(4);
    expect(ofAgent("a1")).toBe(ids[1] as string);
  });

  test("the header goes before the cache key, the cache key before metadata", () => {
    const metadata = { user_id: JSON.stringify({ session_id: "third" }) };
    const body = { prompt_cache_key: "second", metadata, messages: hello };
    const headers = { "x-claude-code-session-id": "first" };
    expect(keyOf({ headers, body })).toMatchObject({ source: "session-header" });
    expect(keyOf({ body })).toMatchObject({ source: "prompt-cache-key" });
    expect(keyOf({ body: { metadata, messages: hello } })).toMatchObject({ source: "metadata" });
    expect(keyOf({ body: { messages: hello } })).toMatchObject({ source: "opening" });
  });

  test("ids that say nothing are passed over", () => {
    const byOpening = id({ body: { messages: hello } }) as string;
    const empty = { headers: { "session-id": "  " }, body: { messages: hello } };
    expect(id(empty)).toBe(byOpening);
    expect(id({ body: { messages: hello, prompt_cache_key: "" } })).toBe(byOpening);
    expect(id({ body: { messages: hello, prompt_cache_key: null } })).toBe(byOpening);
    expect(id({ body: { messages: hello, prompt_cache_key: "k".repeat(600) } })).toBe(byOpening);
    expect(id({ body: { messages: hello, metadata: null } })).toBe(byOpening);
    for (const userId of ["person-17", "{broken", '{"session_id":5}', "{}", 5]) {
      expect(id({ body: { messages: hello, metadata: { user_id: userId } } })).toBe(byOpening);
    }
  });

  test("the key holds neither the id nor the caller", () => {
    const found = id({ headers: { "session-id": session }, callerId: "tenant-secret" }) as string;
    expect(found).toMatch(/^[\w-]{22}$/);
  });
});

describe("state that an account keeps", () => {
  test("a stored conversation is known by its id, whatever the model", () => {
    const asked = { body: { conversation: "conv_1", input: "go on" } };
    expect(keyOf(asked)).toMatchObject({ source: "stored-conversation", needsState: true });
    expect(id({ body: { conversation: { id: "conv_1" }, input: "more" } })).toBe(
      id(asked) as string,
    );
    expect(id({ ...asked, model: "gpt-5.5" })).toBe(id(asked) as string);
    expect(id({ ...asked, callerId: "tenant-2" })).not.toBe(id(asked));
  });

  test("a response is found again by the request that continues it", () => {
    const asked = { body: { previous_response_id: "resp_1", input: "go on" } };
    expect(keyOf(asked)).toEqual(responseKey("local", "resp_1"));
    expect(id({ ...asked, callerId: "tenant-2" })).toBe(responseKey("tenant-2", "resp_1").id);
    expect(responseKey("tenant-2", "resp_1").id).not.toBe(responseKey("local", "resp_1").id);
  });

  test("a session names the conversation, and the state is still needed", () => {
    const headers = { "session-id": session };
    const body = { previous_response_id: "resp_1", input: "go on" };
    expect(keyOf({ headers, body })).toMatchObject({ source: "session-header", needsState: true });
    expect(keyOf({ headers, body: { input: "go on" } })?.needsState).toBe(false);
  });
});

const system = [
  { type: "text", text: "x-anthropic-billing-header: cc_version=2.1.330.3a8; cch=00000;" },
  { type: "text", text: "You are a coding agent." },
];

describe("conversations known by how they began", () => {
  const opening = { system, messages: [{ role: "user", content: "find the bug" }] };
  const asked = { body: opening };

  test("Claude Code's billing line changes nothing", () => {
    const next = "x-anthropic-billing-header: cc_version=2.1.330.fff; cch=12345;";
    const rest = system.slice(1);
    const variants = [
      { ...opening, system: [{ type: "text", text: next }, ...rest] },
      { ...opening, system: rest },
      { ...opening, system: `${next}\nYou are a coding agent.` },
      { ...opening, system: "You are a coding agent." },
    ];
    for (const body of variants) expect(id({ body })).toBe(id(asked) as string);
  });

  test("another caller's or another model's is another conversation", () => {
    expect(id({ ...asked, callerId: "tenant-2" })).not.toBe(id(asked));
    expect(id({ ...asked, model: "gpt-5.5" })).not.toBe(id(asked));
  });

  test("system and first user turn count, both", () => {
    const bodies = [
      opening,
      { ...opening, system: "You write titles." },
      { ...opening, messages: [{ role: "user", content: "find the other bug" }] },
      { messages: opening.messages },
    ];
    expect(new Set(bodies.map((body) => id({ body }))).size).toBe(bodies.length);
  });

  test("cache marks and the form of a text do not count", () => {
    const cache_control = { type: "ephemeral", ttl: "1h" };
    const marked = {
      system: system.map((block) => ({ ...block, cache_control })),
      messages: [
        { role: "user", content: [{ type: "text", text: "find the bug", cache_control }] },
        { role: "assistant", content: "I look." },
        { role: "user", content: "find the bug elsewhere" },
      ],
      tools: [{ name: "Read" }],
    };
    expect(id({ body: marked })).toBe(id(asked) as string);
  });

  test("reminders behind the first user turn come and go", () => {
    const reminded = [...opening.messages, { role: "system", content: "Agent types: none" }];
    expect(id({ body: { ...opening, messages: reminded } })).toBe(id(asked) as string);
  });

  test("Chat and Responses: their system messages and instructions count", () => {
    const user = { role: "user", content: "find the bug" };
    const part = { type: "input_text", text: "find the bug" };
    const chat = [{ role: "system", content: "Be good." }, user];
    const ids = [
      id({ body: { messages: chat } }),
      id({ body: { messages: [{ role: "developer", content: "Be bad." }, user] } }),
      id({ body: { instructions: "Be brief.", input: [{ role: "user", content: [part] }] } }),
      id({ body: { input: "find the bug" } }),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(id({ body: { input: chat } })).toBe(ids[0] as string);
    expect(id({ body: { input: [user] } })).toBe(ids[3] as string);
  });
});

describe("openings", () => {
  test("without words of a user there is nothing to go by", () => {
    const image = { type: "image", source: { type: "base64", data: "AAAA" } };
    const bodies = [
      {},
      { messages: [] },
      { messages: 5 },
      { input: null },
      { system, messages: [{ role: "assistant", content: "hi" }] },
      { system, messages: [{ role: "user", content: [image] }] },
      { system, messages: ["hello", 7, null] },
    ];
    for (const body of bodies) expect(keyOf({ body })).toBeNull();
  });

  test("texts cannot be shifted between the roles", () => {
    const joined = { system: "ab", messages: [{ role: "user", content: "c" }] };
    const shifted = { system: "a", messages: [{ role: "user", content: "bc" }] };
    expect(id({ body: joined })).not.toBe(id({ body: shifted }));
  });

  test("a very long text is known by its beginning and its length", () => {
    const long = "word ".repeat(20_000);
    expect(ofText(long)).toBe(ofText(long) as string);
    expect(ofText(`${long}!`)).not.toBe(ofText(long));
    expect(ofText(`W${long.slice(1)}`)).not.toBe(ofText(long));
  });
});

function ofText(content: string): string | undefined {
  return id({ body: { messages: [{ role: "user", content }] } });
}

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const turn = fc.oneof(
  fc.record({ role: fc.constant("assistant"), content: text }),
  fc.record({ role: fc.constant("user"), content: text }),
  fc.record({ role: fc.constant("system"), content: text }),
);

test("whatever is said later, the conversation keeps its key", () => {
  fc.assert(
    fc.property(
      text,
      text,
      fc.array(turn),
      fc.constantFrom(undefined, 1),
      (first, rules, later, indent) => {
        const begun = [{ role: "user", content: first }];
        const key = keyOf({ body: { system: rules, messages: begun } });
        const answer = { role: "assistant", content: "yes" };
        const grown = { stream: true, system: rules, messages: [...begun, answer, ...later] };
        expect(keyOf({ body: grown, ...(indent === undefined ? {} : { indent }) })).toEqual(key);
      },
    ),
  );
});

test("an id cannot be chosen so that it reads like another caller's", () => {
  const parts = [
    ["x", "gpt", "abc"],
    ["xg", "pt", "abc"],
    ["x", "gp", "tabc"],
  ] as const;
  const ids = parts.map(([callerId, model, name]) => {
    return id({ callerId, model, body: { prompt_cache_key: name } });
  });
  expect(new Set(ids).size).toBe(3);
});

test("two callers, families or conversations never share a key", () => {
  const part = fc.string({ maxLength: 12 });
  const asked = fc.record({ callerId: part, name: part.filter((each) => each.trim() !== "") });
  fc.assert(
    fc.property(asked, asked, (one, two) => {
      const same = one.callerId === two.callerId && one.name.trim() === two.name.trim();
      const keys = [one, two].map(({ callerId, name }) =>
        id({ callerId, body: { prompt_cache_key: name } }),
      );
      expect(keys[0] === keys[1]).toBe(same);
    }),
  );
});
