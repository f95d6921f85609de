/** Settled turns as `system` and `messages` of a Messages request. */
import { flatMap } from "../vocabulary/flat-map.ts";
import { asList, asText, type JsonDraft } from "../vocabulary/json-values.ts";
import { writeBlocks, writeResult } from "./write-content.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { SettledTurn } from "../vocabulary/settle-turns.ts";
import type { WriteContext } from "../vocabulary/target.ts";

export interface WrittenTurns {
  readonly system: JsonObject[];
  readonly messages: JsonObject[];
}

/** Said where the dialect demands a user turn and the client has none. */
const goOn = "Continue.";

export function writeTurns(context: WriteContext): WrittenTurns {
  const { settled, notes } = context;
  const system = writeBlocks(settled.head, "system", context);
  const messages = mergeUsers(flatMap(settled.turns, (turn) => writeTurn(turn, context)));
  if (messages.length === 0 && system.length > 0) {
    notes.lose("messages", "instructions alone were sent as the user's words");
    return { system: [], messages: [{ role: "user", content: system }] };
  }
  if (messages[0] !== undefined && messages[0]["role"] !== "user") {
    notes.lose("messages", "an opening user turn was added");
    messages.unshift({ role: "user", content: goOn });
  }
  endWell(messages, context);
  return { system, messages };
}

function writeTurn(turn: SettledTurn, context: WriteContext): readonly JsonObject[] {
  const { notes, target } = context;
  if (turn.name !== undefined) notes.lose("messages[].name", "unknown to the other dialect");
  const results = turn.results.map((result) => writeResult(result, context));
  const blocks = writeBlocks(turn.parts, turn.role, context);
  const content = results.length === 0 ? blocks : [...results, ...blocks];
  if (content.length === 0) return [];
  if (turn.role === "assistant") return [{ role: "assistant", content }];
  if (turn.role === "user") return [{ role: "user", content }];
  if (target.capabilities.systemTurns) return [{ role: "system", content }];
  return [{ role: "user", content: content.map(marked) }];
}

/** An instruction between the turns, for models that know it only at the head. */
function marked(block: JsonObject): JsonObject {
  const text = asText(block["text"]);
  return text === null ? block : { ...block, text: `<system>\n${text}\n</system>` };
}

/** Consecutive user turns are one for the model; here they are one for every server too. */
function mergeUsers(messages: readonly JsonObject[]): JsonObject[] {
  const merged: JsonObject[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    const isSame = message["role"] === "user" && last?.["role"] === "user";
    if (isSame && canJoin(message)) {
      const content = [...asList(last["content"]), ...asList(message["content"])];
      merged[merged.length - 1] = { role: "user", content };
    } else {
      merged.push(message);
    }
  }
  return merged;
}

/** Results must stand before everything else in their message. */
function canJoin(message: JsonObject): boolean {
  return asList(message["content"]).every(
    (block) => (block as JsonDraft | null)?.["type"] !== "tool_result",
  );
}

/** An answer that has begun: continued where models do that, and otherwise asked for anew. */
function endWell(messages: JsonObject[], { target, notes }: WriteContext): void {
  const last = messages.at(-1);
  if (last === undefined || last["role"] !== "assistant") return;
  if (!target.capabilities.prefill) {
    notes.lose("messages", "the model cannot continue an answer; it was asked to go on");
    messages.push({ role: "user", content: goOn });
    return;
  }
  const content = asList(last["content"]) as readonly JsonObject[];
  const trimmed = content.map((block, index) => {
    const text = index === content.length - 1 ? asText(block["text"]) : null;
    return text === null ? block : { ...block, text: text.trimEnd() };
  });
  messages[messages.length - 1] = { role: "assistant", content: trimmed };
}
