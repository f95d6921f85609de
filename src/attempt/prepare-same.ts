/** The upstream call of the client's own dialect: its bytes with at most a few named splices. */
import { findForeignThinking } from "../affinity/thinking.ts";
import { lastField, type ModelRequest } from "../read/read-request.ts";
import { readNumber, scanObjectAt } from "../read/json-values.ts";
import type { Field } from "../read/scan-object.ts";
import { applySplices, type Splice } from "../read/splice.ts";
import { buildHeaders, changedHeaders } from "../provider/build-headers.ts";
import { buildUrl } from "../provider/build-url.ts";
import { findCapabilities } from "../provider/capabilities.ts";
import type { Candidate } from "../route/candidate.ts";
import {
  dropCarried,
  mayCarry,
  noThinking,
  openCompactions,
  type ThinkingMutation,
} from "./drop-carried.ts";
import { signCalls } from "./sign-calls.ts";
import { storeNothing } from "./store-nothing.ts";
import type { Mutation, Outgoing, PrepareInput } from "./outgoing.ts";

export interface PrepareSameInput extends Omit<PrepareInput, "conversion" | "wantsPlainWords"> {
  /** 32 bytes; opens what we have sealed. Null = nothing was. */
  readonly sealingKey: (() => Uint8Array) | null;
  /** The gateway keeps the answer for its client, so that the provider must not. */
  readonly keepsHere: boolean;
}

export function prepareSame(input: PrepareSameInput): Outgoing {
  const { request, candidate } = input;
  const usage = askForUsage(request, candidate);
  const thinking = thinkingChange(input);
  const changes = [
    mapModel(request, candidate.model),
    ...clampOutput(request, input.limitsOf(candidate.account, candidate.model).output),
    thinking,
    compactionChange(input),
    signCalls(request, candidate),
    ...(input.keepsHere ? storeNothing(request, canReason(candidate)) : noChanges),
    usage,
  ].filter(isChange);
  const dropsUsageChunk = isChange(usage);
  const headers = buildHeaders({
    client: input.clientHeaders,
    account: candidate.account,
    auth: candidate.offer.auth,
    dialect: request.dialect,
  });
  const names = [
    ...changes.map(({ name }) => name),
    ...changedHeaders(headers, input.clientHeaders),
  ];
  return {
    url: buildUrl({
      base: candidate.offer.base,
      operation: request.operation,
      query: input.query,
      unversioned: candidate.provider.unversioned,
    }),
    headers,
    body: withChanges(request.bytes, changes),
    dialect: request.dialect,
    isStream: request.isStream,
    mutations: dropsUsageChunk ? [...names, "response.usage_chunk"] : names,
    dropsUsageChunk,
    droppedThinking: thinking?.blocks ?? 0,
    keepsHere: input.keepsHere,
    crossing: null,
    losses: [],
  };
}

const noChanges: readonly Mutation[] = [];

/** Nearly every request is sent as it came. */
function isChange(mutation: Mutation | null): mutation is Mutation {
  return mutation !== null && mutation.splices.length > 0;
}

function withChanges(bytes: Uint8Array, changes: readonly Mutation[]): Uint8Array {
  if (changes.length === 0) return bytes;
  return applySplices(
    bytes,
    changes.flatMap(({ splices }) => splices),
  );
}

function canReason({ provider, model }: Candidate): boolean {
  return findCapabilities(provider.id, model).efforts.length > 0;
}

/** Every occurrence is mapped, because which of several equal keys counts is the provider's choice. */
function mapModel(request: ModelRequest, model: string): Mutation | null {
  if (model === request.model) return null;
  const fields = request.scan.fields.get("model") ?? [];
  const text = JSON.stringify(model);
  return { name: "model", splices: fields.map(({ value }) => ({ ...value, text })) };
}

const outputFields = ["max_tokens", "max_completion_tokens", "max_output_tokens"] as const;

function clampOutput(request: ModelRequest, limit: number | null): readonly Mutation[] {
  if (limit === null) return noChanges;
  const { fields } = request.scan;
  return outputFields
    .filter((name) => fields.has(name))
    .map((name) => ({
      name,
      splices: (fields.get(name) ?? [])
        .filter((field) => exceeds(request.bytes, field, limit))
        .map(({ value }) => ({ ...value, text: String(limit) })),
    }));
}

function exceeds(bytes: Uint8Array, field: Field, limit: number): boolean {
  if (field.kind !== "number") return false;
  return (readNumber(bytes, field.value) ?? 0) > limit;
}

function thinkingChange({ request, dropsThinking }: PrepareSameInput): ThinkingMutation | null {
  const found = dropsThinking ? findForeignThinking(request) : null;
  if (found?.kind === "droppable") {
    return { ...noThinking, splices: found.splices, blocks: found.blocks };
  }
  // Where thinking cannot be left out without breaking the turn it belongs to, it stays.
  return mayCarry(request) ? dropCarried(request) : null;
}

function compactionChange({ request, sealingKey }: PrepareSameInput): Mutation | null {
  return sealingKey !== null && request.dialect === "openai-responses" && mayCarry(request)
    ? openCompactions(request, sealingKey())
    : null;
}

const includeUsage = '"include_usage":true';

/** Chat streams tell their usage only when asked; without it there is nothing to write down. */
function askForUsage(request: ModelRequest, candidate: Candidate): Mutation | null {
  const name = "stream_options.include_usage";
  const applies =
    request.operation === "chat" && request.isStream && candidate.provider.reportsStreamUsage;
  if (!applies) return null;
  const options = lastField(request.scan, "stream_options");
  if (options === undefined) {
    const end = request.scan.close;
    return { name, splices: [{ start: end, end, text: `,"stream_options":{${includeUsage}}` }] };
  }
  if (options.kind === "null") {
    return { name, splices: [{ ...options.value, text: `{${includeUsage}}` }] };
  }
  return { name, splices: switchOn(request.bytes, options) };
}

function switchOn(bytes: Uint8Array, options: Field): readonly Splice[] {
  const inner = scanObjectAt(bytes, options.value, new Set(["include_usage"]));
  const asked = inner.fields.last("include_usage");
  if (asked?.kind === "true") return [];
  if (asked !== undefined) return [{ ...asked.value, text: "true" }];
  const start = inner.open + 1;
  return [{ start, end: start, text: inner.isEmpty ? includeUsage : `${includeUsage},` }];
}
