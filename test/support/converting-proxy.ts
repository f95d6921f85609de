/**
 * A gateway of nothing but conversion: takes a request of one dialect, asks an upstream of another,
 * and turns the answer back. What the wire checker drives, and what shows whether requests and
 * answers fit together before the gateway's own stations use them.
 */
import { randomUUID } from "node:crypto";
import { convertAnswer, collectStream, streamAnswer } from "../../src/convert/convert-answer.ts";
import { convertError, writeErrorAnswer } from "../../src/convert/convert-error.ts";
import { convertHeaders } from "../../src/convert/convert-headers.ts";
import { convertRequest, type ConvertedRequest } from "../../src/convert/convert-request.ts";
import { convertStream } from "../../src/convert/convert-stream.ts";
import { findCapabilities } from "../../src/provider/capabilities.ts";
import { carry } from "../../src/vocabulary/carried-thinking.ts";
import { sealCompaction } from "../../src/vocabulary/compaction.ts";
import type { Dialect } from "../../src/base/dialect.ts";
import type { AnswerHooks } from "../../src/convert/hooks.ts";
import type { ProviderError } from "../../src/vocabulary/answer.ts";

export interface Upstream {
  readonly dialect: Dialect;
  /** Where its endpoint is, path included. */
  readonly url: string;
  readonly provider: string;
}

export interface ConvertingProxy {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Sealing key of tests; a gateway has its own. */
export const testKey: Uint8Array = new Uint8Array(32).fill(7);

const endpoints: readonly (readonly [ending: string, dialect: Dialect])[] = [
  ["/messages", "anthropic-messages"],
  ["/chat/completions", "openai-chat"],
  ["/responses", "openai-responses"],
];

export const answerHooks: AnswerHooks = {
  newId: () => randomUUID().replaceAll("-", ""),
  now: Date.now,
  carry: (part) => carry(part, testKey),
  sealCompaction: (summary) => sealCompaction(summary, testKey),
  estimatedPromptTokens: null,
};

/** `choose` names the upstream of a model. */
export function startConvertingProxy(choose: (model: string) => Upstream): ConvertingProxy {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch: (request) => serve(request, choose),
  });
  return { port: server.port ?? 0, stop: () => server.stop(true) };
}

async function serve(request: Request, choose: (model: string) => Upstream): Promise<Response> {
  const { pathname } = new URL(request.url);
  const from = endpoints.find(([ending]) => pathname.endsWith(ending))?.[1];
  if (from === undefined) return new Response("not here", { status: 404 });
  const bytes = await request.bytes();
  const { model = "" } = JSON.parse(new TextDecoder().decode(bytes)) as { model?: string };
  const { dialect: to, url, provider } = choose(model);
  const target = {
    model,
    provider,
    capabilities: findCapabilities(provider, model),
    outputLimit: null,
    conversationKey: null,
  };
  const converted = convertRequest({
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
  if (!converted.ok) {
    const { message } = converted.failure;
    return answerWith(writeErrorAnswer(invalidRequest(message), new Headers(), { from }));
  }
  const asked = JSON.parse(new TextDecoder().decode(bytes)) as { stream?: boolean };
  return exchange({ converted: converted.value, url, isStream: asked.stream === true, request });
}

interface Exchange {
  readonly converted: ConvertedRequest;
  readonly url: string;
  /** What the client wants. */
  readonly isStream: boolean;
  readonly request: Request;
}

async function exchange({ converted, url, isStream, request }: Exchange): Promise<Response> {
  const { crossing, bytes, headersToAdd } = converted;
  const upstream = await fetch(url, {
    method: "POST",
    body: bytes,
    signal: request.signal,
    redirect: "manual",
    headers: {
      "content-type": "application/json",
      authorization: "Bearer upstream",
      ...headersToAdd,
    },
  });
  const headers = convertHeaders(upstream.headers, crossing, Date.now());
  if (upstream.status >= 400) {
    const raw = await upstream.bytes();
    const { status, headers: own } = upstream;
    return answerWith(convertError({ status, headers: own, bytes: raw }, crossing, Date.now()));
  }
  const comesAsStream = upstream.headers.get("content-type")?.includes("event-stream") === true;
  if (comesAsStream && isStream && upstream.body !== null) {
    headers.set("content-type", "text/event-stream");
    return new Response(convertedBody(upstream.body, crossing), { headers });
  }
  const raw = await upstream.bytes();
  const collection = collectStream(crossing, answerHooks);
  if (comesAsStream) collection.feed(raw);
  const answer = comesAsStream
    ? collection.end()
    : (isStream ? streamAnswer : convertAnswer)(raw, crossing, answerHooks);
  if (!answer.ok) return answerWith(writeErrorAnswer(answer.failure, headers, crossing));
  headers.set("content-type", isStream ? "text/event-stream" : "application/json");
  return new Response(Buffer.from(answer.value.bytes), { headers });
}

function convertedBody(
  body: ReadableStream<Uint8Array>,
  crossing: ConvertedRequest["crossing"],
): ReadableStream<Uint8Array> {
  const conversion = convertStream(crossing, answerHooks);
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (bytes: Uint8Array | null): void => {
        if (bytes !== null) controller.enqueue(bytes);
      };
      try {
        for await (const chunk of body) send(conversion.feed(chunk));
        send(conversion.end());
      } catch (error) {
        // Bun reports a broken connection as an error with a code, and a client's leaving as abort.
        if (!(error instanceof Error)) throw error;
        send(
          conversion.fail({
            ...invalidRequest("The upstream broke off."),
            status: 502,
            kind: "server",
          }),
        );
      }
      controller.close();
    },
  });
}

function invalidRequest(message: string): ProviderError {
  return {
    status: 400,
    kind: "invalid-request",
    message,
    code: null,
    param: null,
    requestId: null,
  };
}

function answerWith(answer: {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}): Response {
  return new Response(Buffer.from(answer.bytes), {
    status: answer.status,
    headers: answer.headers,
  });
}
