// What real clients send must keep together turn by turn, or their caches are lost with every turn.
import { describe, expect, test } from "bun:test";
import { modelFamily } from "../../../src/affinity/key/model-family.ts";
import { keyOf, type AskedKey } from "../../support/affinity.ts";
import { clientRequests, type ClientRequest } from "../../support/recordings.ts";

const requests = clientRequests().filter(({ body, target }) => {
  return body !== null && "model" in body && !target.includes("count_tokens");
});

/** The recordings have their ids replaced by zeros: give each scenario its own again. */
function asked(request: ClientRequest): AskedKey & { body: Record<string, unknown> } {
  const folder = `${request.client}/${request.scenario}`;
  const own = Bun.hash(folder).toString(16).padStart(12, "0").slice(0, 12);
  const restore = (text: string) =>
    text.replaceAll(/0{8}-0{4}-4000-8000-0{12}/g, `00000000-0000-4000-8000-${own}`);
  const headers = request.headers.filter(([, value]) => /^[\x20-\x7e]*$/.test(value));
  return {
    headers: Object.fromEntries(headers.map(([name, value]) => [name, restore(value)])),
    body: JSON.parse(restore(JSON.stringify(request.body))),
    model: String(request.body?.["model"]),
  };
}

function nameOf({ client, scenario, sequence }: ClientRequest): string {
  return `${client}/${scenario}-${sequence}`;
}

/** Without any id: what is left is the opening. */
function anonymous(request: ClientRequest): AskedKey & { body: Record<string, unknown> } {
  const { metadata: _, prompt_cache_key: __, ...body } = asked(request).body;
  return { body, model: String(request.body?.["model"]) };
}

/** The texts of a message, read the slow and obvious way. */
function texts(content: unknown): string[] {
  if (typeof content === "string") return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block) => (typeof block?.text === "string" ? [block.text] : []));
}

/** The opening as plain text, from parsed values. */
function describeOpening({ body, model = "" }: { body: Record<string, unknown>; model?: string }) {
  const turns = (body["messages"] ?? body["input"] ?? []) as { role?: string; content?: unknown }[];
  const family = modelFamily(model);
  if (typeof turns === "string") return JSON.stringify([family, [], [turns]]);
  const first = turns.findIndex(({ role }) => role === "user");
  const rest = turns.slice(first);
  const end = rest.findIndex(({ role }) => !["user", "system", "developer"].includes(role ?? ""));
  const users = rest.slice(0, end < 0 ? rest.length : end).filter(({ role }) => role === "user");
  const system = [
    ...texts(body["system"]),
    ...texts(body["instructions"]),
    ...turns.slice(0, first).flatMap(({ content }) => texts(content)),
  ].filter((text) => !text.startsWith("x-anthropic-billing-header:"));
  return JSON.stringify([family, system, users.flatMap(({ content }) => texts(content))]);
}

describe.skipIf(requests.length === 0)("recorded requests", () => {
  test("every one has a key", () => {
    expect(requests.length).toBeGreaterThan(80);
    const without = requests.filter((request) => keyOf(asked(request)) === null);
    expect(without.map(nameOf)).toEqual([]);
  });

  test("clients with session ids keep one key per scenario, agent and family", () => {
    const named = requests.filter((request) => keyOf(asked(request))?.source === "session-header");
    const clients = new Set(named.map(({ client }) => client.split("-")[0]));
    expect([...clients].toSorted()).toEqual(["claude", "codex", "opencode"]);
    const labels = new Map<string, string>();
    for (const request of named) {
      const { headers = {}, model = "" } = asked(request);
      const agent = headers["x-claude-code-agent-id"] ?? "";
      const label = `${request.client}/${request.scenario} ${agent} ${modelFamily(model)}`;
      const { id = "" } = keyOf(asked(request)) ?? {};
      // Each key has one label, and each label one key.
      expect(labels.get(id) ?? label).toBe(label);
      labels.set(id, label);
    }
    expect(new Set(labels.values()).size).toBe(labels.size);
  });

  test("a sub-agent of Claude Code has a key of its own, also on the same model", () => {
    const agents = requests.filter(
      ({ client, scenario }) => client === "claude-code-2.1.330" && scenario === "agent",
    );
    const [first, second, agent, last] = agents.map((request) => keyOf(asked(request))?.id);
    expect([second, last]).toEqual([first, first]);
    expect(agent).not.toBe(first);
  });

  test("without ids, Claude Code is known by its metadata", () => {
    for (const request of requests.filter(({ client }) => client.startsWith("claude-code"))) {
      const { body, model = "" } = asked(request);
      const key = keyOf({ body, model });
      expect(key?.source).toBe("metadata");
      const main = { "x-claude-code-session-id": sessionIn(body) };
      expect(keyOf({ headers: main, body, model })?.id).toBe(key?.id as string);
    }
  });

  test("without any id, requests with the same opening have the same key, and no others", () => {
    const byKey = new Map<string, string>();
    const byOpening = new Map<string, string>();
    for (const request of requests) {
      const id = keyOf(anonymous(request))?.id ?? "none";
      const opening = describeOpening(anonymous(request));
      expect(byKey.get(id) ?? opening).toBe(opening);
      expect(byOpening.get(opening) ?? id).toBe(id);
      byKey.set(id, opening);
      byOpening.set(opening, id);
    }
    expect(byKey.size).toBeGreaterThan(20);
  });
});

describe.skipIf(requests.length === 0)("recorded pairs, without any id", () => {
  test.each([
    ["claude-code-2.1.330/tool-1", "claude-code-2.1.330/tool-2"],
    ["claude-code-2.1.330/mcp-1", "claude-code-2.1.330/mcp-2"],
    ["claude-code-2.1.330/agent-1", "claude-code-2.1.330/agent-4"],
    ["claude-code-2.1.330/websearch-1", "claude-code-2.1.330/websearch-3"],
    ["claude-code-2.1.197/cc1-2", "claude-code-2.1.197/cc1-3"],
    ["claude-code-2.1.197/image-2", "claude-code-2.1.197/image-3"],
    ["codex-0.169.0/responses-1", "codex-0.169.0/responses-2"],
    ["opencode-1.18.33/anthropic-2", "opencode-1.18.33/anthropic-3"],
    ["opencode-1.18.33/compat-2", "opencode-1.18.33/compat-3"],
    ["opencode-1.18.33/openai-2", "opencode-1.18.33/openai-3"],
    ["pi-0.73.1/anthropic-1", "pi-0.73.1/anthropic-2"],
    ["pi-0.73.1/openai-1", "pi-0.73.1/openai-2"],
    ["continue-1.5.47/anthropic-1", "continue-1.5.47/anthropic-2"],
  ])("%s and %s are one conversation by their opening alone", (one, two) => {
    const [first, second] = [one, two].map((name) => find(name));
    expect(keyOf(anonymous(first as ClientRequest))).toMatchObject({ source: "opening" });
    expect(keyOf(anonymous(second as ClientRequest))).toEqual(
      keyOf(anonymous(first as ClientRequest)),
    );
  });

  test.each([
    ["claude-code-2.1.330/agent-1", "claude-code-2.1.330/agent-3"],
    ["claude-code-2.1.330/websearch-1", "claude-code-2.1.330/websearch-2"],
    ["claude-code-2.1.330/tty-2", "claude-code-2.1.330/tty-3"],
    ["opencode-1.18.33/anthropic-1", "opencode-1.18.33/anthropic-2"],
    ["opencode-1.18.33/compat-1", "opencode-1.18.33/compat-2"],
    ["qwen-code-0.15.10/openai-1", "qwen-code-0.15.10/openai-2"],
  ])("%s and %s are two, for one is a side request", (one, two) => {
    const ids = [one, two].map((name) => keyOf(anonymous(find(name)))?.id);
    expect(ids[0]).toBeDefined();
    expect(ids[0]).not.toBe(ids[1]);
  });
});

function find(name: string): ClientRequest {
  const found = requests.find((request) => nameOf(request) === name);
  if (found === undefined) throw new Error(`no recording: ${name}`);
  return found;
}

function sessionIn(body: Record<string, unknown>): string {
  const { user_id: userId } = body["metadata"] as { user_id: string };
  return JSON.parse(userId).session_id;
}
