import type { ReaderOptions } from "../vocabulary/answer-stream.ts";
import { listOf, stringOf } from "../vocabulary/json-fields.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { PartStart } from "../vocabulary/answer.ts";
import type { PartQueue, QueuedPart } from "../vocabulary/part-queue.ts";
import { readAnnotations, readContent, readReasoning } from "./read-content.ts";
import { readSignatures } from "./call-signatures.ts";
import { collectDetails } from "./reasoning-details.ts";
import { isLegacyCall, readToolCalls } from "./read-tool-calls.ts";

/** Takes the deltas of one choice; a whole message is one delta. */
export interface DeltaReader {
  take(delta: JsonObject): void;
  /** A delta of text alone. */
  sayText(text: string): void;
  end(): void;
}

type Speech = "text" | "thinking" | "refusal";

const beginnings: Readonly<Record<Speech, PartStart>> = {
  text: { type: "text", text: "" },
  thinking: { type: "thinking", text: "", origin: "openai-chat" },
  refusal: { type: "refusal", text: "" },
};

export function readDeltas(queue: PartQueue, options: ReaderOptions): DeltaReader {
  const calls = readToolCalls(queue, options);
  let speech: { readonly kind: Speech; readonly part: QueuedPart } | null = null;
  const details = collectDetails();
  /** Something has been said that the client sees. */
  let hasSpoken = false;

  /** What is said belongs to the open part of its kind; another kind begins a new part. */
  function say(kind: Speech, text: string): QueuedPart {
    if (speech?.kind !== kind) {
      hush();
      calls.settle();
      speech = { kind, part: queue.begin(beginnings[kind]) };
    }
    const { part } = speech;
    if (text !== "") queue.extend(part, text);
    return part;
  }

  /** Ends what is being said, as something else begins. */
  function hush(): void {
    if (speech === null) return;
    seal();
    queue.complete(speech.part);
    speech = null;
  }

  function seal(): void {
    const encrypted = speech?.kind === "thinking" ? details.takeSealed() : null;
    if (speech === null || encrypted === null) return;
    queue.change(speech.part, { type: "thinking-encrypted", encrypted });
  }

  function takeReasoning(delta: JsonObject, thinking: string): void {
    const text = readReasoning(delta) || thinking;
    if (text !== "") say("thinking", text);
    const given = [...listOf(delta["reasoning_details"]), ...readSignatures(delta, hasSpoken)];
    if (details.add(given)) say("thinking", "");
  }

  function takeCalls({ tool_calls: toolCalls, function_call: legacyCall }: JsonObject): void {
    if (listOf(toolCalls).length > 0) {
      hush();
      calls.take(toolCalls);
    }
    if (isLegacyCall(legacyCall)) {
      hush();
      calls.takeLegacy(legacyCall);
    }
  }

  function take(delta: JsonObject): void {
    const { text, thinking } = readContent(delta["content"]);
    takeReasoning(delta, thinking);
    if (text !== "") say("text", text);
    hasSpoken ||= text !== "";
    const refusal = stringOf(delta["refusal"]);
    if (refusal !== "") say("refusal", refusal);
    for (const citation of readAnnotations(delta["annotations"])) {
      if (speech?.kind === "text") queue.change(speech.part, { type: "text-citation", citation });
    }
    takeCalls(delta);
  }

  return {
    take,
    sayText: (text) => void say("text", text),
    end() {
      hush();
      queue.completeAll();
    },
  };
}
