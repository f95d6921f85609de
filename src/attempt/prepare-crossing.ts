/** The upstream call of another dialect than the client's: its request, converted. */
import type { Operation } from "../admit/find-endpoint.ts";
import type { Dialect } from "../base/dialect.ts";
import type { Refusal } from "../base/refusal.ts";
import { success, type Result } from "../base/result.ts";
import { conversions } from "../convert/lazy-convert.ts";
import { buildHeaders, changedHeaders } from "../provider/build-headers.ts";
import { buildUrl } from "../provider/build-url.ts";
import { findCapabilities } from "../provider/capabilities.ts";
import type { Outgoing, PrepareInput } from "./outgoing.ts";

const operations: Readonly<Record<Dialect, Operation>> = {
  "anthropic-messages": "messages",
  "openai-chat": "chat",
  "openai-responses": "responses",
};

/** Cursor posts bodies of Responses to the Chat endpoint: those are converted even at home. */
export function isCrossing({ request, candidate, wantsPlainWords }: PrepareInput): boolean {
  const { fields } = request.scan;
  const isResponsesShaped =
    request.operation === "chat" && !fields.has("messages") && fields.has("input");
  return isResponsesShaped || wantsPlainWords || candidate.dialect !== request.dialect;
}

export function prepareCrossing(input: PrepareInput): Result<Outgoing, Refusal> {
  const { request, candidate, clientHeaders, conversion } = input;
  const { provider, model, dialect, offer, account } = candidate;
  const converted = conversions().convertRequest({
    from: request.dialect,
    to: dialect,
    bytes: request.bytes,
    isCompactCall: request.operation === "compact",
    target: {
      model,
      provider: provider.id,
      capabilities: findCapabilities(provider.id, model),
      outputLimit: input.limitsOf(account, model).output,
      conversationKey: conversion.conversationKey,
    },
    key: conversion.sealingKey(),
    dropsThinking: input.dropsThinking,
    kept: conversion.kept,
    policy: conversion.refusesLosses ? "strict" : "lossy",
  });
  if (!converted.ok) return converted;
  const { bytes, headersToAdd, losses, crossing } = converted.value;
  const client = sharedHeaders(clientHeaders, request.dialect);
  const headers = buildHeaders({ client, account, auth: offer.auth, dialect });
  for (const [name, value] of Object.entries(headersToAdd)) headers.set(name, value);
  return success({
    url: buildUrl({
      base: offer.base,
      operation: operations[dialect],
      // Parameters such as "?beta=true" belong to the client's dialect.
      query: "",
      unversioned: provider.unversioned,
    }),
    headers,
    body: bytes,
    dialect,
    isStream: converted.value.isStream,
    mutations: [`dialect=${dialect}`, ...changedHeaders(headers, client)],
    dropsUsageChunk: false,
    droppedThinking: 0,
    keepsHere: conversion.kept !== null,
    crossing,
    losses,
  });
}

function sharedHeaders(client: Headers, dialect: Dialect): Headers {
  const shared = new Headers();
  client.forEach((value, name) => {
    if (!conversions().isForeignHeader(name, dialect)) shared.set(name, value);
  });
  return shared;
}
