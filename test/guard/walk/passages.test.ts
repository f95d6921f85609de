/** What could go wrong: a text that only looks like one sent before is not looked at. */
import { describe, expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import type { Dialect } from "../../../src/base/dialect.ts";
import type { MaskScope } from "../../../src/guard/walk/mask-memory.ts";
import { maskRequest } from "../../../src/guard/walk/mask-request.ts";
import {
  conversation,
  makeGuard,
  makeMemory,
  tokenFor,
  type GuardOptions,
} from "../../support/guard-walk.ts";
import { pick, seeded } from "../../support/sample-form.ts";

interface Body {
  /** A conversation that begins otherwise has nothing in common with the last one. */
  readonly first: string;
  readonly messages: readonly object[];
  readonly system?: string;
  readonly last?: string;
}

function send(
  scope: MaskScope,
  body: object | string,
  dialect: Dialect = "anthropic-messages",
  options: GuardOptions = {},
) {
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const guard = makeGuard(options);
  let asked = 0;
  const counting: MaskScope = {
    ...scope,
    recall(...given) {
      asked++;
      return scope.recall(...given);
    },
  };
  const { bytes: masked } = maskRequest({ bytes, dialect, masker: guard.masker, scope: counting });
  return { text: Buffer.from(masked).toString(), originals: guard.originals, asked };
}

const openScope = () => makeMemory(50_000_000).open(conversation("a"));
const message = (text: string) => ({ role: "user", content: [{ type: "text", text }] });
const long = (text: string) => message(`${text} ${"words and ".repeat(3_000)}`);
const many = Array.from({ length: 12 }, (_, index) => long(`<<secret ${index}>>`));

test("of a long conversation, a turn costs what it adds", () => {
  const scope = openScope();
  const before = send(scope, { messages: many, last: "<<end>>" });
  const after = send(scope, { messages: [...many, message("<<new>>")], last: "<<end>>" });
  expect(before.asked).toBeGreaterThan(2 * many.length);
  expect(after.asked).toBeLessThan(10);
  expect(after.originals.size).toBe(many.length + 2);
  expect(after.text).not.toContain("<<");
  expect(after.text.slice(0, 300_000)).toBe(before.text.slice(0, 300_000));
});

test("values of what is known as a whole are masked in what is new", () => {
  const scope = openScope();
  send(scope, { messages: many });
  const { text } = send(scope, { messages: [...many, message("it was <<secret 3>>")] });
  expect(text).toContain(`it was ${tokenFor("<<secret 3>>")}`);
});

describe("another text is looked at although", () => {
  const scope = openScope();
  send(scope, { messages: many, last: "x" });

  test("it has the length of the one before", () => {
    const changed = many.with(4, long("<<secret X>>"));
    const { text } = send(scope, { messages: changed, last: "x" });
    expect(text).toContain(tokenFor("<<secret X>>"));
    expect(text).not.toContain(tokenFor("<<secret 4>>"));
  });

  test("it ends within what was known", () => {
    const { text, originals } = send(scope, { messages: many.slice(0, 7), other: "<<o>>" });
    expect(originals.size).toBe(8);
    expect(text).not.toContain("<<");
  });

  test("its bytes were sent in another dialect", () => {
    const body = {
      messages: [{ role: "user", name: "<<me>>", content: long("x").content }, ...many],
    };
    expect(send(scope, body).text).toContain("<<me>>");
    expect(send(scope, body, "openai-chat").text).toContain(tokenFor("<<me>>"));
  });
});

test.each([conversation("a"), { ...conversation("a"), conversation: null }])(
  "any growth and any edit gives what it gives without passages: %j",
  (name) => {
    const random = seeded(31);
    for (let round = 0; round < 12; round++) {
      const one = makeMemory(50_000_000).open(name);
      const other = makeMemory(50_000_000).open(name);
      let body: Body = { first: "", messages: many.slice(0, 6), system: "be <<kind>>" };
      for (let turn = 0; turn < 8; turn++) {
        body = edit(body, turn, random);
        const sent = scribble(JSON.stringify(body), random);
        const again = send(other, sent.replace('"first":""', `"first":"turn ${turn}"`));
        const { text } = send(one, sent);
        expect(text.replace('"first":""', "")).toBe(again.text.replace(/"first":"turn \d"/, ""));
      }
    }
  },
);

test("where conversations cannot be told apart, each goes on from its own beginning", () => {
  const scope = makeMemory(50_000_000).open({ ...conversation("a"), conversation: null });
  const others = many.map((_, index) => long(`<<other ${index}>>`));
  send(scope, { messages: many });
  send(scope, { messages: others });
  for (const messages of [many, others]) {
    const { asked, originals } = send(scope, { messages: [...messages, message("<<new>>")] });
    expect(asked).toBeLessThan(12);
    expect(originals.size).toBe(many.length + 1);
  }
});

test("where they cannot, what is known before a conversation counts for all of it", () => {
  const scope = makeMemory(50_000_000).open({ ...conversation("a"), conversation: null });
  const messages = [long("it says hunter2 here"), ...many];
  const sent = (system: string) =>
    send(scope, { messages, system }, "anthropic-messages", { pattern: /(?<=key: )\w+/g }).text;
  expect(sent("key: another")).toContain("it says hunter2 here");
  expect(sent("key: hunter2")).toContain(`it says ${tokenFor("hunter2")} here`);
  expect(sent("key: another")).toContain("it says hunter2 here");
});

function edit(body: Body, turn: number, random: () => number): Body {
  const added = message(`<<turn ${turn}>> and <<secret ${Math.floor(random() * 9)}>>`);
  const at = Math.floor(random() * body.messages.length);
  const grown = [...body.messages, random() < 0.5 ? added : long(`<<long ${turn}>>`)];
  return pick(random, [
    () => ({ ...body, messages: grown }),
    () => ({ ...body, messages: grown }),
    () => ({ ...body, messages: body.messages.with(at, long(`<<edit ${turn}>>`)) }),
    () => ({ ...body, messages: body.messages.toSpliced(at, 1) }),
    () => ({ ...body, last: `<<last ${turn}>>` }),
    () => ({ ...body, system: `be <<kind ${turn}>>` }),
  ])();
}

/** Changes of a text that no object could tell of, most of them where a chunk ends. */
function scribble(text: string, random: () => number): string {
  const chunks = Math.floor(text.length / limits.chunkBytes);
  const end = Math.ceil(random() * chunks) * limits.chunkBytes;
  const at = text.lastIndexOf("words", random() < 0.7 ? end : Math.floor(random() * text.length));
  const put = (word: string) => (at < 0 ? text : text.slice(0, at) + word + text.slice(at + 5));
  return pick(random, [
    () => text,
    () => put("w\\u006frds"),
    () => put('\\\\\\"<<cut>>\\\\'),
    () => put("<<é\\n>>"),
    () => put("<<a>>".repeat(30)),
    () => text.replace(/}$/, `,"messages":[{"role":"user","content":"<<again>>"}]}`),
    () => text.replace(/}$/, ` ,\n"metadata" : {"note":"<<new>>"} }`),
  ])();
}
