/**
 * What could go wrong: a request that a real client sends becomes one that the provider of another
 * dialect answers with 400, or loses something that the checker's cases look at.
 */
import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { convertRequest } from "../../src/convert/convert-request.ts";
import { findCapabilities } from "../../src/provider/capabilities.ts";
import { anthropicConversations } from "../support/arbitrary-conversations.ts";
import { answerHooks, testKey } from "../support/converting-proxy.ts";
import { clientRequests, recordings } from "../support/recordings.ts";
import { requestRules } from "../support/request-rules.ts";
import type { Dialect } from "../../src/base/dialect.ts";

const rules = await requestRules();

interface Way {
  readonly from: Dialect;
  readonly to: Dialect;
  readonly provider: string;
  readonly model: string;
}

const upstreams: readonly Omit<Way, "from">[] = [
  { to: "anthropic-messages", provider: "anthropic", model: "claude-opus-4-6" },
  { to: "anthropic-messages", provider: "anthropic", model: "claude-opus-5-5" },
  { to: "anthropic-messages", provider: "anthropic", model: "claude-sonnet-4-5" },
  { to: "openai-chat", provider: "openai", model: "gpt-5.1" },
  { to: "openai-chat", provider: "openai", model: "gpt-4.1" },
  { to: "openai-chat", provider: "custom", model: "foo-chat" },
  { to: "openai-responses", provider: "openai", model: "gpt-5.1" },
];

function convert(body: unknown, { from, to, provider, model }: Way) {
  const capabilities = findCapabilities(provider, model);
  const target = { provider, model, capabilities, outputLimit: null, conversationKey: null };
  const bytes = new TextEncoder().encode(JSON.stringify({ ...(body as object), model }));
  return convertRequest({
    from,
    to,
    bytes,
    target,
    key: testKey,
    dropsThinking: false,
    kept: null,
    isCompactCall: false,
    policy: "lossy",
  });
}

function wrongIn(bytes: Uint8Array, { to, model, provider }: Way): readonly string[] {
  const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (to === "anthropic-messages") {
    return rules?.validateAnthropic(body, { newModel: model === "claude-opus-5-5" }).must ?? [];
  }
  if (to === "openai-responses") return wrongInResponses(body);
  const options = { reasoning: model === "gpt-5.1", compatible: provider === "custom" };
  return rules?.validateOpenAI(body, options).must ?? [];
}

/** Rules that Responses has in common with the others; the checker has none for it. */
function wrongInResponses(body: unknown): readonly string[] {
  const { input } = body as { readonly input: readonly Readonly<Record<string, unknown>>[] };
  const called = input
    .filter(({ type }) => String(type).endsWith("_call"))
    .map((item) => item["call_id"]);
  const answered = input
    .filter(({ type }) => String(type).endsWith("_output"))
    .map((item) => item["call_id"]);
  const last = input.at(-1)?.["type"];
  return [
    ...(new Set(called).size === called.length ? [] : ["a call id occurs twice"]),
    ...called.filter((id) => !answered.includes(id)).map((id) => `no output for ${String(id)}`),
    ...answered.filter((id) => !called.includes(id)).map((id) => `no call for ${String(id)}`),
    ...called.filter((id) => !/^[\w-]{1,64}$/.test(String(id))).map((id) => `bad id ${String(id)}`),
    ...(last === "reasoning" ? ["reasoning without its item"] : []),
  ];
}

const endings: readonly (readonly [RegExp, Dialect])[] = [
  [/\/messages$/, "anthropic-messages"],
  [/\/chat\/completions$/, "openai-chat"],
  [/\/responses$/, "openai-responses"],
];

/** Refused because the request is about something that only its own provider has. */
const mayBeRefused = /own provider|n must be 1|compaction that only/;

interface Sample {
  readonly name: string;
  readonly from: Dialect;
  readonly body: unknown;
}

function samples(): readonly Sample[] {
  const ofClients = clientRequests().flatMap(({ client, scenario, sequence, target, body }) => {
    const path = target.split("?")[0] ?? "";
    const from = endings.find(([ending]) => ending.test(path))?.[1];
    const name = `${client}/${scenario}-${sequence}`;
    return from === undefined || body === null ? [] : [{ name, from, body }];
  });
  const ofProviders = recordings().flatMap(({ name, family, status, request }): Sample[] => {
    if (request === null || status >= 400 || family === "anthropic-count") return [];
    const body: unknown = JSON.parse(new TextDecoder().decode(request));
    if (typeof body !== "object" || body === null) return [];
    if (!("messages" in body) && !("input" in body)) return [];
    const from =
      family === "anthropic"
        ? "anthropic-messages"
        : family === "openai-responses"
          ? family
          : "openai-chat";
    return [{ name, from, body }];
  });
  return [...ofClients, ...ofProviders];
}

describe.skipIf(rules === null)("recorded requests", () => {
  test.each(upstreams)("convert for $provider's $model ($to)", (upstream) => {
    const wrong: string[] = [];
    let count = 0;
    for (const { name, from, body } of samples()) {
      if (from === upstream.to) continue;
      const way = { ...upstream, from };
      const converted = convert(body, way);
      count++;
      if (converted.ok)
        wrong.push(...wrongIn(converted.value.bytes, way).map((each) => `${name}: ${each}`));
      else if (!mayBeRefused.test(converted.failure.message)) {
        wrong.push(`${name}: ${converted.failure.message}`);
      }
    }
    expect(count).toBeGreaterThan(90);
    expect(wrong).toEqual([]);
  });
});

describe.skipIf(rules === null)("generated conversations", () => {
  test.each(upstreams)("convert for $provider's $model ($to)", (upstream) => {
    fc.assert(
      fc.property(anthropicConversations(), (body) => {
        const first = upstream.to === "openai-chat" ? "openai-responses" : "openai-chat";
        const there = convert(body, {
          from: "anthropic-messages",
          to: first,
          provider: "custom",
          model: "m",
        });
        expect(there.ok).toBe(true);
        if (!there.ok) return;
        const between: unknown = JSON.parse(new TextDecoder().decode(there.value.bytes));
        const way = { ...upstream, from: first } as const;
        const converted = convert(between, way);
        expect(converted.ok && wrongIn(converted.value.bytes, way)).toEqual([]);
      }),
    );
  });
});

describe.skipIf(rules === null)("the checker's cases", () => {
  const models: Readonly<Record<string, Omit<Way, "from" | "to">>> = {
    A2O: { provider: "openai", model: "gpt-5.1" },
    "A2O legacy": { provider: "openai", model: "gpt-4.1" },
    "A2O compatible": { provider: "custom", model: "foo-chat" },
    O2A: { provider: "anthropic", model: "claude-opus-4-6" },
    "O2A new": { provider: "anthropic", model: "claude-opus-5-5" },
  };
  /** Looks at headers, which conversion does not see. */
  const cases = (rules?.cases ?? []).filter(({ id, dir }) => dir.includes("2") && id !== "headers");

  test.each(cases)("$dir $id", (each) => {
    const isToChat = each.dir === "A2O";
    const kind = each.model === undefined ? each.dir : `${each.dir} ${each.model}`;
    const chosen = models[kind] ?? models[each.dir];
    if (chosen === undefined) throw new Error(`no model for ${kind}`);
    const [from, to] = isToChat
      ? (["anthropic-messages", "openai-chat"] as const)
      : (["openai-chat", "anthropic-messages"] as const);
    const way: Way = { from, to, ...chosen };
    const input = { ...(each.body as object), ...(each.stream === true ? { stream: true } : {}) };
    const converted = convert(input, way);
    if (!converted.ok) {
      expect([each.may4xx, converted.failure.message]).toEqual([true, converted.failure.message]);
      return;
    }
    const raw = new TextDecoder().decode(converted.value.bytes);
    const wrong = [...wrongIn(converted.value.bytes, way)];
    each.check?.(JSON.parse(raw), contextOf(raw, input, wrong));
    expect(wrong).toEqual([]);
  });
});

/** What the checker hands to a case's own check. */
function contextOf(raw: string, input: unknown, wrong: string[]): unknown {
  const body = JSON.parse(raw) as { readonly messages: readonly unknown[] };
  const all = (of: { readonly messages?: readonly unknown[] }): string =>
    (of.messages ?? []).map(textOf).join("\n");
  return {
    must: (holds: unknown, message: string) => void (holds ? null : wrong.push(message)),
    should: () => {},
    seen: { raw, body, headers: {}, path: "" },
    msgs: body.messages,
    text: textOf,
    all,
    input,
  };
}

function textOf(message: unknown): string {
  const { content } = (message ?? {}) as { readonly content?: unknown };
  if (typeof content === "string") return content;
  return ((content ?? []) as readonly Readonly<Record<string, unknown>>[])
    .map((part) => {
      if (typeof part["text"] === "string") return part["text"];
      if (part["type"] === "refusal") return String(part["refusal"]);
      if (part["type"] === "tool_result") return textOf(part);
      const source = part["source"] as Readonly<Record<string, unknown>> | undefined;
      return source?.["type"] === "text" ? String(source["data"]) : "";
    })
    .join("");
}

test("the hooks of the answers fit the key of the requests", () => {
  expect(answerHooks.carry?.({ type: "thinking", text: "t", origin: "openai-chat" })).toMatch(
    /^codegate/,
  );
});
