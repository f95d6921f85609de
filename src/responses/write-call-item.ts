import type { ToolCallPart } from "../vocabulary/part.ts";
import {
  itemFields,
  nothing,
  placeFields,
  type ItemPlace,
  type ItemWriter,
} from "./item-writer.ts";

interface CallKind {
  readonly type: string;
  readonly idPrefix: string;
  /** Field of the item and of its `.done` event. */
  readonly field: "arguments" | "input";
  readonly events: string;
}

const kinds: Readonly<Record<ToolCallPart["kind"], CallKind>> = {
  function: {
    type: "function_call",
    idPrefix: "fc_",
    field: "arguments",
    events: "response.function_call_arguments",
  },
  custom: {
    type: "custom_tool_call",
    idPrefix: "ctc_",
    field: "input",
    events: "response.custom_tool_call_input",
  },
};

/** A call of a function or of a tool that takes free text. */
export function writeCallItem(part: ToolCallPart, place: ItemPlace): ItemWriter {
  const { outputIndex, send, newId } = place;
  const kind = kinds[part.kind];
  const id = part.itemId ?? `${kind.idPrefix}${newId()}`;
  const head = placeFields(id, outputIndex);
  let input = "";

  send("response.output_item.added", itemFields(outputIndex, item("in_progress")));

  function item(status: string): object {
    const { id: callId, name, namespace } = part;
    return {
      id,
      type: kind.type,
      status,
      [kind.field]: input,
      call_id: callId,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    };
  }

  function delta(text: string): void {
    input += text;
    send(`${kind.events}.delta`, `${head},"delta":${JSON.stringify(text)}`);
  }

  return {
    continues: () => false,
    delta,
    signature: nothing,
    encrypted: nothing,
    citation: nothing,
    endPart: nothing,
    close(status) {
      // Clients parse the arguments: no text is not the same as no arguments.
      if (part.kind === "function" && input.trim() === "") delta("{}");
      send(`${kind.events}.done`, `${head},"${kind.field}":${JSON.stringify(input)}`);
      const whole = item(status);
      send("response.output_item.done", itemFields(outputIndex, whole));
      return whole;
    },
  };
}
