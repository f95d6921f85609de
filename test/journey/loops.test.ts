/** What could go wrong: an agent pays for the same call all night, or an honest one is suspected. */
import { expect, test } from "bun:test";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { waitForAttempts } from "../support/attempt-rows.ts";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

type Turn = readonly [tool: string, input: unknown];

/** With what breaks a careless search: quotes, braces and the very words, in texts and in inputs. */
const result = 'it says "type":"tool_use" {"name":"x","arguments":"\\\\"} and "function_call" }}]]';

const bodies = {
  "/v1/messages": (turns: readonly Turn[]) => ({
    max_tokens: 10,
    messages: [
      { role: "user", content: "Go." },
      ...turns.flatMap(([name, input], index) => [
        { role: "assistant", content: [{ type: "tool_use", id: `t${index}`, name, input }] },
        {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: `t${index}`, content: result }],
        },
      ]),
    ],
  }),
  "/v1/chat/completions": (turns: readonly Turn[]) => ({
    messages: [
      { role: "user", content: "Go." },
      ...turns.flatMap(([name, input], index) => {
        const called = { name, arguments: JSON.stringify(input) };
        return [
          {
            role: "assistant",
            tool_calls: [{ id: `t${index}`, type: "function", function: called }],
          },
          { role: "tool", tool_call_id: `t${index}`, content: result },
        ];
      }),
    ],
  }),
  "/v1/responses": (turns: readonly Turn[]) => ({
    input: [
      { role: "user", content: "Go." },
      ...turns.flatMap(([name, input], index) => [
        { type: "function_call", call_id: `t${index}`, name, arguments: JSON.stringify(input) },
        { type: "function_call_output", call_id: `t${index}`, output: result },
      ]),
    ],
  }),
} as const;

type Path = keyof typeof bodies;
const paths = Object.keys(bodies) as Path[];

async function warningFor({ url }: RunningGateway, path: Path, turns: readonly Turn[]) {
  const body = { model: "claude-opus-4-6", ...bodies[path](turns) };
  const response = await fetch(url + path, { method: "POST", body: JSON.stringify(body) });
  await response.text();
  return response.headers.get("x-codegate-warnings");
}

async function withLimit(calls: string | null, work: (gateway: RunningGateway) => Promise<void>) {
  const upstream = startUpstream(() => json(200, anthropicMessage([{ text: "hello" }])));
  await using gateway = await startGateway({
    accounts: [{ name: "A", baseUrl: upstream.url }],
    settings: calls === null ? {} : { codegate_loop_calls: calls },
  });
  await work(gateway);
  await upstream.stop();
}

const ls: Turn = ["Bash", { command: 'ls "a\\b" {[', tool_use: { type: "tool_use" } }];
const cat: Turn = ["Bash", { command: "cat a" }];
const read: Turn = ["Read", ls[1]];
const loop = "was called 3 times in a row with the same input: the agent may be in a loop.";

test.each(paths)("%s: the same call three times in a row is a loop", async (path) => {
  await withLimit("3", async (gateway) => {
    expect(await warningFor(gateway, path, [ls, ls, ls])).toBe(`The tool Bash ${loop}`);
    expect(await warningFor(gateway, path, [cat, read, ls, ls, ls])).toContain(loop);
    expect(await warningFor(gateway, path, [ls, ls])).toBeNull();
    expect(await warningFor(gateway, path, [ls, ls, ls, cat])).toBeNull();
    expect(await warningFor(gateway, path, [ls, cat, ls, ls])).toBeNull();
    expect(await warningFor(gateway, path, [read, ls, ls])).toBeNull();
    expect(await warningFor(gateway, path, [])).toBeNull();
  });
});

test("the row of the attempt says it too", async () => {
  await withLimit("2", async (gateway) => {
    await warningFor(gateway, "/v1/messages", [cat, cat]);
    const [row] = await waitForAttempts(gateway, 1);
    expect(String((row as unknown as Record<string, unknown>)["warnings"])).toContain("in a loop");
  });
});

test.each([null, "", "off", "0", "1"])("with the setting %p nobody looks", async (calls) => {
  await withLimit(calls, async (gateway) => {
    expect(await warningFor(gateway, "/v1/messages", [ls, ls, ls, ls, ls, ls])).toBeNull();
  });
});
