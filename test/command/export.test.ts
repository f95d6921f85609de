// What could go wrong: an example for fine-tuning lacks the tool calls, the answer or the system
// prompt, holds what guardrails had masked, or a failure is taught as an answer.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Dialect } from "../../src/base/dialect.ts";
import { createCommandLine, type CommandLine } from "../support/command-line.ts";
import type { ToolCall } from "../support/events.ts";
import { json, sse, type Reply } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speechOf } from "../support/speeches.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

let gateway: RunningGateway;
let line: CommandLine;

const call: ToolCall = ["read_file", { path: "b.ts" }];
const schema = { type: "object", properties: { path: { type: "string" } } };
const mail = "margaret.hughes@northwind-logistics.com";

/** The same turn in every dialect: a tool was called before, and its result is there. */
const requests: Readonly<Record<Dialect, object>> = {
  "anthropic-messages": {
    model: "claude-opus-4-6",
    max_tokens: 900,
    system: [{ type: "text", text: "You read files.", cache_control: { type: "ephemeral" } }],
    tools: [{ name: "read_file", description: "Reads", input_schema: schema }],
    messages: [
      { role: "user", content: "Earlier." },
      { role: "assistant", content: "Yes?" },
      { role: "user", content: `Read a.ts for ${mail}.` },
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "toolu_1", name: "read_file", input: { path: "a.ts" } }],
      },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "let a;" }],
      },
    ],
  },
  "openai-chat": {
    model: "gpt-5",
    tools: [
      {
        type: "function",
        function: { name: "read_file", description: "Reads", parameters: schema },
      },
    ],
    messages: [
      { role: "system", content: "You read files." },
      { role: "user", content: "Earlier." },
      { role: "assistant", content: "Yes?" },
      { role: "user", content: `Read a.ts for ${mail}.` },
      {
        role: "assistant",
        content: null,
        tool_calls: [
          {
            id: "toolu_1",
            type: "function",
            function: { name: "read_file", arguments: '{"path":"a.ts"}' },
          },
        ],
      },
      { role: "tool", tool_call_id: "toolu_1", content: "let a;" },
    ],
  },
  "openai-responses": {
    model: "gpt-5",
    instructions: "You read files.",
    tools: [{ type: "function", name: "read_file", description: "Reads", parameters: schema }],
    input: [
      { role: "user", content: "Earlier." },
      { role: "assistant", content: "Yes?" },
      { role: "user", content: `Read a.ts for ${mail}.` },
      {
        type: "function_call",
        call_id: "toolu_1",
        name: "read_file",
        arguments: '{"path":"a.ts"}',
      },
      { type: "function_call_output", call_id: "toolu_1", output: "let a;" },
    ],
  },
};

function broken(events: readonly string[]): Reply {
  const reply = sse(events);
  return { ...reply, steps: [...reply.steps, { waitMs: 50 }, "reset"] };
}

const names: Readonly<Record<Dialect, string>> = {
  "anthropic-messages": "messages",
  "openai-chat": "chat",
  "openai-responses": "responses",
};
const dialects = Object.keys(requests) as Dialect[];

beforeAll(async () => {
  const upstreams = dialects.map((dialect) => {
    const speech = speechOf(dialect);
    return startUpstream((request) => {
      const text = request.text();
      if (text.includes("fail")) return json(400, { error: { message: "no" } });
      if (text.includes("cut")) return broken(speech.text("Half").slice(0, 3));
      return text.includes('"stream":true')
        ? sse(speech.tool(call))
        : json(200, speech.whole([{ text: "Done." }]));
    });
  });
  gateway = await startGateway({
    accounts: dialects.map((dialect, index) => ({
      name: names[dialect],
      provider: "custom",
      baseUrl: upstreams[index]?.url ?? "",
      dialects: names[dialect],
    })),
    settings: { finetune_logging: "true", privacy_enabled: "true" },
  });
  line = createCommandLine();
  for (const dialect of dialects) {
    for (const extra of [
      { stream: false },
      { stream: true },
      { metadata: { fail: "1" } },
      { stream: true, metadata: { cut: "1" } },
    ]) {
      const answer = await fetch(gateway.url + speechOf(dialect).path, {
        method: "POST",
        headers: { "x-codegate-account": names[dialect] },
        body: JSON.stringify({ ...requests[dialect], ...extra }),
      });
      await answer.text();
    }
  }
  await gateway.gateway.close();
  await Promise.all(upstreams.map((upstream) => upstream.stop()));
});

afterAll(async () => {
  line[Symbol.dispose]();
  await gateway.stop();
});

const run = (...words: string[]) =>
  line.run(["export", ...words], { environment: { DATA_DIR: gateway.data.path } });

interface Example {
  readonly messages: readonly Readonly<Record<string, unknown>>[];
  readonly tools: unknown;
}

const parse = (text: string): Example[] =>
  text
    .trimEnd()
    .split("\n")
    .map((each) => JSON.parse(each) as Example);

const calls = (id: string, path: string) => [
  { id, type: "function", function: { name: "read_file", arguments: JSON.stringify({ path }) } },
];

test("whole conversations of all dialects become the same examples", async () => {
  const { out, error, code } = await run("--full");
  expect(error).toBe("6 examples.\n");
  expect(code).toBe(0);
  const examples = parse(out);
  expect(examples).toHaveLength(6);
  for (const [index, { messages, tools }] of examples.entries()) {
    expect(messages.slice(0, 3)).toMatchObject([
      { content: "You read files." },
      { role: "user", content: "Earlier." },
      { role: "assistant", content: "Yes?" },
    ]);
    expect(messages[3]?.["content"]).toMatch(/^Read a\.ts for CG_EMAIL_\w+\.$/);
    expect(messages[4]).toMatchObject({ role: "assistant", tool_calls: calls("toolu_1", "a.ts") });
    expect(messages[5]).toEqual({ role: "tool", tool_call_id: "toolu_1", content: "let a;" });
    const answer = messages[6];
    if (index % 2 === 0) expect(answer).toEqual({ role: "assistant", content: "Done." });
    else
      expect(answer).toMatchObject({
        role: "assistant",
        tool_calls: [{ function: { name: "read_file" } }],
      });
    expect(messages).toHaveLength(7);
    expect(JSON.stringify(tools)).toContain("read_file");
  }
  expect(out).not.toContain(mail);
});

test("the last turn alone has the instructions and what came since the user spoke", async () => {
  const [example] = parse((await run("--last-turn")).out);
  expect(example?.messages.map(({ role }) => role)).toEqual([
    "system",
    "user",
    "assistant",
    "tool",
    "assistant",
  ]);
});

test("examples go to a file, packed, by model, and to where the dashboard looks", async () => {
  const path = join(line.home, "examples.jsonl.gz");
  expect((await run("--gzip", "--model", "opus", path)).error).toStartWith("2 examples in");
  expect(parse(gunzipSync(readFileSync(path)).toString())).toHaveLength(2);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await run("--dashboard");
  expect(
    parse(readFileSync(join(gateway.data.path, "finetune-export.jsonl"), "utf8")),
  ).toHaveLength(6);
  expect((await run("--gzip")).code).toBe(2);
  const none = await run("--since", "2099-01-01");
  expect(none.error).toMatch(
    /^0 examples\.\nBodies are kept only while finetune_logging is true: /,
  );
});

test("the dashboard's setting decides whether conversations are whole", async () => {
  gateway.data.database.run(
    "INSERT INTO settings (key, value) VALUES ('finetune_full_context', 'true')",
  );
  const [example] = parse((await run()).out);
  expect(example?.messages).toHaveLength(7);
});

test("what was masked comes back only on demand, and only where its original is kept", async () => {
  // Responses that stay at their provider have their originals kept; the tenant has only one token.
  const [example] = parse((await run("--restore")).out);
  expect(example?.messages[3]?.["content"]).toBe(`Read a.ts for ${mail}.`);
  expect((await run()).out).not.toContain(mail);
  gateway.data.database.run("DELETE FROM privacy_mappings");
  expect((await run("--restore")).out).not.toContain(mail);
});
