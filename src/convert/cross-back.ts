/** Turns an answer back into the words in which its request was put, before it is written. */
import type { AnswerEvent, PartStart } from "../vocabulary/answer.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import type { PartChange } from "../vocabulary/part-queue.ts";
import type { ToolCallPart } from "../vocabulary/part.ts";
import { settleStop } from "../vocabulary/settle-stop.ts";
import { readCustomInput, type CustomInput } from "./custom-input.ts";

/** Takes the events of a reader and gives those for a writer. */
export type CrossBack = (event: AnswerEvent, emit: (event: AnswerEvent) => void) => void;

type Names = Pick<Crossing, "toolNames" | "formatTool">;

export function crossBack(crossing: Names): CrossBack {
  /** What begins and has not shown yet that it is not empty. */
  let announced: PartStart | null = null;
  let custom: CustomInput | null = null;
  let isOpen = false;
  let part = -1;
  let hasToolCalls = false;
  let hasRefusal = false;

  function open(begins: PartStart, emit: (event: AnswerEvent) => void): void {
    part++;
    isOpen = true;
    announced = null;
    if (begins.type === "tool-call") hasToolCalls = true;
    if (begins.type === "refusal") hasRefusal = true;
    emit({ type: "part-start", part, begins });
  }

  function begin(begins: PartStart, emit: (event: AnswerEvent) => void): void {
    isOpen = false;
    custom = null;
    const turned = begins.type === "tool-call" ? turnCall(begins, crossing) : begins;
    if (begins.type === "tool-call" && turned.type === "tool-call") {
      if (begins.kind === "function" && turned.kind === "custom") custom = readCustomInput();
    }
    if (canBeEmpty(turned)) announced = turned;
    else open(turned, emit);
  }

  function change(event: PartChange, emit: (event: AnswerEvent) => void): void {
    if (announced !== null) open(announced, emit);
    if (isOpen) emit({ ...event, part });
  }

  function delta(text: string, emit: (event: AnswerEvent) => void): void {
    const turned = custom === null ? text : custom.feed(text);
    if (turned !== "") change({ type: "part-delta", text: turned }, emit);
  }

  function end(emit: (event: AnswerEvent) => void): void {
    const rest = custom?.end() ?? "";
    if (rest !== "") change({ type: "part-delta", text: rest }, emit);
    if (isOpen) emit({ type: "part-end", part });
    isOpen = false;
    announced = null;
    custom = null;
  }

  return (event, emit) => {
    switch (event.type) {
      case "part-start":
        return begin(event.begins, emit);
      case "part-delta":
        return delta(event.text, emit);
      case "part-end":
        return end(emit);
      case "thinking-signature":
        return change({ type: event.type, signature: event.signature }, emit);
      case "thinking-encrypted":
        return change({ type: event.type, encrypted: event.encrypted }, emit);
      case "text-citation":
        return change({ type: event.type, citation: event.citation }, emit);
      case "answer-end":
        return emit({ ...event, stop: settleStop(event.stop, { hasToolCalls, hasRefusal }) });
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

/** The call as the client knows the tool; the forced tool of an output format is no call at all. */
function turnCall(call: ToolCallPart, { toolNames, formatTool }: Names): PartStart {
  if (call.name === formatTool) return { type: "text", text: "" };
  const tool = toolNames.get(call.name);
  if (tool === undefined) return call;
  const { namespace: _, ...rest } = call;
  const namespace = tool.namespace === null ? {} : { namespace: tool.namespace };
  return { ...rest, name: tool.name, kind: tool.kind, ...namespace };
}
