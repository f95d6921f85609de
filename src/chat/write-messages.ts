/** Settled turns as messages of a Chat request. */
import { wrapCustomInput } from "../vocabulary/custom-input.ts";
import { flatMap } from "../vocabulary/flat-map.ts";
import { joinTexts } from "../vocabulary/join-texts.ts";
import {
  extraContent,
  findSignatures,
  isSignature,
  signedCalls,
  type Signatures,
} from "./call-signatures.ts";
import { writeContent } from "./write-content.ts";
import { parseJson } from "../vocabulary/json-text.ts";
import { asList, type JsonDraft } from "../vocabulary/json-values.ts";
import type { Json, JsonObject } from "../vocabulary/json.ts";
import type { Part, ThinkingPart, ToolCallPart, ToolResultPart } from "../vocabulary/part.ts";
import type { SettledTurn } from "../vocabulary/settle-turns.ts";
import type { WriteContext } from "../vocabulary/target.ts";

export function writeMessages(context: WriteContext): JsonObject[] {
  const { settled, notes, target } = context;
  const head = writeHead(context);
  const messages = flatMap(settled.turns, (turn) => writeTurn(turn, context));
  const joined = target.capabilities.instructionRole === "system" ? joinUsers(messages) : messages;
  if (joined.at(-1)?.["role"] === "assistant") {
    notes.lose("messages", "an answer that was begun for the model is not continued");
  }
  return [...head, ...joined.map(withoutMark)];
}

function withoutMark(message: DraftMessage): JsonObject {
  if (message.isInstruction === undefined) return message;
  const { isInstruction: _, ...plain } = message;
  return plain;
}

function writeHead({ settled, target }: WriteContext): readonly JsonObject[] {
  const texts = settled.head.filter((part) => part.type === "text" && part.text !== "");
  if (texts.length === 0) return [];
  const { chatBreakpoints, instructionRole } = target.capabilities;
  const isMarked = chatBreakpoints !== null && settled.head.some((part) => "breakpoint" in part);
  const content = isMarked
    ? texts.map((part) => ({
        type: "text",
        text: part.type === "text" ? part.text : "",
        ...("breakpoint" in part ? { cache_control: { type: "ephemeral" } } : {}),
      }))
    : joinTexts(texts);
  return [{ role: instructionRole, content }];
}

/** `isInstruction` marks what stands in the user's place and may be joined with it. */
type DraftMessage = JsonDraft & { readonly isInstruction?: boolean };

function writeTurn(turn: SettledTurn, context: WriteContext): readonly DraftMessage[] {
  if (turn.role === "assistant") return writeAnswer(turn, context);
  if (turn.role === "system") return writeInstruction(turn, context);
  const results = turn.results.map((result) => writeResult(result, context));
  const shown = turn.results.flatMap(shownParts);
  const content = writeContent(
    shown.length === 0 ? turn.parts : [...shown, ...turn.parts],
    context,
  );
  if (content === null) return results;
  const name = turn.name === undefined ? {} : { name: turn.name };
  return [...results, { role: "user", content, ...name }];
}

/** In mid-conversation many servers refuse instructions; there they are told as user text. */
function writeInstruction(turn: SettledTurn, context: WriteContext): readonly DraftMessage[] {
  const text = joinTexts(turn.parts);
  if (text === "") return [];
  return context.target.capabilities.instructionRole === "developer"
    ? [{ role: "developer", content: text }]
    : [{ role: "user", content: `<system>\n${text}\n</system>`, isInstruction: true }];
}

/** Servers with strict chat templates refuse two user messages in a row. */
function joinUsers(messages: readonly DraftMessage[]): readonly DraftMessage[] {
  const joined: DraftMessage[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    const isPair = last?.["role"] === "user" && message["role"] === "user";
    if (isPair && message.isInstruction === true) {
      const content = [...contentParts(last), ...contentParts(message)];
      joined[joined.length - 1] = { ...last, content };
    } else {
      joined.push(message);
    }
  }
  return joined;
}

function contentParts({ content }: DraftMessage): readonly JsonObject[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? (content as readonly JsonObject[]) : [];
}

/** Tool messages hold text alone; what can only be seen follows them in the user's message. */
function writeResult(result: ToolResultPart, { notes }: WriteContext): JsonObject {
  for (const part of result.content) {
    if (part.type === "opaque")
      notes.lose(`messages[].${part.name}`, "unknown to the other dialect");
  }
  const text = joinTexts(result.content, "\n");
  const hasShown = result.content.some(({ type }) => type === "image" || type === "document");
  const content = text === "" && hasShown ? "See the next user message." : text;
  return {
    role: "tool",
    tool_call_id: result.callId,
    content: result.isError && !/^error/i.test(content) ? `Error: ${content}` : content,
  };
}

function shownParts({ callId, content }: ToolResultPart): readonly Part[] {
  const shown = content.filter(({ type }) => type === "image" || type === "document");
  if (shown.length === 0) return [];
  return [{ type: "text", text: `Part of the result of tool call ${callId}:` }, ...shown];
}

function writeAnswer({ parts }: SettledTurn, context: WriteContext): readonly DraftMessage[] {
  const [first] = parts;
  // Most answers that call no tool are one text.
  if (parts.length === 1 && first?.type === "text" && first.citations === undefined) {
    return first.text === "" ? [] : [{ role: "assistant", content: first.text }];
  }
  const calls = parts.filter((part) => part.type === "tool-call");
  const content = writeContent(
    parts.filter((part) => part.type !== "image" && part.type !== "document"),
    context,
  );
  const reasoning = writeReasoning(parts, calls.length > 0, context);
  const { ofMessage, ofCalls } = findCallSignatures(parts, calls, context);
  if (content === null && calls.length === 0) return [];
  return [
    {
      role: "assistant",
      content: typeof content === "string" || content === null ? content : joinContent(content),
      ...reasoning,
      ...(ofMessage === null ? {} : extraContent(ofMessage)),
      ...(calls.length === 0
        ? {}
        : { tool_calls: calls.map((call) => signed(writeCall(call, context), ofCalls.get(call))) }),
    },
  ];
}

/** Only Gemini knows them, and some of its models refuse calls without. */
function findCallSignatures(
  parts: readonly Part[],
  calls: readonly ToolCallPart[],
  { target }: WriteContext,
): Signatures {
  const { callSignatures } = target.capabilities;
  if (callSignatures === "none") return { ofMessage: null, ofCalls: new Map() };
  const found = findSignatures(parts, (part) => (part.type === "thinking" ? sealsOf(part) : []));
  return callSignatures === "demanded" ? { ...found, ofCalls: signedCalls(calls, found) } : found;
}

function signed(call: JsonObject, signature: string | undefined): JsonObject {
  return signature === undefined ? call : { ...call, ...extraContent(signature) };
}

/** Many servers take only a string from the assistant. */
function joinContent(content: readonly JsonObject[]): string {
  return content.map(({ text }) => (typeof text === "string" ? text : "")).join("\n\n");
}

function writeReasoning(
  parts: readonly Part[],
  hasCalls: boolean,
  { target, notes }: WriteContext,
): JsonObject {
  const thoughts = parts.filter((part) => part.type === "thinking");
  const { reasoningField, demandsReasoning, reasoningDetails } = target.capabilities;
  const text = thoughts.map((part) => part.text).filter((each) => each !== "");
  const details = reasoningDetails ? thoughts.flatMap(detailsOf) : [];
  if (details.length > 0) return { reasoning_details: details };
  if (reasoningField === null) {
    const isSealed = thoughts.some((part) => sealsOf(part).some(isSignature) && part.text === "");
    if (thoughts.length > 0 && !(isSealed && target.capabilities.callSignatures !== "none"))
      notes.lose("messages[].thinking", "the other dialect has no place for it");
    return {};
  }
  if (thoughts.some(({ encrypted, text: thought }) => encrypted !== undefined && thought === "")) {
    notes.lose("messages[].redacted_thinking", "only its provider can read it");
  }
  if (text.length > 0) return { [reasoningField]: text.join("\n\n") };
  return demandsReasoning && hasCalls ? { [reasoningField]: "" } : {};
}

/** For a provider that knows no signatures of calls. */
function detailsOf(part: ThinkingPart): readonly Json[] {
  return sealsOf(part).filter((detail) => !isSignature(detail));
}

/** What the provider itself sent, sealed; see `reasoning-details.ts`. */
function sealsOf({ origin, encrypted }: ThinkingPart): readonly Json[] {
  if (origin !== "openai-chat" || encrypted === undefined) return [];
  return asList(parseJson(encrypted));
}

function writeCall(part: ToolCallPart, { names, target, notes }: WriteContext): JsonObject {
  const { id, kind, input } = part;
  const name = names.of({ name: part.name, kind, namespace: part.namespace ?? null });
  if (kind === "custom" && target.capabilities.customTools) {
    return { id, type: "custom", custom: { name, input } };
  }
  const text = kind === "custom" ? wrapCustomInput(input) : input.trim() === "" ? "{}" : input;
  const isSound = isJson(text);
  if (!isSound) notes.lose("messages[].tool_calls[].arguments", "no JSON; wrapped");
  const safe = isSound ? text : JSON.stringify({ arguments: text });
  return { id, type: "function", function: { name, arguments: safe } };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
