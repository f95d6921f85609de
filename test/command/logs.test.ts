// What could go wrong: `codegate logs` shows another request than was meant, hides what it cost, or
// cannot bring back what was kept of it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { createCommandLine, type CommandLine } from "../support/command-line.ts";
import { errorBody } from "../support/errors.ts";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speechOf } from "../support/speeches.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const speech = speechOf("anthropic-messages");

let gateway: RunningGateway;
let line: CommandLine;
/** Ids as the client was told them: two turns, then a failure. */
const ids: string[] = [];
const bodies: string[] = [];

async function ask(body: object): Promise<void> {
  const text = JSON.stringify(body);
  const answer = await fetch(`${gateway.url}/v1/messages`, { method: "POST", body: text });
  ids.push(answer.headers.get("x-codegate-request-id") ?? "");
  bodies.push(text);
  await answer.text();
}

beforeAll(async () => {
  const upstream = startUpstream((request) =>
    request.text().includes("unknown-model")
      ? json(404, errorBody("anthropic-messages", { type: "not_found_error", message: "Which?" }))
      : json(200, speech.whole([{ text: "A proxy." }])),
  );
  gateway = await startGateway({
    accounts: [{ name: "Work", provider: "anthropic", baseUrl: upstream.url }],
    tenants: [{ name: "alice", key: "cgk_alice" }],
    settings: { request_logging: "true", detailed_request_logging: "true" },
  });
  line = createCommandLine();
  const first = { role: "user", content: "What is this?" };
  const turn = { model: "claude-opus-4-6", max_tokens: 9, messages: [first] };
  const headers = { "x-api-key": "cgk_alice" };
  const original = globalThis.fetch;
  const asAlice = (url: string, init: RequestInit) => original(url, { ...init, headers });
  globalThis.fetch = asAlice as typeof fetch;
  await ask(turn);
  await ask({
    ...turn,
    max_tokens: 10,
    messages: [first, { role: "assistant", content: "A proxy." }],
  });
  await ask({ ...turn, model: "unknown-model" });
  globalThis.fetch = original;
  await gateway.gateway.close();
  await upstream.stop();
});

afterAll(async () => {
  line[Symbol.dispose]();
  await gateway.stop();
});

async function run(...words: string[]) {
  return line.run(words, { environment: { DATA_DIR: gateway.data.path } });
}

test("requests are listed, the newest first, with model, account and cost", async () => {
  const { out, code } = await run("logs");
  expect(code).toBe(0);
  const rows = out.split("\n").filter((row) => /^\d{4}-/.test(row));
  expect(rows).toHaveLength(3);
  expect(rows.map((row) => ids.findIndex((id) => row.includes(id.slice(-8))))).toEqual([2, 1, 0]);
  expect(rows[2]).toMatch(/200 +claude-opus-4-6 +Work .*\$0\.\d+$/);
  expect(rows[0]).toContain("404");
  // The sentence of the error, without the JSON around it.
  expect(out).toMatch(/^ +Which\?$/m);
});

test("a list can be narrowed", async () => {
  const idsOf = async (...words: string[]) => {
    const { out } = await run("logs", "list", "--json", ...words);
    return (JSON.parse(out) as { id: string }[]).map(({ id }) => id);
  };
  expect(await idsOf("--failed")).toEqual([ids[2] ?? ""]);
  expect(await idsOf("--model", "opus")).toEqual([ids[1] ?? "", ids[0] ?? ""]);
  expect(await idsOf("--limit", "1")).toEqual([ids[2] ?? ""]);
  expect(await idsOf("--tenant", "alice", "--since", "1h")).toHaveLength(3);
  expect(await idsOf("--until", "1h")).toEqual([]);
  expect((await run("logs", "--tenant", "bob")).error).toContain("no tenant called bob");
  expect((await run("logs", "--since", "yesterday")).error).toContain("--since is a time such as");
});

test("one request is shown with its call, route and bodies", async () => {
  const { out } = await run("logs", "show", (ids[1] ?? "").slice(-8));
  expect(out).toContain(ids[1] ?? "");
  expect(out).toContain("claude-opus-4-6 at Work: status 200");
  expect(out).toMatch(/call 1 to Work: success \(200\)/);
  expect(out).toMatch(/tokens: \d+ in, .* out; \$0\.\d+/);
  expect(out).toContain("route: direct");
  expect(out).toContain('"max_tokens": 10');
  expect(out).toContain("A proxy.");
  expect(await run("logs", "show", ids[1] ?? "", "--request")).toMatchObject({
    out: `${bodies[1]}\n`,
    code: 0,
  });
  const whole = JSON.parse((await run("logs", "show", ids[2] ?? "", "--json")).out);
  expect(whole).toMatchObject({
    status: 404,
    request: bodies[2],
    attempts: [{ status: 404, account: "Work" }],
  });
  expect((await run("logs", "show", "ffffffff")).error).toContain("no request ffffffff");
});

test("two turns are compared", async () => {
  const { out } = await run("logs", "diff", ids[0] ?? "", ids[1] ?? "");
  expect(out).toContain("max_tokens");
  expect(out).toContain("  - 9\n  + 10");
  expect(out).toContain("messages: 1 the same at the start");
  expect(out).toContain('  + {"role":"assistant","content":"A proxy."}');
  expect((await run("logs", "diff", ids[0] ?? "", ids[0] ?? "")).out).toContain("the same");
});
