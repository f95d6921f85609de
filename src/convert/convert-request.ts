/** A request of one dialect as a request of another. Pure. */
import { failed, success, type Result } from "../base/result.ts";
import { readAnthropicRequest } from "../anthropic/read-request.ts";
import { writeAnthropicRequest } from "../anthropic/write-request.ts";
import { readChatRequest } from "../chat/read-request.ts";
import { writeChatRequest } from "../chat/write-request.ts";
import { readResponsesRequest } from "../responses/read-request.ts";
import { writeResponsesRequest } from "../responses/write-request.ts";
import { asObject } from "../vocabulary/json-values.ts";
import { parseJsonBytes, writeJsonBytes } from "../vocabulary/json-text.ts";
import { createNotes, type Notes } from "../vocabulary/notes.ts";
import { settleTurns } from "../vocabulary/settle-turns.ts";
import { createToolNames, type ToolNames } from "../vocabulary/tool-names.ts";
import { askForSummary, userMessages } from "./compacted-answer.ts";
import { nameLosses } from "./name-losses.ts";
import { judgeOthers } from "./judge-others.ts";
import { withoutBillingLine } from "./without-billing-line.ts";
import type { Dialect } from "../base/dialect.ts";
import { previousNotFound, type Refusal } from "../base/refusal.ts";
import type { Conversation } from "../vocabulary/conversation.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { Loss } from "../vocabulary/loss.ts";
import type { ReadContext, Target, WriteContext, WrittenRequest } from "../vocabulary/target.ts";

export interface ConversionInput {
  /** The dialect of the client's endpoint, in which it is answered. */
  readonly from: Dialect;
  readonly to: Dialect;
  readonly bytes: Uint8Array;
  /** The client asks for a summary by the endpoint that is for that. */
  readonly isCompactCall: boolean;
  readonly target: Target;
  /** 32 bytes that seal carried thinking and compactions; null = nothing can be carried. */
  readonly key: Uint8Array | null;
  /** Another account signed the thinking of the conversation: what is carried of it stays behind. */
  readonly dropsThinking: boolean;
  /**
   * The gateway keeps the answer for its client, who goes on from `previous`, under `id`: what
   * providers of other dialects call their answers need not be unique. Null = it does not.
   */
  readonly kept: { readonly previous: string | null; readonly id: string } | null;
  /** "strict" refuses what would lose something. */
  readonly policy: "lossy" | "strict";
}

export interface ConvertedRequest {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the provider is asked for; some answer nothing but streams. */
  readonly isStream: boolean;
  /** Headers that the provider's dialect needs; those of the client's own stay behind. */
  readonly headersToAdd: Readonly<Record<string, string>>;
  readonly losses: readonly Loss[];
  readonly crossing: Crossing;
}

type Reader = (body: JsonObject, context: ReadContext) => Conversation;
type Writer = (context: WriteContext) => WrittenRequest;

const readers: Readonly<Record<Dialect, Reader>> = {
  "anthropic-messages": readAnthropicRequest,
  "openai-chat": readChatRequest,
  "openai-responses": readResponsesRequest,
};

const writers: Readonly<Record<Dialect, Writer>> = {
  "anthropic-messages": writeAnthropicRequest,
  "openai-chat": writeChatRequest,
  "openai-responses": writeResponsesRequest,
};

export function convertRequest(input: ConversionInput): Result<ConvertedRequest, Refusal> {
  const { from, to, target, key, policy } = input;
  const parsed = asObject(parseJsonBytes(input.bytes));
  if (parsed === null) return refuse("The request body is no JSON object.");
  const asked = input.isCompactCall ? askForSummary(parsed) : parsed;
  // What the gateway keeps, the provider need not.
  const body = input.kept === null ? asked : { ...asked, store: false };
  const notes = createNotes();
  const thinkingKey = input.dropsThinking ? null : key;
  const written = isResponsesShaped(from, body) ? "openai-responses" : from;
  const conversation = readers[written](body, { key, thinkingKey, notes });
  judgeOthers(conversation.others, { from: written, to, notes });
  if (!saysSomething(conversation))
    return refuse("The request holds nothing for a model to answer.");
  const { names, result } = write(conversation, { to, target, notes });
  const refusal = notes.refusal();
  if (refusal !== null) return refuse(refusal);
  if (conversation.previousResponseId !== null) return refusePrevious();
  const losses = nameLosses(notes.losses(), written, to);
  if (policy === "strict" && losses.length > 0) return refuse(describeLosses(losses));
  return success({
    bytes: writeJsonBytes(result.body),
    isStream: result.body["stream"] === true,
    headersToAdd: result.headersToAdd,
    losses,
    crossing: {
      from,
      to,
      clientModel: conversation.model,
      wantsStreamUsage: conversation.wantsStreamUsage,
      usesFunctions: conversation.usesFunctions,
      toolNames: names.changed(),
      formatTool: result.formatTool,
      isCompaction: conversation.isCompaction,
      compacted: input.isCompactCall ? userMessages(parsed) : null,
      answerId: input.kept?.id ?? null,
      echo: from === "openai-responses" ? { ...echoOf(body), ...stateOf(input) } : {},
    },
  });
}

/** Blank texts are left out, because no other provider takes them. */
function saysSomething({ turns }: Conversation): boolean {
  return turns.some(({ parts }) =>
    parts.some((part) => part.type !== "text" || part.text.trim() !== ""),
  );
}

/** Cursor posts bodies of Responses to the Chat endpoint, and expects chunks of Chat. */
export function isResponsesShaped(from: Dialect, body: JsonObject): boolean {
  return from === "openai-chat" && body["messages"] === undefined && body["input"] !== undefined;
}

interface WriteInput {
  readonly to: Dialect;
  readonly target: Target;
  readonly notes: Notes;
}

function write(
  conversation: Conversation,
  { to, target, notes }: WriteInput,
): { readonly names: ToolNames; readonly result: WrittenRequest } {
  const { toolNameLength, customTools } = target.capabilities;
  const nameLength = to === "anthropic-messages" ? toolNameLength : Math.min(toolNameLength, 64);
  const hasCustomTools = customTools && to !== "anthropic-messages";
  const names = createToolNames({ nameLength, hasCustomTools });
  const whole = settleTurns(conversation.turns, to, notes);
  const settled = { ...whole, head: withoutBillingLine(whole.head) };
  const result = writers[to]({ conversation, settled, target, names, notes });
  return { names, result };
}

/** What a Responses answer repeats of its request. */
const echoed = [
  "instructions",
  "max_output_tokens",
  "max_tool_calls",
  "metadata",
  "parallel_tool_calls",
  "previous_response_id",
  "prompt_cache_key",
  "reasoning",
  "safety_identifier",
  "service_tier",
  "store",
  "temperature",
  "text",
  "tool_choice",
  "tools",
  "top_logprobs",
  "top_p",
  "truncation",
  "user",
] as const;

/** Whether the client can build on the answer, and on what the answer builds. */
function stateOf({ kept }: ConversionInput): Readonly<Record<string, unknown>> {
  return { store: kept !== null, previous_response_id: kept?.previous ?? null };
}

function echoOf(body: JsonObject): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    echoed.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]),
  );
}

function describeLosses(losses: readonly Loss[]): string {
  const listed = losses.map(({ path, reason }) => `${path} (${reason})`).join("; ");
  return `This provider speaks another dialect, and the request would lose: ${listed}.`;
}

function refuse(message: string): { readonly ok: false; readonly failure: Refusal } {
  return failed({ kind: "invalid_request", message, retryable: false });
}

function refusePrevious(): { readonly ok: false; readonly failure: Refusal } {
  const message =
    "CodeGate does not know the response in previous_response_id, and this provider keeps none. " +
    "Send the conversation itself, or set codegate_responses_state to keep.";
  return failed({ kind: "invalid_request", message, ...previousNotFound, retryable: false });
}
