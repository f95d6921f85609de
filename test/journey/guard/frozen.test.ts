/**
 * What could go wrong: the same turns are masked in another way the next time, so that signed
 * thinking is refused and the prompt cache is lost.
 */
import { expect, test } from "bun:test";
import { createGateway, type Gateway } from "../../../src/gateway.ts";
import { makeDataDirectory } from "../../support/data-directory.ts";
import { code, guardSettings, leaked, prose, token, tool } from "../../support/planted.ts";
import { json } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";

const key = "the-global-key-0123456789";
const session = { "x-api-key": key, "x-claude-code-session-id": "one-session" };

/** Thinks in tokens, signs it, says them, and writes them to a file. */
function answerWith(said: string, turn: number): object[] {
  return [
    {
      type: "thinking",
      thinking: `They gave ${said}; "quoted".`,
      signature: `c2lnbmVk${turn}+/==`,
    },
    { type: "text", text: `I have ${said}.` },
    {
      type: "tool_use",
      id: `toolu_${turn}`,
      name: tool.name,
      input: { text: `line\n"${said}"\n`, [said]: true },
    },
  ];
}

function startModel() {
  const contents: string[] = [];
  const upstream = startUpstream((request) => {
    const said = [...new Set(request.text().match(token) ?? [])].join(" and ");
    const content = answerWith(said, contents.length + 1);
    contents.push(JSON.stringify(content));
    const usage = { input_tokens: 1, output_tokens: 1 };
    const head = { id: "msg_1", type: "message", role: "assistant", model: "claude-opus-4-6" };
    return json(200, { ...head, content, stop_reason: "tool_use", usage });
  });
  return { upstream, contents };
}

async function open(dataDirectory: string): Promise<Gateway> {
  const gateway = createGateway({ dataDirectory, proxyApiKey: key, stopTimeoutMs: 0 });
  await gateway.ready;
  return gateway;
}

/** A client that gives back what it got, to the byte. */
function createClient() {
  const messages: string[] = [JSON.stringify({ role: "user", content: code })];
  const system = JSON.stringify([{ type: "text", text: prose }]);
  const tools = JSON.stringify([
    { name: tool.name, description: prose, input_schema: tool.schema },
  ]);
  let turn = 0;
  return {
    /** Sends the conversation and takes the answer and a tool's result up into it. */
    async say(gateway: Gateway): Promise<void> {
      turn++;
      const body =
        `{"model":"claude-opus-4-6","max_tokens":900,"system":${system},"tools":${tools},` +
        `"messages":[${messages.join(",")}]}`;
      const request = new Request("http://localhost/v1/messages", {
        method: "POST",
        headers: session,
        body,
      });
      const response = await gateway.fetch(request);
      const text = await response.text();
      expect(response.status, text).toBe(200);
      const content = /"content":(\[.*\]),"stop_reason"/s.exec(text)?.[1] ?? "";
      expect(leaked(content).length).toBeGreaterThan(3);
      messages.push(`{"role":"assistant","content":${content}}`);
      const result = {
        type: "tool_result",
        tool_use_id: `toolu_${turn}`,
        content: `${prose} ${turn}`,
      };
      messages.push(JSON.stringify({ role: "user", content: [result] }));
    },
  };
}

test("earlier turns keep their bytes: signed, restarted, in another process, under other settings", async () => {
  const { upstream, contents } = startModel();
  const data = await makeDataDirectory({
    accounts: [{ name: "only", baseUrl: upstream.url }],
    settings: guardSettings(),
  });
  const client = createClient();
  const first = await open(data.path);
  await client.say(first);
  await client.say(first);
  await first.close();
  const second = await open(data.path);
  await client.say(second);
  const third = await open(data.path);
  await client.say(third);
  // Another set of rules finds other things, as a later version of the detectors would.
  data.database.run(
    "INSERT INTO settings (key, value) VALUES ('guardrail_email_enabled', 'false'), ('guardrail_iban_enabled', 'false')",
  );
  await client.say(third);
  await second.close();
  await third.close();
  const fourth = await open(data.path);
  await client.say(fourth);
  await fourth.close();
  const sent = upstream.requests.map((request) => request.text());
  expect(sent).toHaveLength(6);
  expect(leaked(sent.slice(0, 4).join("\n"))).toEqual([]);
  for (const [index, body] of sent.entries()) {
    const before = sent[index - 1];
    if (before === undefined) continue;
    expect(body.startsWith(before.slice(0, -"]}".length)), `turn ${index + 1}`).toBe(true);
    // What the model said comes back to it as it said it, thinking and inputs of tools included.
    expect(body).toContain(`{"role":"assistant","content":${contents[index - 1]}}`);
  }
  data.remove();
  await upstream.stop();
});
