/** Turns an answer back into the words in which its request was put, before it is written. */
import type { PartStart } from "../vocabulary/answer.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import { numbered, type PartChange } from "../vocabulary/part-queue.ts";
import { settleStop } from "../vocabulary/settle-stop.ts";
import { compactBack } from "./compact-back.ts";
import type { AnswerHooks, Emit } from "./hooks.ts";
import { turnCall, type ToolTurns, type TurnedCall } from "./turn-call.ts";

/** Takes the events of a reader one by one, and gives those for a writer to `emit`. */
export function crossBack(crossing: Crossing, hooks: AnswerHooks, emit: Emit): Emit {
  return crossing.isCompaction ? compactBack(hooks, emit) : turnBack(crossing, emit);
}

function turnBack(turns: ToolTurns, emit: Emit): Emit {
  /** What has begun and not shown yet that it is not empty. */
  let announced: PartStart | null = null;
  let call: TurnedCall | null = null;
  let isOpen = false;
  let part = -1;
  const said = { hasToolCalls: false, hasRefusal: false };

  function open(begins: PartStart): void {
    part++;
    isOpen = true;
    announced = null;
    emit({ type: "part-start", part, begins });
  }

  function begin(begins: PartStart): void {
    isOpen = false;
    announced = null;
    call = begins.type === "tool-call" ? turnCall(begins, turns) : null;
    const turned = call === null ? begins : call.begins;
    if (turned === null) return;
    if (turned.type === "tool-call") said.hasToolCalls = true;
    if (canBeEmpty(turned)) announced = turned;
    else open(turned);
  }

  function change(changed: PartChange): void {
    if (announced !== null) open(announced);
    if (isOpen) emit(numbered(changed, part));
  }

  function delta(text: string): void {
    if (text !== "") change({ type: "part-delta", text });
  }

  function end(): void {
    delta(call?.end() ?? "");
    const whole = call?.whole() ?? null;
    if (whole !== null) {
      said.hasToolCalls = true;
      open(whole);
    }
    if (isOpen) emit({ type: "part-end", part });
    isOpen = false;
    announced = null;
    call = null;
  }

  return (event) => {
    switch (event.type) {
      case "part-start":
        // OpenAI's clients find a refusal in what was said, and its stop is a plain one.
        if (event.begins.type === "refusal") said.hasRefusal = turns.from === "anthropic-messages";
        return begin(event.begins);
      case "part-delta":
        // Nearly every event, and nearly always it is passed on as it is.
        if (call === null && isOpen && event.part === part && event.text !== "") return emit(event);
        return delta(call === null ? event.text : call.feed(event.text));
      case "part-end":
        return end();
      case "thinking-signature":
        return change({ type: event.type, signature: event.signature });
      case "thinking-encrypted":
        return change({ type: event.type, encrypted: event.encrypted });
      case "text-citation":
        return change({ type: event.type, citation: event.citation });
      case "answer-end":
        return emit({ ...event, stop: settleStop(event.stop, said) });
      default:
        emit(event);
    }
  };
}

/** Texts that stay empty are left out: no dialect takes them back in the next turn. */
function canBeEmpty(part: PartStart): boolean {
  if (part.type === "thinking") return part.encrypted === undefined;
  return part.type === "text" || part.type === "refusal";
}
