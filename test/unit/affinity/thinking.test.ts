// A block dropped wrongly breaks the JSON, the conversation's rules or somebody's text for good.
import { describe, expect, test } from "bun:test";
import {
  carriesThinking,
  findForeignThinking,
  type IsForeign,
} from "../../../src/affinity/thinking.ts";
import { applySplices } from "../../../src/read/splice.ts";
import { scanBody, toBytes } from "../../support/affinity.ts";
import { clientRequests, recordings } from "../../support/recordings.ts";

type Json = Readonly<Record<string, unknown>>;

const decoder = new TextDecoder();

function search(body: Json, of?: IsForeign) {
  const bytes = toBytes(body);
  return findForeignThinking({ bytes, scan: scanBody(bytes) }, of);
}

/** The body without the thinking that was found, or why it has to stay. */
function drop(body: Json, of?: IsForeign, indent?: number): unknown {
  const bytes = toBytes(body, indent);
  const found = findForeignThinking({ bytes, scan: scanBody(bytes) }, of);
  if (found.kind === "bound") return { kind: found.kind, reason: found.reason };
  if (found.kind === "none") return found;
  return JSON.parse(decoder.decode(applySplices(bytes, found.splices)));
}

const thought = { type: "thinking", thinking: "hm", signature: "EqAB" };
const redacted = { type: "redacted_thinking", data: "Zm9v" };
const says = { type: "text", text: "I look." };
const calls = { type: "tool_use", id: "t1", name: "Read", input: {} };
const result = { type: "tool_result", tool_use_id: "t1", content: "ok" };
const asks = { role: "user", content: "find the bug" };
const answers = (...content: unknown[]) => ({ role: "assistant", content });
const returns = { role: "user", content: [result] };

const isForeign: IsForeign = (seal) => decoder.decode(seal) !== "ours";

describe("Anthropic's messages", () => {
  test.each([
    ["before a text", [thought, says], [says]],
    ["behind a text", [says, thought], [says]],
    ["between", [says, thought, calls], [says, calls]],
    ["on both sides", [thought, says, redacted], [says]],
    ["several in a row", [thought, redacted, says, thought, thought, calls], [says, calls]],
    ["redacted", [redacted, calls], [calls]],
  ])("thinking %s is dropped, and nothing else", (_, content, left) => {
    for (const indent of [undefined, 2]) {
      const body = { messages: [asks, answers(...content), asks] };
      expect(drop(body, undefined, indent)).toEqual({ messages: [asks, answers(...left), asks] });
    }
  });

  test("a message of nothing but thinking goes as a whole", () => {
    const only = answers(thought, redacted);
    const first = { messages: [only, asks] };
    expect(drop({ messages: [asks, only, asks, only] })).toEqual({ messages: [asks, asks] });
    expect(drop(first)).toEqual({ messages: [asks] });
    expect(search({ messages: [asks, only, asks] })).toMatchObject({ blocks: 2 });
    expect(drop({ messages: [only] })).toEqual({ kind: "bound", reason: "nothing-left" });
  });

  test("unsigned thinking is nobody's, and stays unless it stands beside signed", () => {
    const unsigned = { type: "thinking", thinking: "hm", signature: "" };
    const bare = { type: "thinking", thinking: "hm" };
    expect(drop({ messages: [asks, answers(unsigned, bare, says)] })).toEqual({ kind: "none" });
    const mixed = { messages: [asks, answers(bare, thought, says)] };
    expect(drop(mixed)).toEqual({ messages: [asks, answers(says)] });
  });

  test("only an assistant's blocks are thinking", () => {
    const quoted = { ...result, content: [thought] };
    const others = [
      { role: "user", content: [thought, says] },
      { role: "user", content: [quoted] },
      answers({ ...calls, input: { block: thought, signature: "x" } }),
      answers({ ...says, signature: "EqAB" }),
      { role: "assistant", content: '"signature": "redacted_thinking"' },
      { role: "assistant", content: JSON.stringify([thought]) },
      "signature",
      answers("redacted_thinking", 5, null, []),
    ];
    for (const other of others) {
      expect(search({ messages: [asks, other] })).toEqual({ kind: "none" });
    }
    const tools = [{ name: "sign", input_schema: { properties: { signature: thought } } }];
    expect(search({ tools, messages: [asks] })).toEqual({ kind: "none" });
  });

  test("blocks of other accounts are told apart, message by message", () => {
    const ours = { ...thought, signature: "ours" };
    const messages = [asks, answers(ours, says), asks, answers(thought, says), asks];
    const left = [asks, answers(ours, says), asks, answers(says), asks];
    expect(drop({ messages }, isForeign)).toEqual({ messages: left });
    expect(search({ messages: left }, isForeign)).toEqual({ kind: "none" });
    // A part of one answer's thinking is refused: "blocks cannot be modified".
    const mixed = { messages: [asks, answers(ours, thought, says)] };
    expect(drop(mixed, isForeign)).toEqual({ messages: [asks, answers(says)] });
  });

  test("a field that occurs twice is cleaned in both places", () => {
    const messages = JSON.stringify([asks, answers(thought, says)]);
    const bytes = new TextEncoder().encode(`{"messages":${messages},"messages":${messages}}`);
    const found = findForeignThinking({ bytes, scan: scanBody(bytes) });
    expect(found).toMatchObject({ kind: "droppable", blocks: 2 });
    if (found.kind !== "droppable") return;
    const cleaned = JSON.stringify([asks, answers(says)]);
    expect(decoder.decode(applySplices(bytes, found.splices))).toBe(
      `{"messages":${cleaned},"messages":${cleaned}}`,
    );
  });
});

describe("Chat's messages", () => {
  test("sealed details of Chat's reasoning go together, and nothing else of the message", () => {
    const sealed = { type: "reasoning.encrypted", data: "Zm9v" };
    const readable = { type: "reasoning.summary", summary: "hm" };
    const message = { role: "assistant", content: "so", reasoning_content: "hm", tool_calls: [] };
    const own = { ...message, reasoning_details: [{ ...sealed, data: "ours" }, readable] };
    for (const indent of [undefined, 2]) {
      const messages = [
        asks,
        { ...message, reasoning_details: [readable, sealed] },
        { reasoning_details: [sealed], ...message },
        own,
        { ...message, reasoning_details: [readable] },
        { ...message, reasoning_details: null, content: '"reasoning_details"' },
      ];
      const left = [asks, message, message, ...messages.slice(3)];
      expect(drop({ messages }, isForeign, indent)).toEqual({ messages: left });
    }
  });
});

describe("a turn that is still going on", () => {
  const enabled = { type: "enabled", budget_tokens: 1_024 };
  const open = [asks, answers(thought, says, calls), returns];
  const longer = [...open, answers(calls), returns];
  const reminded = [...open, { role: "system", content: "be quick" }];
  const later = [...open, answers(says), asks];

  test.each([open, longer, reminded, [returns, answers(thought, calls), returns]])(
    "cannot begin without its thinking where that is demanded",
    (...messages) => {
      const bound = { kind: "bound", reason: "tool-loop" };
      expect(search({ thinking: enabled, messages })).toMatchObject(bound);
      for (const thinking of [undefined, { type: "adaptive" }, { type: "disabled" }, null]) {
        expect(search({ thinking, messages }).kind).toBe("droppable");
      }
    },
  );

  test("once it is over, its thinking may go", () => {
    expect(search({ thinking: enabled, messages: later }).kind).toBe("droppable");
    const next = [...later, answers(calls), returns];
    expect(search({ thinking: enabled, messages: next }).kind).toBe("droppable");
  });
});

describe("the items of Responses", () => {
  const reasoning = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAA" };
  const call = { type: "function_call", id: "fc_1", call_id: "c", name: "f", arguments: "{}" };
  const output = { type: "function_call_output", call_id: "c", output: "ok" };
  const user = { type: "message", role: "user", content: "find the bug" };

  test("sealed reasoning is dropped where nothing is stored", () => {
    const input = [user, reasoning, call, output, reasoning, reasoning];
    const left = { store: false, input: [user, call, output] };
    expect(drop({ store: false, input })).toEqual(left);
    expect(drop({ store: false, input }, undefined, 1)).toEqual(left);
    expect(search({ store: false, input })).toMatchObject({ blocks: 3 });
    expect(search({ store: false, input }, () => false)).toEqual({ kind: "none" });
  });

  test("where answers are stored it stays, because calls refer to it", () => {
    const bound = { kind: "bound", reason: "stored" };
    expect(search({ input: [user, reasoning] })).toMatchObject(bound);
    expect(search({ store: true, input: [user, reasoning] })).toMatchObject(bound);
  });

  test("a sealed summary stands for the turns before it and cannot go", () => {
    const summary = { type: "compaction", encrypted_content: "gAAA" };
    const bound = { kind: "bound", reason: "compaction" };
    expect(search({ store: false, input: [summary, user] })).toMatchObject(bound);
    expect(search({ store: false, input: [summary, user] }, () => false).kind).toBe("none");
  });

  test("unsealed reasoning and other sealed things stay", () => {
    const open = { ...reasoning, encrypted_content: null };
    const found = { type: "web_search_call", encrypted_content: "x" };
    const told = { ...output, output: '"encrypted_content"' };
    expect(search({ store: false, input: [user, open, found, told] })).toEqual({ kind: "none" });
    expect(search({ store: false, input: "encrypted_content" })).toEqual({ kind: "none" });
  });

  test("a request of nothing else cannot lose it", () => {
    const found = search({ store: false, input: [reasoning] });
    expect(found).toMatchObject({ kind: "bound", reason: "nothing-left" });
  });
});

describe("recorded requests", () => {
  const bodies = [
    ...clientRequests().flatMap(({ body }) => (body === null ? [] : [toBytes(body)])),
    ...recordings().flatMap(({ request }) => (request === null ? [] : [request])),
  ];

  test.skipIf(bodies.length === 0)(
    "lose their thinking, and those without any lose nothing",
    () => {
      const counts = { none: 0, droppable: 0, bound: 0 };
      for (const bytes of bodies) {
        const text = decoder.decode(bytes);
        const input = { bytes, scan: scanBody(bytes) };
        const found = findForeignThinking(input);
        counts[found.kind]++;
        expect(carriesThinking(input)).toBe(found.kind !== "none");
        if (!/signature|redacted_thinking|encrypted_content/.test(text)) {
          expect(found.kind).toBe("none");
        }
        if (found.kind !== "droppable") continue;
        const left = JSON.parse(decoder.decode(applySplices(bytes, found.splices)));
        const { messages = [], input: items = [] } = left;
        const contents = [...messages, ...items].flatMap(({ content }) => content ?? []);
        const blocks = [...items, ...contents];
        expect(blocks.filter(({ signature }) => signature).map(({ type }) => type)).toEqual([]);
        expect(blocks.filter(({ type }) => type === "redacted_thinking")).toEqual([]);
        expect(Object.keys(left)).toEqual(Object.keys(JSON.parse(text)));
      }
      expect(counts.droppable).toBeGreaterThan(5);
      expect(counts.bound).toBeGreaterThan(2);
      expect(counts.none).toBeGreaterThan(100);
    },
  );
});
