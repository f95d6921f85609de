/**
 * What could go wrong: what a real client sends becomes, for the provider of another dialect, a
 * request that it answers with 400. Every recorded request goes through the gateway to every kind of
 * provider, each of which looks as closely as the real one.
 */
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { endOf } from "../../support/crossings.ts";
import { clientRequests, type ClientRequest } from "../../support/recordings.ts";
import { json, sse } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import type { SeenRequest } from "../../support/seen-request.ts";
import { startGateway } from "../../support/start-gateway.ts";
import { complainOfChat } from "../../support/strict/chat.ts";
import { fieldsOf, type Fields } from "../../support/strict/complaints.ts";
import { complainOfMessages, type MessagesModel } from "../../support/strict/messages.ts";
import { complainOfResponses } from "../../support/strict/responses.ts";

interface Strict {
  readonly provider: string;
  readonly model: string;
  readonly dialect: Dialect;
  complain(body: Fields, request: SeenRequest): readonly string[];
}

function claude(model: string, facts: MessagesModel): Strict {
  return {
    provider: "anthropic",
    model,
    dialect: "anthropic-messages",
    complain: (body, request) =>
      complainOfMessages(body, { headers: (name) => request.header(name), model: facts }),
  };
}

function chat(provider: string, model: string, kind: "reasoning" | "plain" | "common"): Strict {
  const complain = (body: Fields) => complainOfChat(body, { kind });
  return { provider, model, dialect: "openai-chat", complain };
}

function responses(provider: string, model: string, efforts: readonly string[]): Strict {
  const isSubscription = provider === "openai_sub";
  const complain = (body: Fields) => complainOfResponses(body, { efforts, isSubscription });
  return { provider, model, dialect: "openai-responses", complain };
}

const efforts = ["none", "low", "medium", "high", "xhigh"];
const providers: readonly Strict[] = [
  claude("claude-sonnet-4-5", { age: "old", outputTokens: 64_000 }),
  claude("claude-opus-4-6", { age: "middle", outputTokens: 128_000 }),
  claude("claude-opus-5-5", { age: "new", outputTokens: 128_000 }),
  chat("openai", "gpt-5.4", "reasoning"),
  chat("openai", "gpt-4.1", "plain"),
  chat("custom", "foo-chat", "common"),
  responses("openai", "gpt-5.4", efforts),
  responses("openai", "gpt-4.1", []),
  responses("openai_sub", "gpt-5.4", efforts),
];

const names: Readonly<Record<Dialect, string>> = {
  "anthropic-messages": "messages",
  "openai-chat": "chat",
  "openai-responses": "responses",
};
const endings: readonly (readonly [RegExp, Dialect])[] = [
  [/\/messages$/, "anthropic-messages"],
  [/\/chat\/completions$/, "openai-chat"],
  [/\/responses$/, "openai-responses"],
];

function dialectOf({ target }: ClientRequest): Dialect | null {
  const path = target.split("?")[0] ?? "";
  return endings.find(([ending]) => ending.test(path))?.[1] ?? null;
}

const recorded = clientRequests().filter((each) => each.body !== null && dialectOf(each) !== null);

describe.skipIf(recorded.length === 0).each([...providers])(
  "$provider's $model ($dialect)",
  ({ provider, model, dialect, complain }) => {
    test("takes what every client of another dialect sends", async () => {
      const end = endOf(dialect);
      const wrong: string[] = [];
      let label = "";
      const upstream = startUpstream((request) => {
        const body = fieldsOf(request.json());
        const complaints = complain(body, request);
        wrong.push(...complaints.map((each) => `${label}: ${each}`));
        if (complaints.length > 0) {
          return json(400, { type: "error", error: { message: "refused", type: "invalid" } });
        }
        const parts = [{ text: "Fine." }];
        return body["stream"] === true ? sse(end.events(parts)) : json(200, end.whole(parts));
      });
      const account = { name: "a", provider, baseUrl: upstream.url, dialects: names[dialect] };
      await using gateway = await startGateway({ accounts: [account] });
      let count = 0;
      for (const request of recorded) {
        const { client, scenario, sequence, target, body } = request;
        if (dialectOf(request) === dialect) continue;
        label = `${client}/${scenario}-${sequence}`;
        const version = { "anthropic-version": "2026-10-21" };
        const response = await fetch(`${gateway.url}${target}`, {
          method: "POST",
          headers: dialectOf(request) === "anthropic-messages" ? version : {},
          body: JSON.stringify({ ...body, model }),
        });
        const text = await response.text();
        const isRefusedHere = dialect === "openai-chat" && /web_search, which its own/.test(text);
        if (response.status !== 200 && !isRefusedHere) wrong.push(`${label}: ${text}`);
        count++;
      }
      expect(count).toBeGreaterThanOrEqual(20);
      expect(wrong).toEqual([]);
      await upstream.stop();
    });
  },
);
