import type { ProviderError } from "../vocabulary/answer.ts";
import type { OpaquePart } from "../vocabulary/part.ts";
import type { AnswerHooks, Emit } from "./hooks.ts";

type CompactionHooks = Pick<AnswerHooks, "newId" | "sealCompaction">;

const noSummary: ProviderError = {
  status: 502,
  kind: "server",
  message: "The model wrote no summary of the conversation.",
  code: null,
  param: null,
  requestId: null,
};

/** The summary that a client asked for as the one item it expects, which only we can open. */
export function compactBack({ newId, sealCompaction }: CompactionHooks, emit: Emit): Emit {
  let summary = "";
  let isText = false;

  function compaction(): OpaquePart {
    const name = "compaction";
    const raw = { id: `cmp_${newId()}`, type: name, encrypted_content: sealCompaction(summary) };
    return { type: "opaque", dialect: "openai-responses", name, raw };
  }

  return (event) => {
    switch (event.type) {
      case "part-start":
        isText = event.begins.type === "text";
        return;
      case "part-delta":
        if (isText) summary += event.text;
        return;
      case "answer-end":
        // The client would put nothing in the place of its whole conversation.
        if (summary.trim() === "") return emit({ type: "answer-error", error: noSummary });
        emit({ type: "part-start", part: 0, begins: compaction() });
        emit({ type: "part-end", part: 0 });
        return emit(event);
      case "answer-start":
      case "answer-error":
      case "ping":
        emit(event);
    }
  };
}
