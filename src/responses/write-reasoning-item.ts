import type { WriterOptions } from "../vocabulary/answer-stream.ts";
import type { ThinkingPart } from "../vocabulary/part.ts";
import {
  itemFields,
  nothing,
  placeFields,
  type ItemPlace,
  type ItemWriter,
} from "./item-writer.ts";

/** Thinking as the summary of a reasoning item: what clients of this dialect show. */
export function writeReasoningItem(
  begins: ThinkingPart,
  place: ItemPlace,
  options: WriterOptions,
): ItemWriter {
  const { outputIndex, send, newId } = place;
  const id = begins.itemId ?? `rs_${newId()}`;
  const head = `${placeFields(id, outputIndex)},"summary_index":0`;
  let part = begins;
  let text = "";

  send(
    "response.output_item.added",
    itemFields(outputIndex, { id, type: "reasoning", summary: [] }),
  );

  function closeSummary(): object[] {
    if (text === "") return [];
    const summary = { type: "summary_text", text };
    send("response.reasoning_summary_text.done", `${head},"text":${JSON.stringify(text)}`);
    send("response.reasoning_summary_part.done", `${head},"part":${JSON.stringify(summary)}`);
    return [summary];
  }

  return {
    continues: () => false,
    delta(more) {
      if (text === "") {
        const empty = '{"type":"summary_text","text":""}';
        send("response.reasoning_summary_part.added", `${head},"part":${empty}`);
      }
      text += more;
      send("response.reasoning_summary_text.delta", `${head},"delta":${JSON.stringify(more)}`);
    },
    signature(signature) {
      part = { ...part, signature };
    },
    encrypted(encrypted) {
      part = { ...part, encrypted };
    },
    citation: nothing,
    endPart: nothing,
    close() {
      const summary = closeSummary();
      const encrypted = encryptedOf({ ...part, text }, options);
      const whole = {
        id,
        type: "reasoning",
        summary,
        ...(encrypted === null ? {} : { encrypted_content: encrypted }),
      };
      send("response.output_item.done", itemFields(outputIndex, whole));
      return whole;
    },
  };
}

function encryptedOf(part: ThinkingPart, { carry }: WriterOptions): string | null {
  if (part.origin === "openai-responses") return part.encrypted ?? null;
  return carry === null ? null : carry(part);
}
