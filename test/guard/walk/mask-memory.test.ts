/** Without this: a changed setting breaks every live conversation's prompt cache, or memory grows. */
import { describe, expect, test } from "bun:test";
import { createMaskMemory, type MaskScope } from "../../../src/guard/walk/mask-memory.ts";
import { maskRequest } from "../../../src/guard/walk/mask-request.ts";
import {
  conversation,
  makeGuard,
  makeMemory,
  tokenFor,
  type GuardOptions,
} from "../../support/guard-walk.ts";

type Message = { readonly role: string; readonly content: unknown };

function send(scope: MaskScope, messages: readonly Message[], options: GuardOptions = {}) {
  const bytes = Buffer.from(JSON.stringify({ system: "be <<kind>>", messages }));
  const guard = makeGuard(options);
  const input = { bytes, dialect: "anthropic-messages", masker: guard.masker, scope } as const;
  const result = maskRequest(input);
  return { ...guard, ...result, text: Buffer.from(result.bytes).toString() };
}

const first: Message[] = [{ role: "user", content: "<<one>> and ((two))" }];
const second: Message[] = [
  ...first,
  { role: "assistant", content: [{ type: "text", text: "fine" }] },
  { role: "user", content: "<<three>> and ((four))" },
];
const newRules: GuardOptions = { pattern: /\(\([a-z]*\)\)/g, salt: "new" };

describe("a live conversation", () => {
  test("looks only at what a turn adds, and knows the old tokens", () => {
    const scope = makeMemory().open(conversation("a"));
    const before = send(scope, first);
    const after = send(scope, second);
    expect(after.seen.map(({ text }) => text)).toEqual(["fine", "<<three>> and ((four))"]);
    expect(after.text.startsWith(before.text.slice(0, -2))).toBe(true);
    expect([...after.originals.values()]).toEqual(["<<kind>>", "<<one>>", "<<three>>"]);
    expect(after.findings.map(({ isKnown }) => isKnown)).toEqual([true, true, false]);
  });

  test("keeps its old texts as they were sent when the rules change; new ones follow the new", () => {
    const scope = makeMemory().open(conversation("a"));
    const before = send(scope, first);
    const after = send(scope, second, newRules);
    expect(after.text.startsWith(before.text.slice(0, -2))).toBe(true);
    expect(after.text).toContain(`<<three>> and ${tokenFor("((four))", "new")}`);
  });

  test("keeps a text although what stands around it has changed", () => {
    const scope = makeMemory().open(conversation("a"));
    const block = { type: "text", text: "<<one>> and ((two))" };
    const marked = { ...block, cache_control: { type: "ephemeral" } };
    send(scope, [{ role: "user", content: [marked] }]);
    const after = send(scope, [{ role: "user", content: [block] }], newRules);
    expect(after.text).toContain(`${tokenFor("<<one>>")} and ((two))`);
  });

  test("another conversation follows the new rules at once", () => {
    const memory = makeMemory();
    send(memory.open(conversation("a")), first);
    const other = send(memory.open(conversation("b")), first, newRules);
    expect(other.text).toContain(`<<one>> and ${tokenFor("((two))", "new")}`);
  });

  test("the same text in two kinds of places is decided for each", () => {
    const scope = makeMemory().open(conversation("a"));
    const text = '{"a":"<<","b":">>"}';
    const call = { type: "function_call", arguments: text };
    const body = JSON.stringify({ input: [call, { type: "message", content: text }] });
    const { masker } = makeGuard();
    const bytes = Buffer.from(body);
    const result = maskRequest({ bytes, dialect: "openai-responses", masker, scope });
    const masked = text.replace(/<<.*>>/, tokenFor('<<","b":">>'));
    const message = { type: "message", content: masked };
    expect(Buffer.from(result.bytes).toString()).toBe(JSON.stringify({ input: [call, message] }));
  });
});

describe("nothing is frozen that was not sent", () => {
  test("a blocked request leaves no decision behind", () => {
    const scope = makeMemory().open(conversation("a"));
    expect(send(scope, first, { action: "block" }).isBlocked).toBe(true);
    const after = send(scope, first, newRules);
    expect(after.text).toContain(`<<one>> and ${tokenFor("((two))", "new")}`);
    expect(scope.unsaved()).not.toEqual([]);
  });
});

describe("beyond the process", () => {
  test("saved decisions hold in a process with other rules, and hold no values", () => {
    const memory = makeMemory();
    const before = send(memory.open(conversation("a")), first);
    const saved = memory.open(conversation("a")).unsaved();
    expect(memory.open(conversation("a")).unsaved()).toEqual([]);
    expect(Bun.inspect(saved, { depth: 9 })).not.toMatch(/one|two|kind|user/);

    const restarted = makeMemory();
    expect(restarted.has(conversation("a"))).toBe(false);
    restarted.load(conversation("a"), saved);
    expect(restarted.has(conversation("a"))).toBe(true);
    const after = send(restarted.open(conversation("a")), second, newRules);
    expect(after.text.startsWith(before.text.slice(0, -2))).toBe(true);
    expect([...after.originals.values()]).toEqual(["<<kind>>", "<<one>>", "((four))"]);
  });

  test("what was loaded is not saved again", () => {
    const memory = makeMemory();
    send(memory.open(conversation("a")), first);
    const restarted = makeMemory();
    restarted.load(conversation("a"), memory.open(conversation("a")).unsaved());
    send(restarted.open(conversation("a")), first);
    expect(restarted.open(conversation("a")).unsaved()).toEqual([]);
  });
});

const messagesOf = (count: number, name: string): Message[] =>
  Array.from({ length: count }, (_, index) => ({
    role: "user",
    content: `<<${name} ${index}>>`,
  }));

describe("limits", () => {
  test("the scope that was not used for longest goes first", () => {
    const memory = makeMemory(40_000);
    for (const name of ["a", "b", "a", "c"])
      send(memory.open(conversation(name)), messagesOf(25, name));
    expect(memory.size()).toBeLessThanOrEqual(40_000);
    expect(["a", "b", "c"].filter((name) => memory.has(conversation(name)))).toEqual(["a", "c"]);
  });

  test("one scope stays within its own budget and still masks all", () => {
    const budget = { budgetBytes: 1_000_000, scopeBytes: 5_000, seeds: [1n, 2n] } as const;
    const memory = createMaskMemory(budget);
    for (let turn = 0; turn < 3; turn++) {
      const result = send(memory.open(conversation("a")), messagesOf(200, "a"));
      expect(result.findings).toHaveLength(201);
      expect(result.text).not.toContain("<<");
    }
    expect(memory.size()).toBeLessThan(6_000);
  });

  test("a scope that was dropped while its request ran is harmless", () => {
    const memory = makeMemory(20_000);
    const held = memory.open(conversation("a"));
    for (const name of ["b", "c", "d"]) send(memory.open(conversation(name)), messagesOf(40, name));
    expect(memory.has(conversation("a"))).toBe(false);
    const size = memory.size();
    expect(send(held, first).text).not.toContain("<<");
    expect(memory.size()).toBe(size);
  });
});

test("scopes tell tenants, conversations and rules apart", () => {
  const names = [
    { tenant: "1", conversation: "x", rulesVersion: "r1" },
    { tenant: "2", conversation: "x", rulesVersion: "r1" },
    { tenant: "1", conversation: null, rulesVersion: "r1" },
    { tenant: "1", conversation: null, rulesVersion: "r2" },
    { tenant: "1", conversation: "r1", rulesVersion: "r1" },
  ];
  const memory = makeMemory();
  expect(new Set(names.map((name) => memory.open(name))).size).toBe(names.length);
  const upgraded = { tenant: "1", conversation: "x", rulesVersion: "r2" };
  expect(memory.has(upgraded)).toBe(true);
  expect(memory.has({ ...upgraded, conversation: "y" })).toBe(false);
});
