/**
 * Responses that clients build on (`previous_response_id`), for accounts whose provider keeps none:
 * the request gets its earlier turns back before anything else looks at it, so that routing,
 * guardrails and conversion see an ordinary request.
 */
import type { CallerSettings } from "../admit/caller-settings.ts";
import { callerIdOf, type Caller } from "../admit/identify-caller.ts";
import { responseKey } from "../affinity/conversation-key.ts";
import { previousResponse } from "../affinity/key/read-session-id.ts";
import { newId } from "../base/new-id.ts";
import { previousNotFound, type Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import { lastField, readRequest, type ModelRequest } from "../read/read-request.ts";
import { ownInput, withItems } from "../state/continue-request.ts";
import { resolveReferences } from "../state/resolve-references.ts";
import { conversationItems } from "../state/turn-items.ts";
import type { Rooms } from "./rooms.ts";

/** What is needed to keep the turn that the request begins. */
export interface KeptStart {
  /** Whose it will be. */
  readonly caller: string;
  readonly previous: string | null;
  /** What the answer is called if its provider is of another dialect. */
  readonly id: string;
  readonly conversation: string;
  /** The client's items of this turn, as it sent them: JSON text of an array. */
  readonly input: string;
}

export interface Continued {
  readonly request: ModelRequest;
  /** Null = nothing is kept here of this request's answer. */
  readonly kept: KeptStart | null;
}

export interface ContinueInput {
  readonly request: ModelRequest;
  readonly caller: Caller;
}

/** Whose turns a caller may see: its own. */
export function keeperName(caller: Caller): string {
  return caller.kind === "tenant" ? `tenant:${caller.tenant.id}` : caller.kind;
}

/** True when responses of ours are kept for such requests. */
export function mayBuildOn({ dialect }: ModelRequest, { keepsResponses }: CallerSettings): boolean {
  return dialect === "openai-responses" && keepsResponses;
}

export async function continueKept(
  { request, caller }: ContinueInput,
  rooms: Rooms,
): Promise<Result<Continued, Refusal>> {
  const asItIs = success({ request, kept: null });
  const sent = ownInput(request);
  if (sent === null) return asItIs;
  const name = keeperName(caller);
  const { findSoon } = rooms.keptTurns;
  const input = await resolveReferences(sent, (id) => findSoon({ caller: name, id }));
  const previous = previousResponse(request.bytes, request.scan);
  if (previous === null) {
    const kept = { caller: name, previous, id: newResponseId(), conversation: newId(), input };
    const begun = input === sent ? success(request) : rewritten(request, [], input);
    if (!begun.ok) return begun;
    return success({ request: begun.value, kept: isKept(request) ? kept : null });
  }
  // Its provider keeps it.
  if (rooms.responseOwners.lookup(responseKey(callerIdOf(caller), previous)) !== null)
    return asItIs;
  const last = await rooms.keptTurns.findSoon({ caller: name, id: previous });
  // Some provider may keep it all the same, and says so itself if it does not.
  if (last === null) return asItIs;
  const turns = rooms.keptTurns.chain({ caller: name, id: previous });
  if (turns === null) return failed(brokenChain(previous));
  const whole = rewritten(request, conversationItems(turns), input);
  if (!whole.ok) return whole;
  if (whole.value.bytes.length > rooms.requestBodyBytes) return failed(tooLong(previous));
  const { conversation } = last;
  const kept = { caller: name, previous, id: newResponseId(), conversation, input };
  return success({ request: whole.value, kept: isKept(whole.value) ? kept : null });
}

function rewritten(
  request: ModelRequest,
  earlier: readonly string[],
  own: string,
): Result<ModelRequest, Refusal> {
  return readRequest({ ...request, bytes: withItems(request, earlier, own) });
}

function newResponseId(): string {
  return `resp_${newId()}`;
}

/** A provider that answers in the background, or holds the conversation, has to keep it itself. */
function isKept({ operation, scan }: ModelRequest): boolean {
  const isOff = (name: string) => {
    const kind = lastField(scan, name)?.kind;
    return kind === undefined || kind === "null" || kind === "false";
  };
  const isStored = lastField(scan, "store")?.kind !== "false";
  return operation === "responses" && isStored && isOff("background") && isOff("conversation");
}

function brokenChain(id: string): Refusal {
  return {
    kind: "invalid_request",
    message:
      `Previous response with id '${id}' builds on one that was deleted, or on more of them than ` +
      "are followed. Send the conversation itself to go on.",
    ...previousNotFound,
    retryable: false,
  };
}

function tooLong(id: string): Refusal {
  const message = `The conversation up to response '${id}' is too large to be sent. Begin a new one.`;
  return { kind: "too_large", message, retryable: false };
}
