/** Converts a request given as an object, for tests that look at what the provider gets. */
import { convertRequest, type ConvertedRequest } from "../../src/convert/convert-request.ts";
import { findCapabilities } from "../../src/provider/capabilities.ts";
import type { Capabilities } from "../../src/provider/capability-set.ts";
import { testKey } from "./converting-proxy.ts";
import type { Dialect } from "../../src/base/dialect.ts";

export interface Conversion {
  readonly from: Dialect;
  readonly to: Dialect;
  readonly provider?: string;
  readonly model?: string;
  readonly outputLimit?: number;
  readonly conversationKey?: string;
  readonly key?: Uint8Array | null;
  readonly policy?: "lossy" | "strict";
  readonly capabilities?: Partial<Capabilities>;
}

export type Body = Readonly<Record<string, unknown>>;

/** What stands at a path such as "messages.1.content.0.text"; undefined when nothing does. */
export function at(body: unknown, path: string): unknown {
  return path.split(".").reduce((value, name) => (value as Body | null | undefined)?.[name], body);
}

export interface Converted extends Omit<ConvertedRequest, "bytes"> {
  readonly body: Body;
  readonly text: string;
  /** Paths of the losses. */
  readonly lost: readonly string[];
}

const models: Readonly<Record<Dialect, readonly [provider: string, model: string]>> = {
  "anthropic-messages": ["anthropic", "claude-opus-4-8"],
  "openai-chat": ["openai", "gpt-5.1"],
  "openai-responses": ["openai", "gpt-5.1"],
};

function run(request: Body | string, conversion: Conversion) {
  const { from, to, policy = "lossy", key = testKey } = conversion;
  const provider = conversion.provider ?? models[to][0];
  const model = conversion.model ?? models[to][1];
  const text =
    typeof request === "string" ? request : JSON.stringify({ model: "client-model", ...request });
  const target = {
    provider,
    model,
    capabilities: { ...findCapabilities(provider, model), ...conversion.capabilities },
    outputLimit: conversion.outputLimit ?? null,
    conversationKey: conversion.conversationKey ?? null,
  };
  const bytes = new TextEncoder().encode(text);
  return convertRequest({
    from,
    to,
    bytes,
    target,
    key,
    dropsThinking: false,
    kept: null,
    isCompactCall: false,
    policy,
  });
}

/** What the provider gets; throws when the request is refused. */
export function convert(request: Body | string, conversion: Conversion): Converted {
  const result = run(request, conversion);
  if (!result.ok) throw new Error(`refused: ${result.failure.message}`);
  const text = new TextDecoder().decode(result.value.bytes);
  const lost = result.value.losses.map(({ path }) => path);
  return { ...result.value, body: JSON.parse(text) as Body, text, lost };
}

/** The sentence of the refusal, or null when there is none. */
export function refusalOf(request: Body | string, conversion: Conversion): string | null {
  const result = run(request, conversion);
  return result.ok ? null : result.failure.message;
}
