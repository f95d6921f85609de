/** The upstream call of the client's own dialect: its bytes with at most a few named splices. */
import { findForeignThinking, type IsForeign } from "../affinity/thinking.ts";
import { lastField, type ModelRequest } from "../read/read-request.ts";
import { scanObjectAt } from "../read/json-values.ts";
import type { Field } from "../read/scan-object.ts";
import { isCarried } from "../vocabulary/carried-thinking.ts";
import { sealPrefix } from "../vocabulary/sealed-text.ts";
import { applySplices, type Splice } from "../read/splice.ts";
import { buildHeaders, changedHeaders } from "../provider/build-headers.ts";
import { buildUrl } from "../provider/build-url.ts";
import type { Candidate } from "../route/candidate.ts";
import { findOutputLimit } from "../route/find-output-limit.ts";
import type { Outgoing, PrepareInput } from "./outgoing.ts";

/** One kind of change: a name for the header, and where the bytes change. */
interface Mutation {
  readonly name: string;
  readonly splices: readonly Splice[];
}

export function prepareSame(input: Omit<PrepareInput, "conversion">): Outgoing {
  const { request, candidate } = input;
  const usage = askForUsage(request, candidate);
  const thinking = input.dropsThinking ? dropThinking(request) : dropCarried(request);
  const changes = [
    mapModel(request, candidate.model),
    ...clampOutput(request, findOutputLimit(candidate.model, input.maxOutputTokens)),
    thinking,
    usage,
  ].filter(({ splices }) => splices.length > 0);
  const dropsUsageChunk = changes.includes(usage);
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
    body: applySplices(
      request.bytes,
      changes.flatMap(({ splices }) => splices),
    ),
    isStream: request.isStream,
    mutations: dropsUsageChunk ? [...names, "response.usage_chunk"] : names,
    dropsUsageChunk,
    droppedThinking: thinking.blocks,
    crossing: null,
    losses: [],
  };
}

/** Every occurrence is mapped, because which of several equal keys counts is the provider's choice. */
function mapModel(request: ModelRequest, model: string): Mutation {
  const fields = model === request.model ? [] : (request.scan.fields.get("model") ?? []);
  const text = JSON.stringify(model);
  return { name: "model", splices: fields.map(({ value }) => ({ ...value, text })) };
}

const outputFields = ["max_tokens", "max_completion_tokens", "max_output_tokens"] as const;

function clampOutput(request: ModelRequest, limit: number | null): readonly Mutation[] {
  if (limit === null) return [];
  return outputFields.map((name) => ({
    name,
    splices: (request.scan.fields.get(name) ?? [])
      .filter((field) => exceeds(request.bytes, field, limit))
      .map(({ value }) => ({ ...value, text: String(limit) })),
  }));
}

function exceeds(bytes: Uint8Array, field: Field, limit: number): boolean {
  if (field.kind !== "number") return false;
  const { start, end } = field.value;
  return (
    Number(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString()) > limit
  );
}

/** Where thinking cannot be left out without breaking the turn it belongs to, it stays. */
function dropThinking(request: ModelRequest, isForeign?: IsForeign): ThinkingMutation {
  const found = findForeignThinking(request, isForeign);
  if (found.kind !== "droppable") return noThinking;
  return { ...noThinking, splices: found.splices, blocks: found.blocks };
}

/**
 * Thinking of another dialect that an earlier answer carried through the client. Nobody but us can
 * read its seal, and a provider would refuse it as a forged one.
 */
function dropCarried(request: ModelRequest): ThinkingMutation {
  const { buffer, byteOffset, byteLength } = request.bytes;
  const mayCarry = Buffer.from(buffer, byteOffset, byteLength).includes(sealPrefix);
  return mayCarry ? dropThinking(request, isCarriedSeal) : noThinking;
}

function isCarriedSeal(seal: Uint8Array): boolean {
  return isCarried(Buffer.from(seal).toString("latin1"));
}

interface ThinkingMutation extends Mutation {
  readonly blocks: number;
}

const noThinking: ThinkingMutation = { name: "thinking", splices: [], blocks: 0 };

const includeUsage = '"include_usage":true';

/** Chat streams tell their usage only when asked; without it there is nothing to write down. */
function askForUsage(request: ModelRequest, candidate: Candidate): Mutation {
  const name = "stream_options.include_usage";
  const none = { name, splices: [] };
  const applies =
    request.operation === "chat" && request.isStream && candidate.provider.reportsStreamUsage;
  if (!applies) return none;
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
  const asked = inner.fields.get("include_usage")?.at(-1);
  if (asked?.kind === "true") return [];
  if (asked !== undefined) return [{ ...asked.value, text: "true" }];
  const start = inner.open + 1;
  return [{ start, end: start, text: inner.isEmpty ? includeUsage : `${includeUsage},` }];
}
