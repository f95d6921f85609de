/** How much a Claude model shall think, and the rules that thinking puts on the rest of a request. */
import { limits } from "../base/limits.ts";
import { budgetOfEffort, nearestEffort } from "../vocabulary/effort.ts";
import { asObjects } from "../vocabulary/json-values.ts";
import type { ThinkingWish } from "../vocabulary/conversation.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { WriteContext } from "../vocabulary/target.ts";

export interface WrittenThinking {
  readonly thinking?: JsonObject;
  readonly effort?: string;
  /** Sampling and forced tools are refused beside it. */
  readonly isOn: boolean;
}

const none: WrittenThinking = { isOn: false };

export interface ThinkingRoom {
  readonly maxTokens: number;
  /** The model has to call a tool: no thinking is allowed then. */
  readonly isToolForced: boolean;
  readonly messages: readonly JsonObject[];
}

export function writeThinking(context: WriteContext, room: ThinkingRoom): WrittenThinking {
  const wish = context.conversation.thinking;
  const { thinking } = context.target.capabilities;
  if (wish === null || thinking === "none") {
    if (wish !== null && wish.mode !== "off") {
      context.notes.lose("thinking", "the model does not think");
    }
    return none;
  }
  return thinking === "adaptive"
    ? writeAdaptive(wish, context, room)
    : writeBudget(wish, context, room);
}

function writeAdaptive(
  wish: ThinkingWish,
  { target, notes }: WriteContext,
  { isToolForced }: ThinkingRoom,
): WrittenThinking {
  if (wish.mode === "off" || wish.effort === "none") {
    return { thinking: { type: "disabled" }, isOn: false };
  }
  const effort =
    wish.effort === null ? null : nearestEffort(wish.effort, target.capabilities.efforts);
  const chosen = effort === null ? {} : { effort };
  if (effort !== wish.effort) notes.lose("effort", "not offered; the nearest one was set");
  if (isToolForced) {
    notes.lose("thinking", "refused beside a forced tool call");
    return { ...chosen, isOn: false };
  }
  const display = wish.display === null ? {} : { display: "summarized" };
  return { thinking: { type: "adaptive", ...display }, ...chosen, isOn: true };
}

function writeBudget(
  wish: ThinkingWish,
  { notes }: WriteContext,
  { maxTokens, isToolForced, messages }: ThinkingRoom,
): WrittenThinking {
  if (wish.mode === "off" || wish.effort === "none") return none;
  if (isToolForced) {
    notes.lose("thinking", "refused beside a forced tool call");
    return none;
  }
  if (isInsideUnsignedLoop(messages)) {
    notes.lose("thinking", "the running tool calls were made without signed thinking");
    return none;
  }
  const most = Math.floor(maxTokens * (1 - limits.answerShare));
  const wanted = wish.budgetTokens ?? budgetOfEffort(wish.effort);
  const budget = Math.max(limits.leastThinkingTokens, Math.min(wanted, most));
  if (budget >= maxTokens) {
    notes.lose("thinking", "the output limit leaves no room for thinking");
    return none;
  }
  return { thinking: { type: "enabled", budget_tokens: budget }, isOn: true };
}

/**
 * True while tools are being called by an answer that does not begin with a thinking block: models
 * with a budget refuse to think in the middle of it. An answer begins behind the last user turn
 * that is more than tool results' carrier: one without any.
 */
function isInsideUnsignedLoop(messages: readonly JsonObject[]): boolean {
  const last = messages.at(-1);
  if (last?.["role"] === "assistant") return true;
  if (!holdsResults(last)) return false;
  const asked = messages.findLastIndex((each) => each["role"] === "user" && !holdsResults(each));
  const begun = messages.slice(asked + 1).find(({ role }) => role === "assistant");
  const first = asObjects(begun?.["content"])[0]?.["type"];
  return first !== "thinking" && first !== "redacted_thinking";
}

function holdsResults(message: JsonObject | undefined): boolean {
  return asObjects(message?.["content"]).some(({ type }) => type === "tool_result");
}
