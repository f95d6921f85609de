/** Clients of one dialect and accounts of another, so that a test can tell its story for all pairs. */
import type { Dialect } from "../../src/base/dialect.ts";
import { anthropicEvents, anthropicMessage } from "./anthropic-events.ts";
import { chatCompletion, chatEvents } from "./chat-events.ts";
import type { AccountSeed, Seed } from "./data-directory.ts";
import type { MessageOptions, Part } from "./parts.ts";
import type { RawRequest } from "./raw-client.ts";
import {
  anthropicRequest,
  chatRequest,
  responsesRequest,
  type ConversationOptions,
} from "./request-bodies.ts";
import { responsesEvents, responsesResponse } from "./responses-events.ts";
import { speechOf, type Speech } from "./speeches.ts";

/** One of the two ends: a client of the dialect, or a provider. */
export interface End extends Pick<Speech, "dialect" | "provider" | "path" | "ping"> {
  /** As an account's options name it. */
  readonly name: string;
  /** A model whose price at the end's provider is known. */
  readonly model: string;
  body(options?: ConversationOptions): object;
  events(parts: readonly Part[], options?: MessageOptions): string[];
  whole(parts: readonly Part[], options?: MessageOptions): object;
}

type Words = Pick<End, "name" | "model" | "body" | "events" | "whole">;

const words: Readonly<Record<Dialect, Words>> = {
  "anthropic-messages": {
    name: "messages",
    model: "claude-opus-4-6",
    body: anthropicRequest,
    events: anthropicEvents,
    whole: anthropicMessage,
  },
  "openai-chat": {
    name: "chat",
    model: "gpt-5.1",
    body: chatRequest,
    events: chatEvents,
    whole: chatCompletion,
  },
  "openai-responses": {
    name: "responses",
    model: "gpt-5.1",
    body: responsesRequest,
    events: responsesEvents,
    whole: responsesResponse,
  },
};

export function endOf(dialect: Dialect): End {
  return { ...speechOf(dialect), ...words[dialect] };
}

export const ends: readonly End[] = (Object.keys(words) as Dialect[]).map(endOf);

export interface Pair {
  /** "messages → chat": the client's dialect, and the account's. */
  readonly way: string;
  readonly client: End;
  readonly provider: End;
}

export const pairs: readonly Pair[] = ends.flatMap((client) =>
  ends
    .filter((provider) => provider.dialect !== client.dialect)
    .map((provider) => ({ way: `${client.name} → ${provider.name}`, client, provider })),
);

export function accountAt(provider: End, baseUrl: string, name = "only"): AccountSeed {
  return { name, provider: provider.provider, baseUrl, dialects: provider.name };
}

/** One account of the provider's dialect. */
export function seedFor(provider: End, baseUrl: string): Seed {
  return { accounts: [accountAt(provider, baseUrl)] };
}

export interface AskOptions extends ConversationOptions {
  readonly headers?: RawRequest["headers"];
}

/** What a client of the end sends; it names the model of whoever serves. */
export function requestOf(client: End, options: AskOptions = {}): RawRequest {
  const { headers = [], ...conversation } = options;
  const version: RawRequest["headers"] =
    client.dialect === "anthropic-messages" ? [["anthropic-version", "2023-06-01"]] : [];
  return {
    method: "POST",
    target: client.path,
    headers: [["content-type", "application/json"], ...version, ...headers],
    body: JSON.stringify(client.body(conversation)),
  };
}
