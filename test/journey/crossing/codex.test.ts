/**
 * What could go wrong: Codex on an account of another dialect loses its conversation when the context
 * is full, its free-text tools, or the tools that it brings along in the middle.
 */
import { describe, expect, test } from "bun:test";
import { sealPrefix } from "../../../src/vocabulary/sealed-text.ts";
import { accountAt, endOf, requestOf, seedFor } from "../../support/crossings.ts";
import { hear } from "../../support/hear.ts";
import { rawRequest, type RawRequest } from "../../support/raw-client.ts";
import { clientRequests } from "../../support/recordings.ts";
import { sse } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway } from "../../support/start-gateway.ts";

type Fields = Readonly<Record<string, unknown>>;

const messages = endOf("anthropic-messages");
const responses = endOf("openai-responses");
const recorded = clientRequests().find(
  ({ client, scenario, sequence }) =>
    client.startsWith("codex") && scenario === "responses" && sequence === 2,
);

/** As Codex sends it, with another model, and more items at its end. */
function codexRequest(model: string, items: readonly Fields[], account: string): RawRequest {
  const body = recorded?.body ?? {};
  const input = [...(body["input"] as Fields[]), ...items];
  return {
    ...requestOf(responses),
    headers: [
      ["content-type", "application/json"],
      ["x-codegate-account", account],
    ],
    body: JSON.stringify({ ...body, model, input }),
  };
}

interface Completed {
  readonly output: readonly Fields[];
}

function completed(text: string): Completed {
  const event = /event: response\.completed\ndata: (.+)\n\n/.exec(text)?.[1] ?? "{}";
  return (JSON.parse(event) as { readonly response: Completed }).response;
}

describe.skipIf(recorded === undefined)("a recorded request of Codex", () => {
  test("is compacted by the other model, and goes on from there anywhere", async () => {
    const claude = startUpstream(() =>
      sse(messages.events([{ text: "Goal: the list of files." }])),
    );
    const openai = startUpstream(() => sse(responses.events([{ text: "On we go." }])));
    await using gateway = await startGateway({
      accounts: [
        accountAt(messages, claude.url, "claude"),
        accountAt(responses, openai.url, "openai"),
      ],
    });
    const trigger = [{ type: "compaction_trigger" }];
    const answer = await rawRequest(gateway.url, codexRequest(messages.model, trigger, "claude"));
    const { output } = completed(answer.text());
    expect(output).toMatchObject([{ type: "compaction", id: expect.any(String) }]);
    const [compaction] = output as [Fields];
    expect(compaction["encrypted_content"]).toStartWith(sealPrefix);
    const asked = (await claude.waitForRequest()).text();
    expect(asked).toContain("Sum up this whole conversation");

    // The next turn has the summary in place of what it stands for: here, and at a native provider.
    for (const [account, model, upstream] of [
      ["claude", messages.model, claude],
      ["openai", responses.model, openai],
    ] as const) {
      const already = upstream.requests.length;
      const next = await rawRequest(gateway.url, codexRequest(model, [compaction], account));
      expect(next.status).toBe(200);
      const sent = (await upstream.waitForRequest(already + 1)).text();
      expect(sent).toContain("Goal: the list of files.");
      expect(sent).not.toContain(sealPrefix);
    }
    await Promise.all([claude.stop(), openai.stop()]);
  });

  test("gets free text for its free-text tools, and can use tools that came along", async () => {
    const patch = '*** Begin Patch\n+"ä"\n*** End Patch';
    const parts = [
      { tool: "apply_patch", input: { input: patch }, id: "call_p" },
      { tool: "late_tool", input: { a: 1 }, id: "call_l" },
    ];
    const upstream = startUpstream(() => sse(messages.events(parts)));
    await using gateway = await startGateway(seedFor(messages, upstream.url));
    const late = { type: "function", name: "late_tool", parameters: { type: "object" } };
    const brought = [{ type: "additional_tools", role: "developer", tools: [late] }];
    const request = codexRequest(messages.model, brought, "only");
    const answer = await rawRequest(gateway.url, request);
    const heard = await hear({
      dialect: "openai-responses",
      bytes: answer.body,
      isStream: true,
    });
    expect(heard.calls).toEqual([
      { id: "call_p", name: "apply_patch", input: patch },
      { id: "call_l", name: "late_tool", input: { a: 1 } },
    ]);
    const sent = (await upstream.waitForRequest()).json() as { readonly tools: readonly Fields[] };
    expect(sent.tools.map(({ name }) => name)).toContain("late_tool");
    await upstream.stop();
  });
});
