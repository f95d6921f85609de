/** A gateway over scripted accounts of Claude, and requests of conversations through it. */
import { json, type Reply } from "./reply.ts";
import { anthropicMessage } from "./anthropic-events.ts";
import { anthropicRequest } from "./request-bodies.ts";
import { startUpstream } from "./scripted-upstream.ts";
import { startGateway, type RunningGateway } from "./start-gateway.ts";

export const thinking = { type: "thinking", thinking: "Hm.", signature: "c2lnbmVk" };

/** The second turn of a conversation in which the model thought. */
export const secondTurn = {
  model: "claude-opus-4-6",
  max_tokens: 100,
  messages: [
    { role: "user", content: "Hello" },
    { role: "assistant", content: [thinking, { type: "text", text: "hello" }] },
    { role: "user", content: "Go on" },
  ],
};

export const good = (): Reply => json(200, anthropicMessage([{ text: "hello" }]));

/** An answer with thinking in it. */
export function thoughtful(headers: Record<string, string> = {}): Reply {
  const message = anthropicMessage([{ text: "hello" }]);
  return json(200, { ...message, content: [thinking, ...message.content] }, headers);
}

export const down = json(500, { error: { type: "api_error", message: "down" } });

export async function fleet(replies: Record<string, () => Reply>, settings = {}) {
  const upstreams = Object.entries(replies).map(
    ([name, reply]) => [name, startUpstream(reply)] as const,
  );
  const gateway = await startGateway({
    accounts: upstreams.map(([name, { url }]) => ({ name, baseUrl: url })),
    configs: [
      {
        name: "config",
        strategy: "round-robin",
        tiers: upstreams.map(([name]) => ({ tier: "opus", account: name })),
      },
    ],
    settings,
  });
  return {
    gateway,
    upstreams: new Map(upstreams),
    async stop() {
      await gateway.stop();
      for (const [, upstream] of upstreams) await upstream.stop();
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly message: string;
  readonly account: string | null;
  readonly route: string;
  readonly mutations: string | null;
}

export async function say(
  { url }: RunningGateway,
  session: string | null,
  body: object = anthropicRequest({ model: "claude-opus-4-6", stream: false }),
): Promise<Answer> {
  const response = await fetch(`${url}/v1/messages`, {
    method: "POST",
    headers: session === null ? {} : { "x-claude-code-session-id": session },
    body: JSON.stringify(body),
  });
  const answered = (await response.json()) as { readonly error?: { readonly message: string } };
  return {
    status: response.status,
    message: answered.error?.message ?? "",
    account: response.headers.get("x-proxy-account"),
    route: response.headers.get("x-codegate-route") ?? "",
    mutations: response.headers.get("x-codegate-mutations"),
  };
}
